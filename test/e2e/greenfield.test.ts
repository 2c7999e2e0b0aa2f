import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inventoryOf } from '../../twin/inventory.js';
import { findAwsProvider } from './aws-mirror.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile, type PlannedAction } from './harness.js';

// The product's main slice, with real terraform on both clouds emulated: from nothing to people who work, and back.

const regions = ['eu-central-1'];
const ada = { upn: 'ada@contoso.com' };
const grace = { upn: 'grace@contoso.com' };
const alan = { upn: 'alan@contoso.com' };

const realAws = findAwsProvider();
const modes = [
  { providers: 'stand-ins alone', options: {} },
  {
    providers: `the real aws provider ${realAws?.version ?? '(not on this machine)'}`,
    options: realAws ? { aws: realAws } : undefined,
  },
];
/** What each run ends with, to be the same for all: addresses in the state, and people with their devices. */
const ends: { addresses: string[]; people: unknown }[] = [];

describe.each(modes)('greenfield on $providers', ({ options }) => {
  // Where the mirror is, the run fails rather than being skipped.
  if (!options) {
    test.skip('needs a filesystem mirror with hashicorp/aws: set TERRAFORM_PROVIDER_MIRROR', () => undefined);
    return;
  }
  let scenario: Scenario;
  let deployment: DeploymentFile;
  let nothingInEntra: unknown;
  let nothingInAws: string[];

  const withUsers = (...list: object[]): DeploymentFile => {
    const [site] = deployment['sites'] as Record<string, Record<string, unknown>>[];
    return { ...deployment, sites: [{ ...site, desktops: { ...site?.['desktops'], users: { list } } }] };
  };
  const touched = (actions: readonly PlannedAction[], type: string): PlannedAction[] =>
    actions.filter((each) => each.type === type);
  const destroyed = (actions: readonly PlannedAction[]): PlannedAction[] =>
    actions.filter((each) => each.actions.includes('delete'));
  /** Every user signs in and works; what stands in the way of those who do not. */
  const whoWorks = (...users: { upn: string }[]) =>
    users
      .map(({ upn }) => scenario.twin.joints.signIn(upn))
      .map(({ userPrincipalName, works, broken }) => [userPrincipalName, works, broken]);
  const devices = () =>
    scenario.twin.joints
      .devices()
      .map(({ enrolled, profile, groupTag, broken }) => ({ enrolled, profile, groupTag, broken }));
  const desktops = async (): Promise<string[]> =>
    (await inventoryOf(scenario.twin.aws, regions)).filter((each) => each.includes('workspaces: ws-'));

  beforeAll(async () => {
    scenario = await Scenario.start({ ...options, seed: { users: [ada, grace, alan].map(({ upn }) => upn) } });
    nothingInEntra = scenario.twin.entra.snapshot();
    nothingInAws = await inventoryOf(scenario.twin.aws, regions);
    deployment = greenfield(scenario.twin, [ada, grace]);
  });
  afterAll(async () => scenario.stop());

  test('foundation applies, and planning again changes nothing', async () => {
    await scenario.write(deployment);
    await scenario.apply();
    expect(await scenario.plan()).toEqual([]);
    expect((await scenario.outputs())['stage']).toBe('foundation');
  });

  test('after the handshake, connected adds and replaces nothing', async () => {
    deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    await scenario.write(deployment);
    const planned = await scenario.apply();
    expect(destroyed(planned)).toEqual([]);
    expect((await scenario.outputs())['stage']).toBe('connected');
    expect(await scenario.plan()).toEqual([]);
  });

  test("every user's desktop enrols with the profile, and they can sign in", async () => {
    await scenario.twin.advance(60);
    expect(whoWorks(ada, grace)).toEqual([
      [ada.upn, true, undefined],
      [grace.upn, true, undefined],
    ]);
    expect(devices()).toEqual(
      [ada, grace].map(() =>
        expect.objectContaining({ enrolled: true, groupTag: 'contoso-berlin', broken: undefined }),
      ),
    );
    expect(whoWorks(alan)).toEqual([[alan.upn, false, expect.stringContaining('not assigned')]]);
    ends.push({ addresses: await scenario.addresses(), people: [whoWorks(ada, grace), devices()] });
  });

  test('a user added: their desktop alone is made', async () => {
    await scenario.write(withUsers(ada, grace, alan));
    const planned = await scenario.apply();
    expect(destroyed(touched(planned, 'aws_workspaces_workspace'))).toEqual([]);
    expect(touched(planned, 'aws_workspaces_workspace')).toHaveLength(1);
    expect(await desktops()).toHaveLength(3);
    await scenario.twin.advance(60);
    expect(whoWorks(alan)).toEqual([[alan.upn, true, undefined]]);
    expect(await scenario.plan()).toEqual([]);
  });

  test('a user removed: their desktop alone goes', async () => {
    await scenario.write(withUsers(ada, alan));
    const planned = await scenario.apply();
    expect(touched(planned, 'aws_workspaces_workspace').map(({ actions }) => actions)).toEqual([['delete']]);
    expect(await desktops()).toHaveLength(2);
    expect(whoWorks(ada, alan).map(([, works]) => works)).toEqual([true, true]);
    expect(await scenario.plan()).toEqual([]);
  });

  test('destroy leaves both clouds as they were', async () => {
    await scenario.destroy();
    expect(await inventoryOf(scenario.twin.aws, regions)).toEqual(nothingInAws);
    expect(scenario.twin.entra.snapshot()).toEqual(nothingInEntra);
  });

  test('and applied again, all of it works again', async () => {
    deployment = greenfield(scenario.twin, [ada, grace]);
    await scenario.write(deployment);
    await scenario.apply();
    deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    await scenario.write(deployment);
    await scenario.apply();
    await scenario.twin.advance(60);
    expect(whoWorks(ada, grace).map(([, works, broken]) => [works, broken])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
    await scenario.destroy();
  });

  test('no call was made that the twin does not know', () => {
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
    expect(scenario.twin.entra.unknownCalls).toEqual([]);
  });
});

test('every kind of provider ends with the same addresses, people and devices', () => {
  const [first, ...others] = ends;
  expect(first?.addresses.length).toBeGreaterThan(50);
  for (const other of others) expect(other).toEqual(first);
});
