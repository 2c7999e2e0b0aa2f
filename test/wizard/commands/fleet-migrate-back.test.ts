/** `fleet migrate --back` of people whose desktops somebody said to keep, against both emulated clouds. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FleetRow } from '../../../domain/fleet/types.js';
import { callIn, personWorld, type PersonWorld } from '../checks/person-world.js';
import { deploymentOf, smallFleet, type SmallFleet } from './small-fleet.js';

const [ada, grace, linus] = ['ada@contoso.com', 'grace@contoso.com', 'linus.t@contoso.com'];
let world: PersonWorld;
let folder: string;
let fleet: SmallFleet;

beforeAll(async () => {
  world = await personWorld();
  folder = mkdtempSync(join(tmpdir(), 'fleet-migrate-back-'));
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(deploymentOf(world)));
  const limits = { create: 200, hold: 20, remove: 20, sharePercent: 100 };
  const { bundleId } = world.made;
  const policy = { schema: 1, mode: 'apply', holdDays: 7, limits, runningMode: 'AUTO_STOP', bundleId };
  fleet = await smallFleet(world, folder, policy);
  const { store } = world.twin.aws.identityCenter.instances[0]!;
  store.addUser({ userName: grace, displayName: 'Grace', givenName: 'Grace', familyName: 'H', email: grace });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.started.stop();
});

test('who was kept is on hold without a day, so that no purge without names takes the desktop; that is said first', async () => {
  const row = (upn: string, desktopId: string, rest: Partial<FleetRow>): FleetRow => ({
    ...{ userId: `id-${upn}`, upn, version: 1, phase: 'held', at: 0, origin: 'made', desktopId },
    ...rest,
  });
  const over = { heldAt: 0, holdUntil: Date.UTC(2020, 0, 31) };
  const [second, third] = [await fleet.makeDesktop(grace), await fleet.makeDesktop(linus)];
  await fleet.put(`person#id-${ada}`, row(ada, world.made.desktopId, { ...over, keep: true }));
  await fleet.put(`person#id-${grace}`, row(grace, second, over));
  await fleet.put(`person#id-${linus}`, row(linus, third, { phase: 'present', keep: true }));
  const { exitCode, stderr } = await callIn(world, folder, ['fleet', 'migrate', '--back', '--yes']);
  const said = stderr.replace(/\s+/g, ' ');
  expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
  const file = JSON.parse(readFileSync(join(folder, 'deployment.json'), 'utf8'));
  const states = (file.sites[0].desktops.users.list as { upn: string; state?: string; holdUntil?: string }[]).map(
    ({ upn, state, holdUntil }) => ({ upn, state, holdUntil }),
  );
  expect(states).toEqual([
    { upn: ada, state: 'held', holdUntil: undefined },
    { upn: grace, state: 'held', holdUntil: '2020-01-31' },
    { upn: linus, state: undefined, holdUntil: undefined },
  ]);
  expect(said).toMatch(
    /on hold without a day in the list: ada@contoso\.com\..*list does not know: linus\.t@contoso\.com/,
  );
  expect(said.indexOf('without a day')).toBeLessThan(said.indexOf('wrote deployment.json'));
  const purge = await callIn(world, folder, ['users', 'purge', '--yes']);
  expect(purge.exitCode).toBe(0);
  expect(readFileSync(join(folder, 'allow.json'), 'utf8')).toContain(grace);
  expect(readFileSync(join(folder, 'allow.json'), 'utf8')).not.toContain(ada);
});
