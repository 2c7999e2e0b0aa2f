import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FoundationStore } from '../../twin/aws/foundation-store.js';
import { setUpWhole } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { nameWhatIsMissing } from './worlds.js';

// Two sites with a fleet each, and a group whose members have another bundle: what Terraform makes of the file, with one engine.

const region = 'eu-central-1';
const [ada, grace, alan] = ['ada@contoso.com', 'grace@contoso.com', 'alan@contoso.com'];

nameWhatIsMissing();

interface Site {
  readonly bundles: { readonly standard: { readonly fromImage: object } };
  readonly desktops: object;
}

describe('two sites with a fleet each', () => {
  let scenario: Scenario;
  let [berlin, munich, designers] = ['', '', ''];

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada, grace, alan] } });
    berlin = groupOf('Desktops in Berlin', ada, grace);
    munich = groupOf('Desktops in Munich', grace, alan);
    designers = groupOf('Designers', ada);
    await setUpWhole(scenario, file());
    await hours(3);
  });
  afterAll(async () => scenario?.stop());

  const idOf = (upn: string): string =>
    [...scenario.twin.entra.state.users.values()].find((each) => each.userPrincipalName === upn)?.id ?? '';
  const groupOf = (name: string, ...upns: string[]): string =>
    scenario.twin.entra.addGroup(name, { members: upns.map(idOf) }).id;
  const leaves = (group: string, upn: string): void => {
    const { members } = scenario.twin.entra.state;
    members.set(
      group,
      (members.get(group) ?? []).filter((each) => each !== idOf(upn)),
    );
  };
  const hours = async (count: number): Promise<void> => {
    for (let step = 0; step < count * 6; step += 1) await scenario.twin.advance(10);
  };

  const file = (): DeploymentFile => {
    const given = greenfield(scenario.twin) as DeploymentFile & { entra: object; sites: Site[] };
    const [site] = given.sites as [Site];
    const { fromImage } = site.bundles.standard;
    const large = { fromImage: { ...fromImage, computeType: 'POWERPRO' } };
    const users = (objectId: string, rest: object = {}) => ({
      group: { mode: 'apply', limits: { sharePercent: 100 }, entra: { existing: { objectId } }, ...rest },
    });
    const packages = [{ group: designers, bundle: 'large' }];
    return {
      ...given,
      alerts: { email: 'it@contoso.com' },
      entra: { ...given.entra, desktopUsers: { create: { members: 'elsewhere' } } },
      sites: [
        {
          ...site,
          bundles: { ...site.bundles, large },
          desktops: { ...site.desktops, users: users(berlin, { packages }) },
        },
        {
          ...site,
          key: 'munich',
          directoryName: 'contoso-munich',
          network: { create: { cidr: '10.21.0.0/22', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } },
          desktops: { ...site.desktops, users: users(munich) },
        },
      ],
    };
  };

  /** `site user compute type state`, as a person would see it in the console. */
  const desktops = (): string[] => {
    const { desktops: all, directories } = scenario.twin.aws.workspaces.region(region);
    return [...all.values()]
      .map(({ directoryId, userName, properties, state }) => {
        const { name = '' } = directories.get(directoryId) ?? {};
        return [name.replace('contoso-', ''), userName.split('@')[0], properties.ComputeTypeName, state].join(' ');
      })
      .sort();
  };

  test('their alarm reaches people when it goes off', async () => {
    const { alarms, topics } = scenario.twin.aws.foundation as FoundationStore;
    expect(await alarms.goOff()).toEqual([]);
    const heard = [...topics.topics.values()].flatMap(({ messages }) => messages.map(({ message }) => message));
    expect(heard).toEqual([expect.stringMatching(/:alarm:contoso-fleet-no-pass$/)]);
  });

  test('each has the desktops of its group: of the package that fits, and of who is in both groups at the first site alone', async () => {
    expect(desktops()).toEqual([
      'berlin ada POWERPRO AVAILABLE',
      'berlin grace POWER AVAILABLE',
      'munich alan POWER AVAILABLE',
    ]);
    for (const upn of [ada, grace, alan]) expect(scenario.twin.integrations.signIn(upn).works).toBe(true);
  });

  test('Terraform has one engine for both, none of their desktops, and nothing more to do', async () => {
    const addresses = await scenario.addresses();
    const of = (type: string): number => addresses.filter((each) => each.startsWith(`${type}.`)).length;
    expect([of('aws_sfn_state_machine'), of('aws_dynamodb_table'), of('aws_workspaces_workspace')]).toEqual([1, 1, 0]);
    expect(await scenario.plan()).toEqual([]);
  });

  test('who leaves the group of the first site is held there, and has a desktop at the other', async () => {
    leaves(berlin, grace);
    await hours(3);
    expect(desktops()).toEqual([
      'berlin ada POWERPRO AVAILABLE',
      'berlin grace POWER STOPPED',
      'munich alan POWER AVAILABLE',
      'munich grace POWER AVAILABLE',
    ]);
    expect(await scenario.plan()).toEqual([]);
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
    expect(scenario.twin.entra.unknownCalls).toEqual([]);
  });
});
