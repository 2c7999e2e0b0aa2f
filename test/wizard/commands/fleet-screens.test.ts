/** What the commands of a fleet say to whoever reads them at the end of a long day. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FleetRow } from '../../../domain/fleet/types.js';
import { callIn, personWorld, type PersonWorld } from '../checks/person-world.js';
import { deploymentOf, smallFleet, type SmallFleet } from './small-fleet.js';

let world: PersonWorld;
let folder: string;
let fleet: SmallFleet;

const row = (upn: string, rest: Partial<FleetRow>): FleetRow => ({
  userId: `id-${upn}`,
  upn: `${upn}@contoso.com`,
  version: 1,
  phase: 'held',
  at: 0,
  desktopId: `ws-${upn}`,
  holdUntil: Date.UTC(2099, 0, 31),
  ...rest,
});

beforeAll(async () => {
  world = await personWorld();
  folder = mkdtempSync(join(tmpdir(), 'fleet-screens-'));
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(deploymentOf(world)));
  const limits = { create: 200, hold: 20, remove: 20, sharePercent: 5 };
  fleet = await smallFleet(world, folder, { mode: 'apply', holdDays: 7, limits, runningMode: 'AUTO_STOP' });
  await fleet.put('person#id-grace', row('grace', { userId: 'id-grace' }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.started.stop();
});

const call = async (...words: readonly string[]) => {
  const { exitCode, stdout, stderr } = await callIn(world, folder, words);
  return { exitCode, stdout, stderr, said: stderr.replace(/\s+/g, ' ') };
};

describe('a change that waits for a person', () => {
  const request = {
    id: '0123456789ab',
    digest: 'x',
    at: 0,
    until: Date.UTC(2099, 0, 31, 8, 30),
    actions: [{ kind: 'hold', userId: 'id-1', upn: 'barbara@contoso.com' }],
  };
  const waits =
    'waits for approval until 2099-01-31 08:30 UTC: hold 1 desktop (barbara@contoso.com). entra-workspaces fleet approve 0123456789ab';

  test('is named by status and plan with the command that lets it go ahead, and plan ends with 1', async () => {
    await fleet.put('request#0123456789ab', request);
    expect((await call('fleet', 'status')).said).toContain(waits);
    const { exitCode, said, stdout } = await call('fleet', 'plan');
    expect(said).toContain(waits);
    expect([exitCode, stdout]).toEqual([1, expect.not.stringContaining('barbara')]);
    expect(said).not.toContain('Nothing to do.');
    expect(JSON.parse((await call('fleet', 'plan', '--json')).stdout)).toMatchObject({ open: [{ id: request.id }] });
  });

  test('is approved by who calls, once, and not by a name that nobody asked for', async () => {
    await fleet.put('request#0123456789ab', request);
    const other = await call('fleet', 'approve', '0123456789ac', '--yes');
    expect([other.exitCode, other.said]).toEqual([2, expect.stringContaining('(open: 0123456789ab)')]);
    const asked = await call('fleet', 'approve', '0123456789ab');
    expect([asked.exitCode, asked.said]).toEqual([2, expect.stringContaining('hold 1 desktop: barbara@contoso.com')]);
    const { stdout } = await call('fleet', 'approve', '0123456789ab', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ approvedBy: expect.stringMatching(/^arn:aws:/), changes: 1 });
    const again = await call('fleet', 'approve', '0123456789ab', '--yes');
    expect([again.exitCode, again.said]).toEqual([1, expect.stringContaining('has approved this already')]);
  });

  test('is no more once somebody approved it, or its time is over', async () => {
    await fleet.put('request#0123456789ab', { ...request, approvedBy: 'ada' });
    const approved = await call('fleet', 'status');
    expect(approved.said).toContain('Approved by ada: hold 1 desktop (barbara@contoso.com).');
    expect(approved.said).not.toContain('waits for approval');
    await fleet.put('request#0123456789ab', { ...request, until: 1 });
    expect((await call('fleet', 'status')).said).not.toContain('barbara');
  });
});

test('status says why a desktop is still there, and what becomes of one', async () => {
  const notes = { refused: { why: 'somebody is connected', at: 1 } };
  await fleet.put('person#id-late', row('late', { userId: 'id-late', holdUntil: 1, ...notes }));
  await fleet.put('person#id-moves', row('moves', { userId: 'id-moves', phase: 'present', moving: { at: 1 } }));
  const { stdout } = await call('fleet', 'status');
  expect(stdout).toMatch(/late@contoso\.com .*not removed: somebody is connected/);
  expect(stdout).toMatch(/moves@contoso\.com .*is being migrated/);
});

describe('fleet keep', () => {
  test('says how to take it back, and status names no day on which the desktop goes', async () => {
    expect((await call('fleet', 'status')).stdout).toMatch(/grace@contoso\.com +held +2099-01-31/);
    const kept = await call('fleet', 'keep', 'grace@contoso.com');
    expect(kept.said).toContain('To take it back: entra-workspaces fleet keep grace@contoso.com --no-longer');
    expect((await call('fleet', 'status')).stdout).toMatch(/grace@contoso\.com +held +ws-grace +kept by user\/[\w-]+/);
    const { stdout } = await call('fleet', 'status', '--json');
    const [row] = (JSON.parse(stdout) as { people: FleetRow[] }).people.filter(({ userId }) => userId === 'id-grace');
    expect(row?.said).toEqual({ what: 'keep', by: expect.stringMatching(/^arn:aws:iam:/), at: expect.any(Number) });
    await call('fleet', 'keep', 'grace@contoso.com', '--no-longer');
  });

  test('promises nothing where AWS was asked to remove the desktop', async () => {
    await fleet.put('person#id-late', row('late', { userId: 'id-late', phase: 'removing' }));
    const { exitCode, said } = await call('fleet', 'keep', 'late@contoso.com');
    expect([exitCode, said]).toEqual([
      1,
      expect.stringContaining('The desktop of late@contoso.com is being removed already'),
    ]);
  });
});

test('the command that empties a fleet is said whole', async () => {
  expect((await call('fleet', 'empty')).said).toMatch(/entra-workspaces fleet empty --confirm \S+\/\S+/);
});

test('a pause says what is still done, and how to go on', async () => {
  const { said } = await call('fleet', 'pause');
  expect(said).toContain('once AWS has answered what is being asked at this moment, nothing more is done');
  expect(said).toContain('entra-workspaces fleet pause --resume');
  expect((await call('fleet', 'status')).said).toMatch(/Paused by user\/[\w-]+, less than a minute ago:/);
  expect((await call('fleet', 'pause', '--resume')).said).toContain('The fleet goes on.');
});

test('no wave is said, not shown as an empty table', async () => {
  const { exitCode, stdout, said } = await call('desktops', 'waves');
  expect([exitCode, stdout, said]).toEqual([
    0,
    '',
    expect.stringContaining('What begins one: entra-workspaces desktops --help'),
  ]);
});

describe('a wave that is cancelled', () => {
  const desktop = (upn: string, state: string) => ({ id: `ws-${upn}`, upn: `${upn}@contoso.com`, state });
  const wave = {
    ...{ id: 'cafe0001', version: 7, action: 'restart', by: 'ada', at: 0, until: Date.UTC(2099, 0, 1), stages: [3] },
    ...{ stopAtPercent: 10, connectedToo: false },
    desktops: [desktop('ada', 'asked'), desktop('grace', 'waits'), desktop('barbara', 'done')],
  };

  test('is, although the engine takes it a step on at each moment', async () => {
    await fleet.put('wave#cafe0001', wave);
    expect((await call('desktops', 'waves', 'cafe0001')).said).toContain(
      '3 desktops: 1 whose turn comes, 1 asked, 1 done.',
    );
    world.twin.world.faults.inject('aws dynamodb:PutItem', { status: 400, code: 'ConditionalCheckFailedException' }, 3);
    const { exitCode, said } = await call('desktops', 'waves', 'cafe0001', '--cancel');
    expect([exitCode, said]).toEqual([
      0,
      expect.stringContaining('Nobody else is asked. Those who were asked go on: 1.'),
    ]);
    expect(JSON.parse((await call('desktops', 'waves', 'cafe0001', '--json')).stdout)).toMatchObject({
      ended: expect.stringMatching(/^cancelled by arn:aws:/),
      version: 8,
    });
    await fleet.put('wave#cafe0001', wave);
    expect(JSON.parse((await call('desktops', 'waves', 'cafe0001', '--cancel', '--json')).stdout)).toEqual({
      id: 'cafe0001',
      ended: expect.stringMatching(/^cancelled by arn:aws:/),
    });
  });

  test('and is over meanwhile, is said to be', async () => {
    await fleet.put('wave#cafe0001', wave);
    world.twin.world.faults.inject('aws sts:GetCallerIdentity', {
      meanwhile: () => fleet.put('wave#cafe0001', { ...wave, version: 8, ended: 'done' }),
    });
    const { exitCode, said } = await call('desktops', 'waves', 'cafe0001', '--cancel');
    expect([exitCode, said]).toEqual([1, expect.stringContaining('The wave cafe0001 is over: done.')]);
  });
});

describe('a second wave', () => {
  const open = {
    ...{ id: 'cafe0002', version: 1, action: 'rebuild', by: 'ada', at: 0, until: Date.UTC(2099, 0, 1), stages: [1] },
    ...{ stopAtPercent: 10, connectedToo: false },
    desktops: [{ id: 'ws-barbara', upn: 'barbara@contoso.com', state: 'waits' }],
  };
  const begin = (...words: string[]) => call('desktops', ...words, 'barbara@contoso.com');
  beforeAll(async () => {
    await fleet.put('person#id-barbara', row('barbara', { userId: 'id-barbara', phase: 'present' }));
    await fleet.put('wave#cafe0002', open);
  });

  test.each(['rebuild', 'restore'])('that makes a desktop anew once more is refused: %s', async (action) => {
    const { exitCode, said } = await begin(action, '--yes');
    expect([exitCode, said]).toEqual([1, expect.stringContaining('1 desktop would be made anew twice')]);
    expect(said).toContain('To end that rebuild: entra-workspaces desktops waves cafe0002 --cancel');
  });

  test.each([
    ['that only restarts', ['restart']],
    ['that a person wants all the same', ['rebuild', '--again']],
  ])('%s is not', async (_, words) => {
    // Nobody answers the question: it got as far as that.
    expect((await begin(...words)).said).toContain('To go on without being asked: --yes');
  });

  test('nor where the first one is over', async () => {
    await fleet.put('wave#cafe0002', { ...open, ended: 'done' });
    expect((await begin('rebuild')).said).toContain('To go on without being asked: --yes');
  });

  test('is refused for whom a cancelled one had asked a while ago, and not for whom it never reached', async () => {
    const ended = 'cancelled by ada';
    const there = (): number => world.twin.world.clock.now().getTime();
    const asked = (minutes: number) => [
      { id: 'ws-barbara', upn: 'barbara@contoso.com', state: 'asked', at: there() - minutes * 60_000 },
    ];
    await fleet.put('wave#cafe0002', { ...open, ended, desktops: asked(30) });
    const { exitCode, said } = await begin('rebuild', '--yes');
    expect([exitCode, said]).toEqual([1, expect.stringContaining('1 desktop would be made anew twice')]);
    expect(said).toContain('The rebuild cafe0002 is over, and who was asked goes on');
    expect(said).not.toContain('--cancel');
    await fleet.put('wave#cafe0002', { ...open, ended, desktops: asked(5 * 60) });
    expect((await begin('rebuild')).said).toContain('To go on without being asked: --yes');
    await fleet.put('wave#cafe0002', { ...open, ended });
    expect((await begin('rebuild')).said).toContain('To go on without being asked: --yes');
  });

  test('is refused although the first one was begun while its question stood', async () => {
    await fleet.put('wave#cafe0002', { ...open, ended: 'done' });
    world.twin.world.faults.inject('aws secretsmanager:GetSecretValue', {
      meanwhile: () => fleet.put('wave#cafe0002', open),
    });
    const { exitCode, said } = await begin('rebuild', '--yes');
    expect([exitCode, said]).toEqual([1, expect.stringContaining('1 desktop would be made anew twice')]);
    await fleet.put('wave#cafe0002', { ...open, ended: 'done' });
  });

  test('that is called for while the fleet is paused says that nothing is asked', async () => {
    await call('fleet', 'pause');
    expect((await begin('restart')).said).toContain('The fleet is paused: nothing is asked before');
    await call('fleet', 'pause', '--resume');
  });
});

describe('files that are asked for', () => {
  test.each([
    ['fleet', 'report', '--csv', 'nowhere/list.csv'],
    ['status', '--csv', 'nowhere/list.csv'],
    ['fleet', 'report', '--html', 'nowhere/page.html'],
  ])('are refused before anything is looked at: %s %s %s', async (...words) => {
    const { exitCode, said, stdout } = await call(...words);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(said).toContain(`must be in a folder that there is, got: ${words.at(-1) ?? ''}`);
  });
});

test('the report has what is to be looked at beside the name', async () => {
  await fleet.put('person#id-held', row('ada', { userId: 'id-held', desktopId: world.made.desktopId }));
  const { stdout, said } = await call('fleet', 'report');
  expect(stdout.split('\n')[0]).toMatch(/^User +To be looked at +State/);
  expect(said).toContain('The engine itself, a month: unknown, the price lists were not read');
});
