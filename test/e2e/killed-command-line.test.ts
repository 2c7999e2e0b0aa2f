import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readNotes, writeNotes, type Running } from '../../wizard/terraform/run-notes.js';
import { shakeHands } from './handshake.js';
import { Orphans } from './left-behind.js';
import { Repository } from './owner-repository.js';
import { awsSidesOnRequest, say } from './worlds.js';

// The command line is killed (kill -9) at random points of both applies and of destroy, alone or together with terraform.
// Whoever then runs what the next command advises ends with nothing made twice and nothing left over.

/** In all; ENTRA_WORKSPACES_KILLS=50 is the long run. The second falls while a desktop is made, the others at random. */
const kills = Number(process.env['ENTRA_WORKSPACES_KILLS'] ?? 3);
const phases = ['foundation', 'desktops', 'destroy'] as const;
type Phase = (typeof phases)[number];
const asked = Object.fromEntries(phases.map((phase, at) => [phase, Math.ceil((kills - at) / phases.length)]));
const rounds = Array.from({ length: Math.ceil(kills / phases.length) }, (_, at) => at + 1);
const patience = 600_000;
const apply = ['apply', '--auto-approve', '--skip-preflight'] as const;
const destroy = ['destroy', '--auto-approve', '--forget-handshake'] as const;

