import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startFleet, type FleetBench } from '../../../bench/fleet-world.js';
import { buildHandlerZip } from '../../../build/handler-zip.js';
import type { Wave } from '../../../domain/fleet/wave-types.js';
import type { Desktop } from '../../../twin/aws/workspaces/state.js';
import { run } from '../../../wizard/cli.js';
import { cloudsVariable } from '../../../wizard/clouds/sandbox-credentials.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts } from '../../wizard/terminal/screen.js';
import { accountId, region } from './account-in-test.js';

// Waves from the command that calls for one to what becomes of the desktops, done by the engine as it is deployed.

let zip: Uint8Array;
beforeAll(async () => {
  zip = (await buildHandlerZip()).bytes;
});

let fleet: FleetBench;
let folder: string;
let network: Awaited<ReturnType<FleetBench['world']['network']['listen']>>;
beforeEach(async () => {
  fleet = await startFleet(4, 300, { everyMinutes: 15, enforceRunningMode: false }, zip);
  fleet.world.clock.standStill();
  network = await fleet.world.network.listen();
  folder = mkdtempSync(join(tmpdir(), 'fleet-waves-'));
  // The fields of an example, which tests change at will.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const file: any = JSON.parse(readFileSync('examples/fleet.json', 'utf8'));
  Object.assign(file, { name: 'contoso', aws: { ...file.aws, accountId } });
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(file));
  await passes(6);
});
afterEach(async () => {
  await network.close();
  await fleet.stop();
  rmSync(folder, { recursive: true, force: true });
});

const later = (minutes: number) => fleet.world.clock.advance(minutes);
const passes = async (count: number): Promise<void> => {
  for (let each = 0; each < count; each += 1) {
    const execution = await fleet.account.stateMachines.start(fleet.stateMachineArn, '{}');
    while (execution.status === 'RUNNING') await later(0.25);
    await later(5);
  }
};
const call = async (...words: string[]) => {
  const { accessKeyId, secretAccessKey } = fleet.account.principals.administrator;
  const [stdout, stderr] = [keptStream(), keptStream(false, 200)];
  const exitCode = await run(['desktops', ...words], {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout,
    stderr: stderr as never,
    env: {
      ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region },
      ...{ AWS_ENDPOINT_URL: fleet.listener.url, NO_COLOR: '1', HOME: folder },
      // Nothing of a sandbox is sent anywhere but to this machine.
      ...{ [cloudsVariable]: `${network.url}/_host`, TF_REATTACH_PROVIDERS: '{}' },
    },
    cwd: folder,
    interrupts: new Interrupts(),
    prompts: scriptedPrompts([]),
  });
  return { exitCode, stdout: stdout.text, said: stderr.text.replace(/\s+/g, ' ') };
};
/** Calls for a wave; its id. */
const begin = async (...words: string[]): Promise<string> => {
  const { exitCode, stdout, said } = await call(...words, '--yes', '--json');
  expect([exitCode, said]).toEqual([0, expect.stringContaining('desktop')]);
  return (JSON.parse(stdout) as { id: string }).id;
};
const wave = async (id: string): Promise<Wave> => JSON.parse((await call('waves', id, '--json')).stdout) as Wave;
const states = async (id: string): Promise<string[]> => (await wave(id)).desktops.map(({ state }) => state);
const person = (number: number): string => `person${number}@contoso.com`;
const of = (number: number): Desktop =>
  [...fleet.account.workspaces.region(region).desktops.values()].find(({ userName }) => userName === person(number))!;
const there = (): string[] => [0, 1, 2, 3].map((each) => of(each).state);

describe('a wave that a person calls for', () => {
  test('stops the pilots, then so many percent, then all; the next one starts who is named, AlwaysOn left out', async () => {
    const stop = await begin('stop', '--pilot', person(1), '--percent', '50');
    expect((await wave(stop)).stages).toEqual([1, 2, 4]);
    const seen: string[] = [];
    for (let each = 0; each < 12; each += 1) {
      seen.push(there().join(' '));
      await passes(1);
    }
    const stopped = (state: string): number => (state.match(/STOPP/g) ?? []).length;
    expect([...new Set(seen.map(stopped))].filter((count) => count > 0)).toEqual([1, 2, 4]);
    expect([(await wave(stop)).ended, there()]).toEqual(['done', ['STOPPED', 'STOPPED', 'STOPPED', 'STOPPED']]);
    of(2).properties = { ...of(2).properties, RunningMode: 'ALWAYS_ON' };
    const start = await begin('start', person(2), person(3));
    await passes(3);
    expect(await wave(start)).toMatchObject({
      ended: 'done',
      desktops: [{ state: 'skipped', why: 'AlwaysOn: WorkSpaces takes no start of it' }, { state: 'done' }],
    });
    expect(there()).toEqual(['STOPPED', 'STOPPED', 'STOPPED', 'AVAILABLE']);
  });

  test('leaves alone where somebody is connected until they are not, and takes them with --connected', async () => {
    const { clock } = fleet.world;
    for (const each of [0, 1]) of(each).sessions = [{ from: clock.now(), to: clock.in(3 * 60) }];
    const id = await begin('restart', person(0), person(2));
    await passes(3);
    expect(await states(id)).toEqual(['waits', 'done']);
    const forced = await begin('restart', person(1), '--connected');
    await passes(2);
    expect(await states(forced)).toEqual(['done']);
    await later(3 * 60);
    await passes(3);
    expect(await wave(id)).toMatchObject({ ended: 'done', desktops: [{ state: 'done' }, { state: 'done' }] });
  });

  test('ends when more ended badly than may, and nobody else is asked; who waits is as before', async () => {
    await later(13 * 60);
    fleet.account.settings.failingChanges.add(person(0));
    const id = await begin('rebuild', '--pilot', `${person(0)},${person(1)}`, '--stop-at', '40');
    await passes(10);
    expect(await wave(id)).toMatchObject({
      ended: 'stopped: 1 of 2 desktops reached ended badly',
      desktops: [
        { state: 'bad', why: 'in the state ERROR' },
        { state: 'done' },
        { state: 'waits' },
        { state: 'waits' },
      ],
    });
    expect((await call('waves', id)).said).toContain('4 desktops: 2 whose turn comes, 1 done, 1 ended badly.');
    expect(fleet.account.calls.filter(({ operation }) => operation === 'RebuildWorkspaces')).toHaveLength(2);
    fleet.account.settings.failingChanges.clear();
    const again = await begin('rebuild', person(0));
    await passes(10);
    expect([await states(again), there()[0]]).toEqual([['done'], 'AVAILABLE']);
  });

  test('that is cancelled asks nobody else', async () => {
    const id = await begin('stop', '--pilot', person(0));
    await passes(1);
    expect((await call('waves', id, '--cancel')).exitCode).toBe(0);
    await passes(3);
    expect(there()).toEqual(['STOPPED', 'AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
    // A quarter of a year later nobody asks for it, and no pass reads it any more.
    await later(80 * 24 * 60);
    await passes(1);
    expect((await wave(id)).id).toBe(id);
    await later(20 * 24 * 60);
    await passes(1);
    expect(JSON.parse((await call('waves', '--json')).stdout)).toEqual([]);
  });
});
