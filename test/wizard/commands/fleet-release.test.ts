/** After SCIM was set up anew: desktops of people with new ids, given to them by somebody who knows that they are the same. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { fleetTag, personTag } from '../../../domain/fleet/removal.js';
import type { FleetRow } from '../../../domain/fleet/types.js';
import { callIn, personWorld, type PersonWorld } from '../checks/person-world.js';
import { region } from '../clouds/prepared.js';
import { deploymentOf, smallFleet, type SmallFleet } from './small-fleet.js';

const [ada, linus] = ['ada@contoso.com', 'linus.t@contoso.com'];

let world: PersonWorld;
let folder: string;
let fleet: SmallFleet;
let second: string;

beforeAll(async () => {
  world = await personWorld();
  folder = mkdtempSync(join(tmpdir(), 'fleet-release-'));
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(deploymentOf(world)));
  const limits = { create: 200, hold: 20, remove: 20, sharePercent: 100 };
  const policy = { schema: 1, mode: 'apply', holdDays: 7, limits, runningMode: 'AUTO_STOP' };
  fleet = await smallFleet(world, folder, policy);
  second = await fleet.makeDesktop(linus);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.started.stop();
});

const held = (upn: string, desktopId: string, rest: Partial<FleetRow> = {}): FleetRow => ({
  ...{ userId: `old-${upn}`, upn, version: 3, phase: 'held', at: 0, origin: 'made', desktopId },
  ...{ heldAt: 0, holdUntil: Date.UTC(2099, 0, 31), ...rest },
});

beforeEach(async () => {
  fleet.forget();
  await fleet.put(`person#old-${ada}`, held(ada, world.made.desktopId, { locked: true }));
  await fleet.put(`person#old-${linus}`, held(linus, second));
});

const release = async (...words: string[]) => {
  const { exitCode, stdout, stderr } = await callIn(world, folder, ['fleet', 'release', ...words]);
  return { exitCode, stdout, said: stderr.replace(/\s+/g, ' ') };
};
const people = async (): Promise<FleetRow[]> => {
  const { stdout } = await callIn(world, folder, ['fleet', 'status', '--json']);
  return (JSON.parse(stdout) as { people: FleetRow[] }).people;
};
const idOf = (upn: string): string =>
  world.twin.aws.identityCenter.instances[0]?.store.userByName(upn)?.userId ?? 'nobody';
const tagsOf = (id: string) => Object.fromEntries(world.twin.aws.workspaces.region(region).tags.get(id) ?? []);

test('the desktop goes to the new id with its tag, its hold and its lock, and the next pass releases it', async () => {
  const { exitCode, stdout } = await release(ada, '--same-person', '--json');
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    { upn: ada, from: `old-${ada}`, to: idOf(ada), desktop: world.made.desktopId },
  ]);
  expect(tagsOf(world.made.desktopId)).toMatchObject({
    [fleetTag]: fleet.name,
    [personTag]: idOf(ada),
  });
  const rows = await people();
  expect(rows.find(({ userId }) => userId === `old-${ada}`)).toMatchObject({ phase: 'removed', version: 4 });
  expect(rows.find(({ userId }) => userId === `old-${ada}`)).not.toHaveProperty('desktopId');
  expect(rows.find(({ userId }) => userId === idOf(ada))).toMatchObject({
    phase: 'held',
    desktopId: world.made.desktopId,
    locked: true,
    said: { what: 'same person', by: expect.stringMatching(/^arn:aws:/) },
  });
  const { stdout: plan } = await callIn(world, folder, ['fleet', 'plan', '--json']);
  expect(JSON.parse(plan)).toMatchObject({ actions: [{ kind: 'release', upn: ada }] });
  // Twice is once.
  const again = await release(ada, '--same-person');
  expect([again.exitCode, again.said]).toEqual([1, expect.stringContaining('has the same id as before')]);
});

test('several are asked for once, and each is given over', async () => {
  const asked = await release(ada, linus, '--same-person');
  expect([asked.exitCode, asked.said]).toEqual([2, expect.stringContaining('2 desktops with all that is on them')]);
  expect((await people()).map(({ phase }) => phase)).toEqual(['held', 'held']);
  const { exitCode, stdout } = await release(ada, linus, ada.toUpperCase(), '--same-person', '--yes', '--json');
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    [expect.objectContaining({ upn: ada }), expect.objectContaining({ upn: linus, desktop: second })],
  ]);
});

test('nothing is written where one of several cannot be given over: everybody is looked at before', async () => {
  const { exitCode, said } = await release(ada, 'grace@contoso.com', 'bob@contoso.com', '--same-person', '--yes');
  expect(exitCode).toBe(1);
  expect(said).toContain('2 desktops of 3 cannot be given over. Nothing was changed.');
  expect(said).toContain('grace@contoso.com is not in the group.');
  expect(said).toContain('bob@contoso.com is not in the group.');
  expect((await people()).map(({ phase }) => phase)).toEqual(['held', 'held']);
});

test('whoever took the name over and has a desktop of their own keeps it: two people', async () => {
  const own: Partial<FleetRow> = { userId: idOf(ada), phase: 'present', desktopId: 'ws-of-their-own' };
  await fleet.put(`person#${idOf(ada)}`, held('adam@contoso.com', 'ws-of-their-own', own));
  const { exitCode, said } = await release(ada, '--same-person');
  expect([exitCode, said]).toEqual([1, expect.stringContaining('has a desktop already (ws-of-their-own): two people')]);
  expect((await people()).find(({ userId }) => userId === idOf(ada))?.desktopId).toBe('ws-of-their-own');
});

test('a write that was lost between both rows: the same command goes on', async () => {
  world.twin.world.faults.inject('aws dynamodb:PutItem', { status: 400, code: 'ConditionalCheckFailedException' }, 1);
  expect((await release(ada, '--same-person')).exitCode).toBe(1);
  expect((await release(ada, '--same-person')).exitCode).toBe(0);
  expect((await people()).filter(({ desktopId }) => desktopId === world.made.desktopId)).toHaveLength(1);
});

test('what was given over before AWS refused is said, with the command that goes on', async () => {
  const { desktops } = world.twin.aws.workspaces.region(region);
  const gone = desktops.get(second)!;
  // Somebody removes it between the two.
  world.twin.world.faults.inject('aws workspaces:CreateTags', { meanwhile: () => void desktops.delete(second) });
  const { exitCode, said } = await release(ada, linus, '--same-person', '--yes');
  expect([exitCode, said]).toEqual([
    1,
    expect.stringContaining(
      `1 desktop was given over. Still to do: entra-workspaces fleet release ${linus} --same-person`,
    ),
  ]);
  desktops.set(second, gone);
  expect((await release(linus, '--same-person')).exitCode).toBe(0);
});

test('hold --other-person: the hold of the former one goes on, and the new one waits for its end', async () => {
  const hold = (...words: string[]) => callIn(world, folder, ['fleet', 'hold', ...words]);
  const before = await callIn(world, folder, ['fleet', 'plan', '--json']);
  expect(JSON.parse(before.stdout)).toMatchObject({
    actions: [],
    findings: expect.arrayContaining([expect.objectContaining({ what: 'same-name-other-person', upn: ada })]),
  });
  expect((await hold(ada)).exitCode).toBe(2);
  expect((await hold(ada, '--other-person', '--json')).stdout.replace(/\s+/g, ' ')).toContain('"otherPerson": true');
  expect((await people()).find(({ userId }) => userId === `old-${ada}`)).toMatchObject({
    phase: 'held',
    otherPerson: true,
    version: 4,
  });
  const after = await callIn(world, folder, ['fleet', 'plan', '--json']);
  const { actions } = JSON.parse(after.stdout) as { actions: { kind: string; userId: string }[] };
  expect(actions.filter(({ kind }) => kind === 'create' || kind === 'remove' || kind === 'release')).toEqual([]);
});
