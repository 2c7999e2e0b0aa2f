import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectEnded, Pipeline } from './bootstrap/pipeline.js';
import { connectIn, expectNothingSecret, expectWorks } from './bootstrap/to-desktop.js';
import { World } from './bootstrap/world.js';

// As bootstrap-to-desktop, with the state in a storage account: each job through terraform's own azurerm backend, with the
// roles and conditions that bootstrap gave. It has met a name of ours before that somebody else has.

// Names of custom roles are the tenant's: one of ours may be somebody's in another resource group, or in another subscription.

const said = (text: string): string => text.replaceAll(/\s+/g, ' ');
const name = 'contoso state apply';
const theirs = '99999999-0000-4000-8000-000000000001';

const words = ['--location', 'westeurope', '--entra-rights', 'whole'] as const;

let world: World;
let pipeline: Pipeline | undefined;
beforeAll(async () => {
  world = await World.start({ empty: true, inAzure: true });
});
afterAll(async () => {
  await pipeline?.stop();
  await world.stop();
});
const main = { ref: 'refs/heads/main', event: 'push' };
const apply = { ...main, environment: 'production' };

test('a role of our name in another scope is not taken over: both are shown, and nobody is trusted', async () => {
  const { assignments, subscriptionId } = world.twin.azure;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/network`;
  const properties = {
    ...{ roleName: name, type: 'CustomRole', assignableScopes: [scope] },
    permissions: [{ actions: ['*'], dataActions: [] }],
  };
  assignments.definitions.custom.set(theirs, { name, actions: ['*'], data: [], properties });
  const { exitCode, stderr } = await world.bootstrap(...words);
  expect([exitCode, said(stderr)]).toEqual([
    1,
    expect.stringMatching(
      new RegExp(`There is a role "${name}" in this tenant already.*there: ${theirs}, for ${scope}`),
    ),
  ]);
  // It stays as it is, and is given to nobody.
  expect(assignments.definitions.custom.get(theirs)?.properties).toBe(properties);
  expect([...assignments.all.values()].filter(({ roleId }) => roleId === theirs)).toEqual([]);
  const app = (job: string): string =>
    [...world.twin.entra.state.applications.values()].find(
      ({ displayName }) => displayName === `Contoso pipeline (${job})`,
    )?.appId ?? '';
  expect(await world.refusedByAws(apply, 'arn:aws:iam::111122223333:role/contoso-apply')).toBeDefined();
  expect(await world.refusedByAws(main, 'arn:aws:iam::111122223333:role/contoso-main-plan')).toBeDefined();
  expect(await world.refusedByEntra(apply, app('apply'))).toBeDefined();
  expect(await world.refusedByEntra(main, app('main plan'))).toBeDefined();
});

test('one that nobody shows to whoever runs this is said to be elsewhere', async () => {
  const { assignments } = world.twin.azure;
  const { properties, ...role } = assignments.definitions.custom.get(theirs)!;
  const elsewhere = '/subscriptions/99999999-9999-4999-8999-999999999999';
  assignments.definitions.custom.set(theirs, { ...role, properties: { ...properties, assignableScopes: [elsewhere] } });
  const { exitCode, stderr } = await world.bootstrap(...words);
  expect([exitCode, said(stderr)]).toEqual([1, expect.stringContaining('there: one of another subscription')]);
});

test('once it is gone the next run ends what this one began', async () => {
  world.twin.azure.assignments.definitions.custom.delete(theirs);
  const { exitCode, stderr } = await world.bootstrap(...words);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  const { entra } = (await world.deployment()).pipeline!.github!;
  expect(await world.refusedByEntra(apply, entra.apply!)).toBeUndefined();
});

test('a merge is planned by a job that takes no lock, applied after approval, and gives a person a desktop', async () => {
  const { azure } = world.twin;
  for (const each of azure.assignments.all.values()) each.pending = 0;
  // An address of this machine has no names below it: there the backend asks the account where its blobs are.
  for (const job of ['mainPlan', 'apply'] as const) azure.grant(await world.principalOf(job), 'reader');
  pipeline = await Pipeline.start(world);
  const { proposed, merged } = await pipeline.bring('Desktops', 1);
  expectEnded(proposed, { check: 'success', 'main-plan': 'skipped', apply: 'skipped' });
  expectEnded(merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
  expect(pipeline.approvals).toEqual(['production']);
  expect(world.twin.world.rules.leanedOn('azure-role-condition')).toBe(true);
  await connectIn(world, pipeline);
  const second = await pipeline.bring('Connected', 2);
  expectEnded(second.merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
  await expectWorks(world);
  expectNothingSecret(pipeline);
}, 900_000);
