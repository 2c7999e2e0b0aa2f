import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { inventoryOf } from '../../twin/inventory.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type PlannedAction } from './harness.js';
import { desktopIds, tableOf, whoWorks, type Table } from './people.js';
import { awsSides, say, nameWhatIsMissing, sayWhatRan } from './worlds.js';

// Scenario 1, greenfield, all of a deployment's life: with stand-ins, and with the real aws provider where there is one.
// Each test goes on from the one before it.

const region = 'eu-central-1';
const [ada, grace, alan] = ['ada@contoso.com', 'grace@contoso.com', 'alan@contoso.com'] as const;
/** What the handshake changes of what the foundation made. */
const changedByHandshake = ['azuread_service_principal'];

interface Outcome {
  readonly addresses: readonly string[];
  readonly table: Table;
}
const outcomes = new Map<string, Outcome>();

nameWhatIsMissing();

describe.each(awsSides)('greenfield with $what', (side) => {
  const { what, options } = side;
  const started = Date.now();
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let nothingInEntra: unknown;
  let nothingInAws: string[];

  /** With the shortest lifetime of secrets, so that a rotation is not many provisioning cycles away. */
  const fromNothing = (): DeploymentInput => {
    const file = greenfield(scenario.twin) as DeploymentInput;
    return { ...file, entra: { ...file.entra, registrationApp: { create: { secretLifetimeDays: 30 } } } };
  };
  const change = async (edit: (deployment: DeploymentInput) => void): Promise<void> => {
    deployment = structuredClone(deployment);
    edit(deployment);
    await scenario.write(deployment);
  };
  const setUsers = (...list: ({ upn: string } & Record<string, unknown>)[]) =>
    change(({ sites }) => {
      sites[0]!.desktops.users = { list: list };
    });
  const foundationAndConnected = async (): Promise<{ foundation: string[]; connecting: PlannedAction[] }> => {
    await scenario.write(deployment);
    await scenario.apply();
    expect(await scenario.plan()).toEqual([]);
    const foundation = await scenario.addresses();
    deployment = (await shakeHands(scenario.twin, deployment, await scenario.outputs())) as DeploymentInput;
    await scenario.write(deployment);
    const connecting = await scenario.apply();
    return { foundation, connecting };
  };
  /** What a plan touches beyond one user's own blocks, the members of the group and the wait that all share. */
  const beyondAlan = (planned: readonly PlannedAction[]): string[] =>
    planned
      .map(({ address }) => address)
      .filter(
        (address) => !/alan-contoso-com|identity-center_presence_all_|^azuread_group\.\S+desktop-users/.test(address),
      );
  const touchedDesktops = (planned: readonly PlannedAction[]) =>
    planned.filter(({ type }) => type === 'aws_workspaces_workspace').map(({ actions }) => actions);
  const inAws = () => inventoryOf(scenario.twin.aws, [region]);
  const passwords = () => {
    const app = [...scenario.twin.entra.state.applications.values()].find(({ displayName }) =>
      displayName?.includes('registration'),
    );
    const now = scenario.twin.world.clock.now().toISOString();
    return (app?.passwordCredentials ?? []).filter(({ endDateTime }) => endDateTime > now);
  };
  const registrationSecret = async (): Promise<string> => {
    const arn = [...scenario.twin.aws.workspaces.region(region).directories.values()][0]!.secretArn;
    return scenario.twin.aws.readSecretAsService(region, arn);
  };
  const signing = () =>
    [...scenario.twin.entra.state.servicePrincipals.values()].find(
      ({ preferredSingleSignOnMode }) => preferredSingleSignOnMode === 'saml',
    )!;

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada, grace, alan] }, ...options });
    nothingInEntra = scenario.twin.entra.snapshot();
    nothingInAws = await inAws();
    deployment = fromNothing();
  });
  afterAll(async () => scenario.stop());

  test('foundation, handshake, connected: the same addresses, nothing replaced, and no plan twice', async () => {
    const { foundation, connecting } = await foundationAndConnected();
    expect(connecting.filter(({ actions }) => actions.includes('delete'))).toEqual([]);
    const changed = connecting.filter(({ actions }) => actions.includes('update')).map(({ type }) => type);
    expect(changedByHandshake).toEqual(expect.arrayContaining([...new Set(changed)]));
    expect(await scenario.addresses()).toEqual(expect.arrayContaining(foundation));
    expect(await scenario.plan()).toEqual([]);
    expect((await scenario.outputs())['stage']).toBe('connected');
    await sayWhatRan(scenario, 'greenfield', side);
  });

  test("every user's desktop enrols with the profile, and they can sign in", async () => {
    await scenario.twin.advance(60);
    const table = tableOf(scenario.twin, [ada, grace, alan]);
    expect(table.users).toEqual([`${ada}: works`, `${grace}: works`, expect.stringContaining('is not assigned')]);
    expect(table.desktops).toEqual(
      [ada, grace].map((upn) => `${upn} ${region} contoso-berlin contoso-berlin-standard POWER AUTO_STOP AVAILABLE`),
    );
    expect(table.devices).toEqual(
      [1, 2].map(() => expect.stringMatching(/^contoso-berlin: Contoso berlin: enrolled$/)),
    );
    outcomes.set(what, { addresses: await scenario.addresses(), table });
  });

  test('a user added, held and purged: theirs, the members of the group and the shared wait alone', async () => {
    const before = desktopIds(scenario.twin);
    await setUsers({ upn: ada }, { upn: grace }, { upn: alan });
    const added = await scenario.apply();
    expect(beyondAlan(added)).toEqual([]);
    expect(touchedDesktops(added)).toEqual([['create']]);
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, ada, grace, alan)).toEqual(['works', 'works', 'works']);
    expect(desktopIds(scenario.twin)).toMatchObject(before);

    await setUsers({ upn: ada }, { upn: grace }, { upn: alan, state: 'held' });
    const held = await scenario.apply();
    expect(beyondAlan(held)).toEqual([]);
    expect(touchedDesktops(held)).toEqual([]);
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, ada, grace, alan)).toEqual(['works', 'works', expect.stringContaining(alan)]);
    expect(Object.keys(desktopIds(scenario.twin))).toHaveLength(3);

    await setUsers({ upn: ada }, { upn: grace });
    const purged = await scenario.apply();
    expect(beyondAlan(purged)).toEqual([]);
    expect(touchedDesktops(purged)).toEqual([['delete']]);
    expect(desktopIds(scenario.twin)).toEqual(before);
    expect(await scenario.plan()).toEqual([]);
  });

  test('a new image: no desktop is touched and the bundle keeps its id', async () => {
    const [bundle] = scenario.twin.aws.workspaces.region(region).bundles.values();
    const before = desktopIds(scenario.twin);
    const imageId = scenario.twin.aws.workspaces.addImage(region);
    await change(({ sites }) => {
      const { standard } = sites[0]!.bundles;
      if (standard && 'fromImage' in standard) standard.fromImage.imageId = imageId;
    });
    const planned = await scenario.apply();
    expect(planned.map(({ address }) => address)).toEqual(planned.map(() => expect.stringMatching(/bundle/)));
    expect(scenario.twin.aws.workspaces.region(region).bundles.get(bundle!.id)?.imageId).toBe(imageId);
    expect(desktopIds(scenario.twin)).toEqual(before);
    expect(await scenario.plan()).toEqual([]);
  });

  test('the registration secret is rotated: the old one stays valid, and a new desktop enrols', async () => {
    const before = await registrationSecret();
    await scenario.twin.advance(16 * 24 * 60);
    const planned = await scenario.apply();
    expect(planned.filter(({ type }) => type === 'aws_workspaces_workspace')).toEqual([]);
    expect(await scenario.plan()).toEqual([]);
    const after = await registrationSecret();
    expect(after).not.toBe(before);
    const valid = passwords().map(({ secretText }) => secretText ?? '');
    expect(valid.filter((secret) => before.includes(secret))).toHaveLength(1);
    expect(valid.filter((secret) => after.includes(secret))).toHaveLength(1);

    await setUsers({ upn: ada }, { upn: grace }, { upn: alan });
    await scenario.apply();
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, ada, grace, alan)).toEqual(['works', 'works', 'works']);
    expect(tableOf(scenario.twin, []).devices.filter((each) => each.endsWith(': enrolled'))).toHaveLength(3);
  });

  test('the signing certificate is renewed, and nobody is locked out at any moment', async () => {
    const everybodyWorks = () => expect(whoWorks(scenario.twin, ada, grace)).toEqual(['works', 'works']);
    const first = signing().preferredTokenSigningKeyThumbprint;
    await change(({ entra }) => {
      if ('create' in entra.enterpriseApp) entra.enterpriseApp.create.certificates = ['1', '2'];
    });
    const made = await scenario.apply();
    expect(made.filter(({ actions }) => actions.join() !== 'create')).toEqual([]);
    expect(signing().preferredTokenSigningKeyThumbprint).toBe(first);
    everybodyWorks();

    const trusted = scenario.twin.console.trustedIdentityProvider()!.certificates;
    const second = signing().keyCredentials.find(
      ({ key, usage }) => usage === 'Verify' && key && !trusted.includes(key),
    );
    scenario.twin.console.importCertificate(second!.key!);
    everybodyWorks();

    await change(({ identityCenter }) => {
      if ('setUp' in identityCenter.federation) identityCenter.federation.setUp.handshake!.activeCertificate = '2';
    });
    await scenario.apply();
    expect(signing().preferredTokenSigningKeyThumbprint).not.toBe(first);
    everybodyWorks();
    expect(await scenario.plan()).toEqual([]);
  });

  test('destroyed, both clouds hold what was there before; applied again, all of it works again', async () => {
    await scenario.destroy();
    expect(await inAws()).toEqual(nothingInAws);
    expect(scenario.twin.entra.snapshot()).toEqual(nothingInEntra);

    deployment = fromNothing();
    await foundationAndConnected();
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, ada, grace)).toEqual(['works', 'works']);
    expect(await scenario.addresses()).toEqual(outcomes.get(what)?.addresses);
    await scenario.destroy();
    expect(await inAws()).toEqual(nothingInAws);
    say(`${what}: the whole life in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  });

  test('no call was made that the twin does not know', () => {
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
    expect(scenario.twin.entra.unknownCalls).toEqual([]);
  });
});

test('addresses, and the table of users, desktops and devices, are the same on every side', () => {
  const [first, ...others] = [...outcomes.values()];
  expect(first).toBeDefined();
  for (const other of others) expect(other).toEqual(first);
});