describe.each(awsSidesOnRequest)('the command line is killed, with $what', ({ options }) => {
  /** Of the latest round. */
  let repository: Repository;
  let started = false;
  /** What the repository stands for was destroyed to its end, so that the next test can begin in it. */
  let clean = false;
  const toRemove: string[] = [];
  let orphans: Orphans;
  let late = 0;
  /** Kills of each phase that met a running terraform. */
  const real: Record<Phase, number> = { foundation: 0, desktops: 0, destroy: 0 };
  /** Milliseconds of terraform's work within which the point of the kill lies: wider after a kill, narrower after a late one. */
  const reach: Record<Phase, number> = { foundation: 2500, desktops: 2500, destroy: 2500 };

  afterAll(async () => (started ? repository.stop() : undefined));

  async function startAnew(): Promise<void> {
    if (started) await repository.stop();
    repository = await Repository.start(undefined, options);
    started = true;
    clean = false;
    toRemove.length = 0;
    const { twin } = repository;
    orphans = await Orphans.from({ twin, must: async (...words) => repository.terraform(...words) }, ['eu-central-1']);
  }

  /** The terraform that changes things, as long as it lives. */
  function working(): Running | undefined {
    const { running } = readNotes(repository.stack);
    return running && ['apply', 'destroy'].includes(running.command) && lives(running.pid) ? running : undefined;
  }

  /** The next call there takes effect, and is answered once somebody lets it go. */
  function holdAt(where: string): { held: Promise<void>; go: () => void } {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const held = new Promise<void>((resolve) => {
      repository.twin.faults.inject(where, { meanwhile: async () => (resolve(), gate) });
    });
    return { held, go };
  }

  /** Starts a command and kills it at the point. Gives whether it, and its terraform, were still running then. */
  async function killed(words: readonly string[], withTerraform: boolean, point: () => Promise<unknown>) {
    const child = repository.start(...words);
    const ended = once(child, 'exit');
    while (child.exitCode === null && working() === undefined) await sleep(20);
    const began = Date.now();
    await Promise.race([ended, point()]);
    const terraform = working();
    if (child.exitCode !== null || terraform === undefined) {
      await ended;
      if (child.exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${child.exitCode}`);
      return { real: false, both: false, pid: child.pid ?? 0, after: Date.now() - began };
    }
    child.kill('SIGKILL');
    await ended;
    // Until terraform's own number is noted the command line's stands there: then terraform cannot be killed by it.
    const noted = readNotes(repository.stack).running?.pid ?? terraform.pid;
    const both = withTerraform && noted !== child.pid;
    if (both) killGroup(noted);
    return { real: true, both, pid: child.pid ?? 0, after: Date.now() - began };
  }

  /** Runs the command of a phase; kills it first where kills are lacking. Gives whether terraform was killed as well. */
  async function run(phase: Phase, round: number, words: readonly string[]): Promise<boolean> {
    if (real[phase] >= (asked[phase] ?? 0)) return false;
    // The first of them falls while a desktop is being made, and ends terraform as well: nothing but adopt knows of it.
    const makesDesktop = phase === 'desktops' && round === 1 ? holdAt('aws workspaces:CreateWorkspaces') : undefined;
    const withTerraform = makesDesktop !== undefined || (round + phases.indexOf(phase)) % 2 === 1;
    const kill = await killed(
      words,
      withTerraform,
      async () => makesDesktop?.held ?? sleep(Math.random() * reach[phase]),
    );
    makesDesktop?.go();
    if (!makesDesktop) reach[phase] = kill.real ? reach[phase] * 1.3 : Math.max(200, kill.after * 0.8);
    if (kill.real) real[phase] += 1;
    else late += 1;
    const what = `${words[0] ?? ''} of round ${round} ${kill.both ? 'with terraform' : 'alone'}`;
    say(`${what}: ${kill.real ? 'killed' : 'too late, not counted:'} after ${kill.after} ms`);
    if (kill.both) {
      await repository.twin.terraform.quiet();
      // The worst that such a kill leaves, and seldom does: terraform 1.11.4 truncates a local state before it writes it.
      if (phase !== 'foundation') truncateSync(repository.state);
    }
    return kill.both;
  }

  /** Does what a person does: the same command again, and what it advises. Gives what that was. */
  async function comeThrough(...words: string[]): Promise<string[]> {
    const advised: string[] = [];
    for (let tries = 0; tries < 240; tries += 1) {
      const { exitCode, stderr } = await repository.run(...words);
      if (/terraform was killed while it wrote it/.test(stderr)) advised.push('state put back');
      if (exitCode === 0) {
        say(`${words[0] ?? ''} came through after: ${advised.join(', ') || 'nothing'}`);
        return advised;
      }
      if (stderr.includes('still running')) {
        if (advised.at(-1) !== 'waiting') advised.push('waiting');
        await sleep(500);
      } else if (stderr.includes('Next: entra-workspaces adopt')) {
        advised.push('adopt');
        const { sightings } = JSON.parse((await repository.must('adopt', '--json')).stdout) as {
          sightings: { removals?: string[] }[];
        };
        toRemove.push(...sightings.flatMap(({ removals = [] }) => removals));
      } else throw new Error(`${words.join(' ')} ended with ${exitCode}:\n${stderr}`);
    }
    throw new Error(`${words.join(' ')} never comes through`);
  }

  /** Client secrets that adopt named: after the apply they are removed as it says. */
  function removeAsSaid(): void {
    for (const line of toRemove.splice(0)) {
      const [, id = '', keyId = ''] = /^az ad app credential delete --id (\S+) --key-id (\S+)$/.exec(line) ?? [];
      const app = repository.twin.entra.state.applications.get(id);
      if (!app) throw new Error(`of which app: ${line}`);
      app.passwordCredentials = app.passwordCredentials.filter((each) => each.keyId !== keyId);
    }
  }

  async function nothingTwice(): Promise<void> {
    removeAsSaid();
    // What it would do comes first: of a plan that is not empty the lines are printed.
    const { lines, empty, adopted } = await repository.plan();
    expect({ lines, empty, adopted }).toEqual({ lines: [], empty: true, adopted: 0 });
    expect(await orphans.names()).toEqual([]);
  }

  async function round(number: number): Promise<void> {
    await startAnew();
    await run('foundation', number, apply);
    await comeThrough(...apply);
    await nothingTwice();

    repository.deployment = await shakeHands(repository.twin, repository.deployment, await repository.outputs());
    await repository.write();
    await run('desktops', number, apply);
    await comeThrough(...apply);
    await nothingTwice();

    if (await run('destroy', number, destroy)) {
      const { exitCode, stderr } = await repository.run(...apply);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('--build-again');
    }
    await destroyAll();
  }

  async function destroyAll(): Promise<void> {
    await comeThrough(...destroy);
    expect(await orphans.names()).toEqual([]);
    clean = true;
  }

  test.each(rounds)(
    'round %i: foundation, desktops and destroy come through as advised, nothing is there twice, nothing is left over',
    round,
    patience,
  );

  test(
    'as many kills as were asked for met a running terraform',
    async () => {
      const lacks = () => phases.some((phase) => real[phase] < (asked[phase] ?? 0));
      for (let more = 1; lacks() && more <= rounds.length + 3; more += 1) await round(rounds.length + more);
      say(`${Object.values(real).reduce((sum, each) => sum + each)} of ${kills} kills survived, ${late} came too late`);
      expect(real).toEqual(asked);
    },
    patience * 4,
  );

  test(
    'alone, while terraform makes a key: until that has ended by itself every command is refused, then nothing is there twice',
    async () => {
      // What was destroyed to its end can be applied again; what a failed round left tells nothing.
      if (!clean) await startAnew();
      clean = false;
      const { held, go } = holdAt('aws kms:CreateKey');
      const kill = await killed(apply, false, async () => held);
      expect(kill.real).toBe(true);
      const terraform = working()!;
      const refused = async (words: readonly string[]): Promise<void> => {
        const { exitCode, stderr } = await repository.run(...words);
        expect(exitCode).toBe(1);
        expect(stderr).toContain(`terraform apply of an earlier command is still running (process ${terraform.pid})`);
      };
      await refused(apply);
      await refused(destroy);
      // The same kill a moment earlier: terraform runs, and the note names the command line that started it. To `adopt` what
      // terraform is making would be what nobody knows, and a client secret in use would be named as one to remove.
      const { born: _born, ...noted } = terraform;
      writeNotes(repository.stack, (notes) => ({ ...notes, running: { ...noted, pid: kill.pid } }));
      await refused(apply);
      await refused(['adopt']);
      go();
      // What terraform made without us is in the state: nothing is to be adopted.
      expect(await comeThrough(...apply)).not.toContain('adopt');
      await nothingTwice();
      await destroyAll();
    },
    patience,
  );
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended in this moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
