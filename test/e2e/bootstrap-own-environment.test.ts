import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Environment } from '../../twin/github/objects.js';
import { World } from './bootstrap/world.js';

// A repository has environments of other people, too: bootstrap changes those that it made, and no other, whatever it is asked for.

const said = (text: string): string => text.replaceAll(/\s+/g, ' ');
const job = (environment: string) => ({ ref: 'refs/heads/main', event: 'push', environment });

let world: World;
let payments: Environment;
const paymentsNow = (): string => JSON.stringify([payments, [...payments.policies.values()]]);
let before: string;
beforeAll(async () => {
  world = await World.start();
  payments = {
    ...{ id: 990, name: 'payments', reviewers: [{ type: 'User', id: 4 }], preventSelfReview: true, waitTimer: 60 },
    ...{ adminsBypass: false, branches: 'custom', secrets: [] },
    policies: new Map([[1, { id: 1, name: 'release', type: 'branch' }]]),
  };
  world.repository.environments.set('payments', payments);
  before = paymentsNow();
  const made = await world.bootstrap();
  expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
}, 300_000);
afterAll(async () => world.stop());

test('--environment with one that somebody protects: refused with its rules, whatever a variable says of it', async () => {
  for (const line of ['contoso: production', 'contoso: payments']) {
    world.repository.variables.set('ENTRA_WORKSPACES_ENVIRONMENT', line);
    const { exitCode, stderr } = await world.bootstrap('--environment', 'payments');
    expect([exitCode, said(stderr)]).toEqual([
      1,
      expect.stringMatching(
        /The environment payments is in use.*got: branch release.*approved by others than were named/,
      ),
    ]);
    expect(paymentsNow()).toBe(before);
  }
  world.repository.variables.set('ENTRA_WORKSPACES_ENVIRONMENT', 'contoso: production');
}, 300_000);

test('another one is made, the one of before goes, and its jobs get in nowhere', async () => {
  const renamed = await world.bootstrap('--environment', 'live');
  expect([renamed.exitCode, said(renamed.stderr)]).toEqual([
    0,
    expect.stringContaining('the environment production, taken away'),
  ]);
  const { aws, entra, environment } = (await world.deployment()).pipeline!.github!;
  expect([environment, [...world.repository.environments.keys()]]).toEqual(['live', ['payments', 'live']]);
  for (const [name, refused] of [
    ['live', undefined],
    ['production', expect.anything()],
  ] as const) {
    const got = [await world.refusedByAws(job(name), aws.apply!), await world.refusedByEntra(job(name), entra.apply!)];
    expect([name, got]).toEqual([name, [refused, refused]]);
  }
  const again = await world.bootstrap();
  expect(said(again.stderr)).toContain('nothing was made or changed');
}, 300_000);

test('undone, those of others are as they were', async () => {
  const undone = await world.run('bootstrap', '--undo', '--auto-approve');
  expect([undone.exitCode, undone.stderr]).toEqual([0, expect.stringContaining('the environment live is gone')]);
  expect([[...world.repository.environments.keys()], paymentsNow()]).toEqual([['payments'], before]);
  expect(world.repository.variables.size).toBe(0);
}, 300_000);
