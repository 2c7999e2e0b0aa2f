import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet/index.js';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { Eip } from '@cdktf/provider-aws/lib/eip/index.js';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { subnetPlan } from '../../domain/cidr.js';
import { present } from '../../domain/present.js';
import { availabilityZoneIdsOf } from '../../domain/regions.js';
import { OutboundAllowList } from './outbound-allow-list.js';

export interface CreatedNetwork {
  /** IPv4 range, /16 to /25; see `subnetPlan` for how it is cut. */
  readonly cidr: string;
  /** Two different availability zone *ids* with WorkSpaces: names differ per account. */
  readonly availabilityZoneIds: readonly string[];
  /** 1, or 2 to survive the loss of a zone. */
  readonly natGateways: 1 | 2;
  /**
   * Bucket that gets a record of all traffic of the network, by its ARN. Its policy must let log delivery write
   * (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html).
   * @default null, no flow logs
   */
  readonly flowLogs?: { readonly bucketArn: string } | null;
  /**
   * What desktops may reach: everything, or what is listed in `domain/endpoints.ts` and `also`.
   * @default open
   */
  readonly outbound?: 'open' | { readonly allowList: { readonly also: readonly string[] } };
}

export interface ExistingNetwork {
  readonly vpcId: string;
  /** Two subnets in different availability zones with WorkSpaces, with a way to the internet. */
  readonly subnetIds: readonly string[];
}

export interface NetworkProps {
  /** aws provider of the Region. */
  readonly provider: TerraformProvider;
  readonly region: string;
  /** Names the parts, e.g. `contoso-berlin`. */
  readonly name: string;
  readonly network: { readonly create: CreatedNetwork } | { readonly existing: ExistingNetwork };
  /** @default - no tags beside names */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Where desktops live: two private subnets with a way to the internet, which Windows sign-in, Intune and Autopilot need.
 * IPv6 is off: subnets that assign it break some desktops (WorkSpaces troubleshooting).
 */
export class Network extends Construct {
  readonly vpcId: string;
  /** Two subnets for desktops. */
  readonly subnetIds: readonly [string, string];
  /** What a directory must wait for, and what must outlive it: desktops need the way out until they are gone. */
  readonly ready: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkProps,
  ) {
    super(scope, id);
    if ('existing' in props.network) {
      const { vpcId, subnetIds } = props.network.existing;
      this.vpcId = vpcId;
      this.subnetIds = two('subnetIds', subnetIds);
      this.ready = this.look(props.network.existing);
      return;
    }
    const made = this.create(props.network.create);
    this.vpcId = made.vpc.id;
    this.subnetIds = made.subnetIds;
    this.ready = made.ready;
  }

