/** `status` against both emulated clouds: Ada at work, Grace without a desktop, Linus on hold. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { region } from '../clouds/prepared.js';
import { callIn, personWorld, type PersonWorld } from '../checks/person-world.js';
import { deploymentOf, smallFleet } from './small-fleet.js';

let world: PersonWorld;
let folder: string;

beforeAll(async () => {
  world = await personWorld();
  folder = mkdtempSync(join(tmpdir(), 'status-'));
  const file = deploymentOf(world);
  file.sites[0].desktops.users = {
    list: [
      { upn: 'ada@contoso.com' },
      { upn: 'grace@contoso.com' },
      { upn: 'linus@contoso.com', state: 'held', holdUntil: '2099-01-31' },
    ],
  };
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(file));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.started.stop();
});

const status = (...words: readonly string[]) => callIn(world, folder, ['status', ...words]);
const onScreen = (...words: readonly string[]) => callIn(world, folder, ['status', ...words], {}, true);

test('says of each what there is, what is waited for, and until when', async () => {
  const { exitCode, stdout } = await status('--json');
  expect(exitCode).toBe(0);
  const { people, unknown } = JSON.parse(stdout) as { people: object[]; unknown: string[] };
  expect(unknown).toEqual([]);
  expect(people).toEqual([
    expect.objectContaining({ upn: 'ada@contoso.com', desktop: 'AVAILABLE', enrolled: 'yes' }),
    expect.objectContaining({ upn: 'grace@contoso.com', desktop: 'none', waits: 'no desktop yet' }),
    expect.objectContaining({ upn: 'linus@contoso.com', desktop: 'none', waits: 'on hold', until: '2099-01-31' }),
  ]);
});

test('writes the same as a table and as a list for a spreadsheet', async () => {
  const { exitCode, stdout, stderr } = await status('--csv', 'people.csv');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('no desktop yet');
  expect(stderr).toContain('3 people, 1 with a desktop, 1 waiting for one.');
  expect(readFileSync(join(folder, 'people.csv'), 'utf8').split('\n').slice(0, 2)).toEqual([
    'user,site,desktop,enrolled,signedIn,waits,until',
    expect.stringMatching(/^ada@contoso\.com,\w+,AVAILABLE,yes,/),
  ]);
});

test('302 people on a screen are few lines: who differs by name, the others counted, and each with --all or in a pipe', async () => {
  const path = join(folder, 'deployment.json');
  const before = readFileSync(path, 'utf8');
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const file: any = JSON.parse(before);
  for (let at = 100; at < 399; at += 1) file.sites[0].desktops.users.list.push({ upn: `user-${at}@contoso.com` });
  writeFileSync(path, JSON.stringify(file));
  const { key } = file.sites[0];
  const few = await onScreen('--site', key, '--deployment', './deployment.json');
  const each = await onScreen('--all');
  const piped = await status();
  writeFileSync(path, before);
  const rows = few.stdout.trimEnd().split('\n').slice(1);
  expect(rows.map((row) => row.split(/ {2,}/)[0])).toEqual(['ada@contoso.com', 'linus@contoso.com', '300 people']);
  expect(few.stderr).toContain(
    `Each of them: entra-workspaces status --deployment ./deployment.json --all --site ${key} `,
  );
  for (const { stdout, stderr } of [each, piped]) {
    expect(stdout.match(/@contoso\.com/g)).toHaveLength(302);
    expect(stderr).not.toContain('--all');
  }
});

test('says that a fleet has no engine yet, and what it sees beside it', async () => {
  const path = join(folder, 'deployment.json');
  const before = readFileSync(path, 'utf8');
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const file: any = JSON.parse(before);
  file.sites[0].desktops.users = { group: {} };
  file.entra.desktopUsers = { create: { members: 'elsewhere' } };
  writeFileSync(path, JSON.stringify(file));
  const { exitCode, stderr } = await status();
  writeFileSync(path, before);
  expect(stderr).toMatch(/who is in the fleet of site \w+: its engine is not there yet: entra-workspaces apply/);
  expect(exitCode).toBe(0);
});

test('shows everybody of a fleet: who has a row of the engine, who is only in the group, and who is held until when', async () => {
  const { put, end } = await smallFleet(world, folder, {});
  // Hours of use come from CloudWatch: an hour that was begun counts whole.
  const hour = (ago: number): Date => new Date(world.twin.world.clock.now().getTime() - ago * 3_600_000);
  const desktop = world.twin.aws.workspaces.region(region).desktops.get(world.made.desktopId)!;
  desktop.sessions = [{ from: hour(50), to: hour(48) }];
  const held = {
    userId: 'id-9',
    upn: 'gone@contoso.com',
    version: 1,
    phase: 'held',
    at: 0,
    holdUntil: Date.UTC(2099, 0, 31),
  };
  await put('person#id-9', held);
  const { exitCode, stdout } = await status('--json');
  const report = await callIn(world, folder, ['fleet', 'report', '--json', '--html', 'fleet.html']);
  end();
  expect(exitCode).toBe(0);
  expect(report.exitCode).toBe(0);
  const { desktops } = JSON.parse(report.stdout) as { desktops: { id: string; usedHours: number; month?: number }[] };
  const used = desktops.find(({ id }) => id === world.made.desktopId);
  expect([2, 3]).toContain(used?.usedHours);
  // No price list can be read here: the month is not known, and not 0.
  expect(used).not.toHaveProperty('month');
  expect(readFileSync(join(folder, 'fleet.html'), 'utf8')).toContain('<svg');
  expect(JSON.parse(stdout)).toMatchObject({
    people: [
      { upn: 'ada@contoso.com', desktop: 'AVAILABLE', waits: 'nothing: the fleet only reports' },
      { upn: 'gone@contoso.com', desktop: 'none', waits: 'on hold', until: '2099-01-31' },
      { upn: 'linus.t@contoso.com', desktop: 'none', waits: 'nothing: the fleet only reports' },
    ],
    unknown: [],
  });
});

test('what could not be seen is never shown as nobody: it ends with 1', async () => {
  const blind = (...words: readonly string[]) =>
    callIn(world, folder, ['status', ...words], { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' });
  const table = await blind();
  expect([table.exitCode, table.stderr]).toEqual([1, expect.stringContaining('Not everybody could be seen: ')]);
  expect(table.stderr).not.toContain('0 with a desktop');
  const json = await blind('--json');
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ people: [{ desktop: 'unknown' }, {}, {}] });
});

test('with --watch goes on until nobody waits for a desktop: a site that is not there is refused before', async () => {
  const { exitCode, stderr } = await status('--watch', '--site', 'paris');
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('--site must be one of');
});

test('a desktop that is minutes old is being made, and not missing', async () => {
  const { made, twin } = world;
  const path = join(folder, 'deployment.json');
  const file = JSON.parse(readFileSync(path, 'utf8'));
  file.sites[0].desktops.users = { list: [{ upn: 'bob@contoso.com' }] };
  writeFileSync(path, JSON.stringify(file));
  twin.entra.addMember(made.groupId, twin.entra.addUser('bob@contoso.com').id);
  await twin.advance(41);
  await twin.advance(5);
  await twin.aws.inside('workspaces', 'CreateWorkspaces', region, {
    Workspaces: [{ DirectoryId: made.directoryId, UserName: 'bob@contoso.com', BundleId: made.bundleId }],
  });
  const { people } = JSON.parse((await status('--json')).stdout) as { people: object[] };
  expect(people).toEqual([
    expect.objectContaining({
      upn: 'bob@contoso.com',
      desktop: 'PENDING',
      enrolled: 'no',
      waits: 'a desktop that is being made',
    }),
  ]);
});
