import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { inventoryOf } from '../../twin/inventory.js';
import type { Twin } from '../../twin/twin.js';
import { prepareNetwork } from '../wizard/clouds/prepared.js';
import { onFederation, useFederation } from './federation-in-use.js';
import { Scenario } from './harness.js';
import { whoWorks } from './people.js';
import { onOneLine } from './terraform.js';

// A site in a network that somebody else owns: it is looked at, used as it is, and left as it was.

const region = 'eu-central-1';
const users = ['ada@contoso.com', 'grace@contoso.com'];

describe('a site in an existing network', () => {
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let networks: Networks;

  beforeAll(async () => {
    scenario = await Scenario.start();
    const app = await useFederation(scenario.twin);
    deployment = onFederation(scenario.twin, app);
    networks = await makeNetworks(scenario.twin);
  });
  afterAll(async () => scenario.stop());

  const site = (existing: { vpcId: string; subnetIds: string[] }): DeploymentInput => ({
    ...deployment,
    sites: (deployment.sites ?? []).map((each) => ({ ...each, network: { existing } })),
  });

  /** Why an apply stops at a network; nothing has been made by then. */
  const refusal = async (existing: { vpcId: string; subnetIds: string[] }): Promise<string> => {
    const before = await inventoryOf(scenario.twin.aws, [region]);
    await scenario.write(site(existing));
    const { code, output } = await scenario.terraform('apply', '-no-color', '-auto-approve');
    expect(code).toBe(1);
    expect(await inventoryOf(scenario.twin.aws, [region])).toEqual(before);
    return onOneLine(output);
  };

  test.each<[string, (made: Networks) => string[], (made: Networks) => string]>([
    [
      'a subnet of another network',
      ({ privates: [first], foreign }) => [first, foreign],
      ({ vpcId, foreign }) => `The subnet ${foreign} is not in the network ${vpcId}. Name two subnets of that network.`,
    ],
    [
      'two subnets in one zone',
      ({ privates: [first], sameZone }) => [first, sameZone],
      ({ privates: [first], sameZone }) =>
        `The subnets ${first} and ${sameZone} are in the same availability zone. Name subnets in two different ones.`,
    ],
    [
      'a zone in which WorkSpaces does not run',
      ({ privates: [first], otherZone }) => [first, otherZone],
      ({ otherZone }) =>
        `WorkSpaces does not run in the availability zone of the subnet ${otherZone}. Name subnets in two of euc1-az2, euc1-az3.`,
    ],
    [
      'a subnet that gives IPv6 addresses',
      ({ privates: [first], withIpv6 }) => [first, withIpv6],
      ({ withIpv6 }) =>
        `The subnet ${withIpv6} assigns IPv6 addresses, which breaks some desktops. Turn that off for the subnet.`,
    ],
  ])('%s is refused before anything is made, with what to do', async (_what, subnetIds, sentence) => {
    const said = await refusal({ vpcId: networks.vpcId, subnetIds: subnetIds(networks) });
    expect(said).toContain(sentence(networks));
  });

  test('a subnet that does not exist is named before anything is made', async () => {
    const missing = 'subnet-0123456789abcdef0';
    expect(await refusal({ vpcId: networks.vpcId, subnetIds: [networks.privates[0], missing] })).toMatch(
      /Error: no matching EC2 Subnet found with data\.aws_subnet\.site-berlin_network_existing-2/,
    );
  });

  test('a proper one is used as it is: people work, a second plan changes nothing, a destroy leaves it alone', async () => {
    const before = await everythingIn(scenario.twin);
    await scenario.write(site({ vpcId: networks.vpcId, subnetIds: [...networks.privates] }));
    await scenario.apply();
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, ...users)).toEqual(['works', 'works']);
    expect(await scenario.plan()).toEqual([]);
    expect(await everythingIn(scenario.twin)).toEqual(before);
    await scenario.destroy();
    expect(await everythingIn(scenario.twin)).toEqual(before);
  });
});

interface Networks {
  readonly vpcId: string;
  /** Two private subnets with a way out, in zones of WorkSpaces. */
  readonly privates: readonly [string, string];
  readonly sameZone: string;
  readonly otherZone: string;
  readonly withIpv6: string;
  /** A subnet of another network. */
  readonly foreign: string;
}

async function makeNetworks(twin: Twin): Promise<Networks> {
  /** Calls EC2 and gives what a Create call made; of another call the whole answer. */
  const ec2 = async (operation: string, input: object): Promise<Record<string, string>> => {
    const answer = await twin.aws.inside('ec2', operation, region, input);
    return (answer[operation.replace('Create', '')] ?? answer) as Record<string, string>;
  };
  const subnet = async (VpcId: string, CidrBlock: string, AvailabilityZoneId: string): Promise<string> =>
    (await ec2('CreateSubnet', { VpcId, CidrBlock, AvailabilityZoneId }))['SubnetId'] ?? '';
  // Its first subnet lies at the internet; a NAT gateway there is the way out of the private ones.
  const { vpcId, subnetIds } = await prepareNetwork(twin);
  const { AllocationId } = await ec2('AllocateAddress', { Domain: 'vpc' });
  const { NatGatewayId } = await ec2('CreateNatGateway', { SubnetId: subnetIds[0], AllocationId });
  await twin.advance(5);
  const { RouteTableId } = await ec2('CreateRouteTable', { VpcId: vpcId });
  await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId });
  const privates = [
    await subnet(vpcId, '10.20.11.0/24', 'euc1-az2'),
    await subnet(vpcId, '10.20.12.0/24', 'euc1-az3'),
  ] as const;
  for (const SubnetId of privates) await ec2('AssociateRouteTable', { RouteTableId, SubnetId });
  const withIpv6 = await subnet(vpcId, '10.20.13.0/24', 'euc1-az3');
  await ec2('ModifySubnetAttribute', { SubnetId: withIpv6, AssignIpv6AddressOnCreation: { Value: true } });
  const { VpcId: otherVpc = '' } = await ec2('CreateVpc', { CidrBlock: '10.50.0.0/16' });
  return {
    vpcId,
    privates,
    withIpv6,
    sameZone: await subnet(vpcId, '10.20.14.0/24', 'euc1-az2'),
    otherZone: await subnet(vpcId, '10.20.15.0/24', 'euc1-az1'),
    foreign: await subnet(otherVpc, '10.50.1.0/24', 'euc1-az3'),
  };
}

/** All that EC2 tells of networks, tags included. */
async function everythingIn(twin: Twin): Promise<unknown[]> {
  const looks = ['Vpcs', 'Subnets', 'RouteTables', 'NatGateways', 'InternetGateways'];
  return Promise.all(looks.map((what) => twin.aws.inside('ec2', `Describe${what}`, region, {})));
}