  private create(network: CreatedNetwork) {
    const { region } = this.props;
    const zones = two('availabilityZoneIds', network.availabilityZoneIds);
    for (const zone of zones) {
      if (!availabilityZoneIdsOf(region).includes(zone)) {
        throw new Error(
          `\`availabilityZoneIds\` of a network in ${region} must be of ${availabilityZoneIdsOf(region).join(', ')}, got: ${zone}`,
        );
      }
    }
    const plan = subnetPlan(network.cidr);
    const vpc = new Vpc(this, 'vpc', {
      ...this.named(),
      cidrBlock: network.cidr,
      // Nothing made here asks for host names: what a company adds does, an interface endpoint with private DNS
      // (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
      enableDnsHostnames: true,
      enableDnsSupport: true,
      assignGeneratedIpv6CidrBlock: false,
    });
    if (network.flowLogs) {
      new FlowLog(this, 'flow-log', {
        ...this.named('flow-log'),
        vpcId: vpc.id,
        trafficType: 'ALL',
        logDestinationType: 's3',
        logDestination: network.flowLogs.bucketArn,
      });
    }
    // Nothing may use the group that every network comes with; WorkSpaces makes one of its own.
    new DefaultSecurityGroup(this, 'default-security-group', { ...this.named('unused'), vpcId: vpc.id });
    const internet = new InternetGateway(this, 'internet', { ...this.named(), vpcId: vpc.id });

    const publicTable = new RouteTable(this, 'public', { ...this.named('public'), vpcId: vpc.id });
    const toInternet = new Route(this, 'public-internet', {
      provider: this.props.provider,
      routeTableId: publicTable.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: internet.id,
    });
    const gateways = zones.slice(0, network.natGateways).map((zone, index) => {
      const subnet = this.subnet(vpc, `public-${index + 1}`, plan.gateways[index]!, zone);
      new RouteTableAssociation(this, `public-${index + 1}-route`, {
        provider: this.props.provider,
        subnetId: subnet.id,
        routeTableId: publicTable.id,
      });
      const address = new Eip(this, `nat-${index + 1}-address`, { ...this.named(`nat-${index + 1}`), domain: 'vpc' });
      return new NatGateway(this, `nat-${index + 1}`, {
        ...this.named(`nat-${index + 1}`),
        allocationId: address.id,
        subnetId: subnet.id,
        dependsOn: [toInternet],
      });
    });

    const outbound = network.outbound ?? defaults.outbound;
    const allowList =
      outbound === 'open'
        ? undefined
        : new OutboundAllowList(this, 'allow-list', {
            provider: this.props.provider,
            name: this.props.name,
            vpcId: vpc.id,
            zones: zones.map((zone, index) => ({
              availabilityZoneId: zone,
              firewallCidr: plan.firewall[index]!,
              desktopCidr: plan.desktops[index]!,
              natGatewayId: (gateways[index] ?? gateways[0]!).id,
            })),
            gatewayTableId: publicTable.id,
            also: outbound.allowList.also,
            ...present({ tags: this.props.tags }),
          });

    const privates = zones.map((zone, index) => {
      const name = `private-${index + 1}`;
      const subnet = this.subnet(vpc, name, plan.desktops[index]!, zone);
      const table = new RouteTable(this, `${name}-routes`, { ...this.named(name), vpcId: vpc.id });
      const route = new Route(this, `${name}-internet`, {
        provider: this.props.provider,
        routeTableId: table.id,
        destinationCidrBlock: '0.0.0.0/0',
        ...(allowList
          ? { vpcEndpointId: allowList.endpointIds[index]!, dependsOn: [...allowList.ready] }
          : { natGatewayId: (gateways[index] ?? gateways[0]!).id }),
      });
      const association = new RouteTableAssociation(this, `${name}-route`, {
        provider: this.props.provider,
        subnetId: subnet.id,
        routeTableId: table.id,
      });
      return { subnet, route, association };
    });
    return {
      vpc,
      subnetIds: two(
        'subnetIds',
        privates.map(({ subnet }) => subnet.id),
      ),
      ready: privates.flatMap(({ route, association }) => [route, association]),
    };
  }

  private subnet(vpc: Vpc, name: string, cidrBlock: string, availabilityZoneId: string): Subnet {
    return new Subnet(this, name, {
      ...this.named(name),
      vpcId: vpc.id,
      cidrBlock,
      availabilityZoneId,
      mapPublicIpOnLaunch: false,
      assignIpv6AddressOnCreation: false,
    });
  }

  private look({ vpcId, subnetIds }: ExistingNetwork): ITerraformDependable[] {
    const zones = availabilityZoneIdsOf(this.props.region);
    const subnets = subnetIds.map((id, index) => {
      const subnet = new DataAwsSubnet(this, `existing-${index + 1}`, { provider: this.props.provider, id });
      subnet.lifecycle = {
        postcondition: [
          {
            condition: `\${self.vpc_id == "${vpcId}"}`,
            errorMessage: `The subnet ${id} is not in the network ${vpcId}. Name two subnets of that network.`,
          },
          {
            condition: `\${contains(${JSON.stringify(zones)}, self.availability_zone_id)}`,
            errorMessage: `WorkSpaces does not run in the availability zone of the subnet ${id}. Name subnets in two of ${zones.join(', ')}.`,
          },
          {
            condition: '${!self.assign_ipv6_address_on_creation}',
            errorMessage: `The subnet ${id} assigns IPv6 addresses, which breaks some desktops. Turn that off for the subnet.`,
          },
        ],
      };
      return subnet;
    });
    const [first, second] = subnets;
    first!.lifecycle!.postcondition!.push({
      condition: `\${self.availability_zone_id != data.aws_subnet.${second!.friendlyUniqueId}.availability_zone_id}`,
      errorMessage: `The subnets ${subnetIds.join(' and ')} are in the same availability zone. Name subnets in two different ones.`,
    });
    return subnets;
  }

  private named(part?: string) {
    const Name = part ? `${this.props.name}-${part}` : this.props.name;
    return { provider: this.props.provider, tags: { ...this.props.tags, Name } };
  }
}

function two(name: string, values: readonly string[]): [string, string] {
  const [first, second] = values;
  if (first === undefined || second === undefined || values.length !== 2 || first === second) {
    throw new Error(`\`${name}\` of a network must be two different ones, got: ${values.join(', ') || 'none'}`);
  }
  return [first, second];
}
