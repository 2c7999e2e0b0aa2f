import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { inventoryOf } from '../../twin/inventory.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario } from './harness.js';
import { desktopIds, tableOf, type Table } from './people.js';
import { awsSides, nameWhatIsMissing, sayWhatRan } from './worlds.js';

// Scenario 3: Identity Center lives in another Region than the desktops, of which there are two sites in two Regions.
// Region by Region, by the signature of each call: what belongs to Identity Center is asked for in its Region alone.

const home = 'eu-west-1';
const berlin = 'eu-central-1';
const virginia = 'us-east-1';
const regions = [berlin, home, virginia];
const [ada, grace, alan] = ['ada@contoso.com', 'grace@contoso.com', 'alan@contoso.com'] as const;
const outcomes: { addresses: string[]; table: Table }[] = [];

nameWhatIsMissing();

describe.each(awsSides)('cross-Region with $what', (side) => {
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let nothingInAws: string[];
  let nothingInEntra: unknown;

  /** Regions in which any call of a service was made, by whomever. */
  const calledIn = (...services: string[]): string[] => {
    return regionsOf(scenario.twin.aws.calls.filter(({ service }) => services.includes(service)));
  };
  const regionsOf = (calls: readonly { region: string }[]): string[] =>
    [...new Set(calls.map(({ region }) => region))].sort();
  const twoSites = (): DeploymentInput => {
    const file = greenfield(scenario.twin) as DeploymentInput;
    const [first] = file.sites;
    const { images } = scenario.twin.seeded;
    const site = (of: object, imageId: string, users: readonly string[]) => ({
      ...first!,
      ...of,
      bundles: {
        standard: { fromImage: { imageId, computeType: 'POWER' as const, rootVolumeGib: 175, userVolumeGib: 100 } },
      },
      desktops: { bundle: 'standard', users: { list: users.map((upn) => ({ upn })) } },
    });
    return {
      ...file,
      identityCenter: { ...file.identityCenter, region: home },
      sites: [
        site({ key: 'berlin' }, images[berlin]!, [ada, grace]),
        site(
          {
            key: 'virginia',
            region: virginia,
            directoryName: 'contoso-virginia',
            network: { create: { cidr: '10.30.0.0/22', availabilityZoneIds: ['use1-az2', 'use1-az4'] } },
          },
          images[virginia]!,
          [alan],
        ),
      ],
    };
  };

  beforeAll(async () => {
    scenario = await Scenario.start({
      ...side.options,
      seed: { users: [ada, grace, alan], identityCenter: { region: home }, byolRegions: [berlin, virginia] },
    });
    nothingInAws = await inventoryOf(scenario.twin.aws, regions);
    nothingInEntra = scenario.twin.entra.snapshot();
    deployment = twoSites();
  });
  afterAll(async () => scenario.stop());

  test('everybody works, each at their own site, and a second plan changes nothing', async () => {
    await scenario.write(deployment);
    await scenario.apply();
    deployment = (await shakeHands(scenario.twin, deployment, await scenario.outputs())) as DeploymentInput;
    await scenario.write(deployment);
    await scenario.apply();
    expect(await scenario.plan()).toEqual([]);
    await scenario.twin.advance(60);
    const table = tableOf(scenario.twin, [ada, grace, alan]);
    expect(table.users).toEqual([ada, grace, alan].map((upn) => `${upn}: works`));
    expect(table.desktops).toEqual([
      expect.stringContaining(`${ada} ${berlin} contoso-berlin`),
      expect.stringContaining(`${alan} ${virginia} contoso-virginia`),
      expect.stringContaining(`${grace} ${berlin} contoso-berlin`),
    ]);
    expect(table.devices).toEqual([
      'contoso-berlin: Contoso berlin: enrolled',
      'contoso-berlin: Contoso berlin: enrolled',
      'contoso-virginia: Contoso virginia: enrolled',
    ]);
    outcomes.push({ addresses: await scenario.addresses(), table });
    await sayWhatRan(scenario, 'cross-region', side);
  });

  test('every call to Identity Center went to its Region, every call to WorkSpaces to that of its site', () => {
    const { calls } = scenario.twin.aws;
    const byPlan = calls.filter(({ service }) => service === 'sso-admin' || service === 'identitystore');
    // By terraform itself, and by the function: both are among them.
    expect(new Set(byPlan.map(({ caller }) => (caller.includes(':assumed-role/') ? 'function' : 'terraform')))).toEqual(
      new Set(['function', 'terraform']),
    );
    expect(byPlan.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['CreateApplicationAssignment', 'GetUserId', 'GetGroupId']),
    );
    expect(calledIn('sso-admin', 'identitystore')).toEqual([home]);
    // The function at home may look whether its role is effective; it changes nothing there.
    const changing = calls.filter(
      ({ service, operation }) =>
        (service === 'workspaces' || service === 'ec2') && !/^(Describe|Get|List)/.test(operation),
    );
    expect(regionsOf(changing)).toEqual([berlin, virginia]);
    const secrets = calls.filter(({ operation }) => operation === 'CreateSecret' || operation === 'CreateFunction');
    expect(regionsOf(secrets)).toEqual(regions);
  });

  test('both directories belong to the one instance', async () => {
    const arn = scenario.twin.seeded.instanceArn;
    for (const region of [berlin, virginia]) {
      const { Directories } = (await scenario.twin.aws.inside(
        'workspaces',
        'DescribeWorkspaceDirectories',
        region,
        {},
      )) as {
        Directories: { IDCConfig?: { InstanceArn?: string }; IdcConfig?: { InstanceArn?: string } }[];
      };
      expect(Directories.map((each) => (each.IDCConfig ?? each.IdcConfig)?.InstanceArn)).toEqual([arn]);
    }
  });

  test('one site removed: all of it goes, nothing of the other is touched, and nothing is left to plan', async () => {
    const before = desktopIds(scenario.twin);
    deployment = { ...deployment, sites: deployment.sites.slice(0, 1) };
    await scenario.write(deployment);
    const planned = await scenario.apply();
    for (const { address, actions } of planned) {
      if (actions.join() === 'delete') expect(address).toMatch(/virginia|us-east-1|alan-contoso-com/);
      else expect(address).toMatch(/identity-center_presence_all_|azuread_group\.federation_desktop-users_/);
    }
    expect(await inventoryOf(scenario.twin.aws, [virginia])).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^us-east-1 /)]),
    );
    const { [`${alan} in contoso-virginia`]: _gone, ...stays } = before;
    expect(desktopIds(scenario.twin)).toEqual(stays);
    expect(tableOf(scenario.twin, [ada, grace, alan]).users).toEqual([
      `${ada}: works`,
      `${grace}: works`,
      expect.stringContaining(alan),
    ]);
    expect(await scenario.plan()).toEqual([]);
    expect(calledIn('sso-admin', 'identitystore')).toEqual([home]);
  });

  test('destroyed, both clouds are as they were', async () => {
    await scenario.destroy();
    expect(await inventoryOf(scenario.twin.aws, regions)).toEqual(nothingInAws);
    expect(scenario.twin.entra.snapshot()).toEqual(nothingInEntra);
    expect(calledIn('sso-admin', 'identitystore')).toEqual([home]);
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
    expect(scenario.twin.entra.unknownCalls).toEqual([]);
  });
});

test('addresses, and the table of users, desktops and devices, are the same on every side', () => {
  const [first, ...others] = outcomes;
  expect(first).toBeDefined();
  for (const other of others) expect(other).toEqual(first);
});
