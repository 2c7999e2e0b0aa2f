import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readNotes } from '../../wizard/terraform/run-notes.js';
import { shakeHands } from './handshake.js';
import { Orphans } from './left-behind.js';
import { Repository } from './owner-repository.js';
import { say } from './worlds.js';

// The command line is killed (kill -9) at random points of apply and destroy, alone or together with terraform. Whoever
// then runs what the next command advises ends with nothing made twice and nothing left over.

/** In all; ENTRA_WORKSPACES_KILLS=50 is the long run. */
const kills = Number(process.env['ENTRA_WORKSPACES_KILLS'] ?? 4);
const perPhase = Math.max(1, Math.ceil(kills / 3));
const patience = 120_000 * perPhase + 300_000;
const yes = ['--auto-approve', '--skip-preflight'] as const;

describe('the command line is killed', () => {
  let repository: Repository;
  let orphans: Orphans;
  let survived = 0;

  beforeAll(async () => {
    repository = await Repository.start();
    const { twin } = repository;
    orphans = await Orphans.from({ twin, must: async (...words) => repository.terraform(...words) }, ['eu-central-1']);
  });
  afterAll(async () => {
    say(`${survived} kills survived`);
    await repository.stop();
  });

  /** Starts a command and kills it after a while of terraform's work. Gives whether it was still running then. */
  async function killed(withTerraform: boolean, ...words: string[]): Promise<boolean> {
    const child = repository.start(...words);
    const ended = once(child, 'exit');
    const running = () => {
      const found = readNotes(repository.stack).running;
      return found?.command === 'apply' || found?.command === 'destroy' ? found : undefined;
    };
    while (child.exitCode === null && running() === undefined) await sleep(20);
    await sleep(Math.random() * 2500);
    const terraform = running();
    if (child.exitCode !== null || terraform === undefined) {
      await ended;
      return false;
    }
    child.kill('SIGKILL');
    if (withTerraform && terraform.pid !== child.pid) process.kill(-terraform.pid, 'SIGKILL');
    await ended;
    await repository.twin.terraform.quiet();
    survived += 1;
    return true;
  }

  /** Does what a person does: the same command again, and what it advises. */
  async function comeThrough(...words: string[]): Promise<void> {
    const advised: string[] = [];
    for (let tries = 0; tries < 60; tries += 1) {
      const { exitCode, stderr } = await repository.run(...words);
      if (exitCode === 0) {
        say(`${words[0] ?? ''} came through after: ${advised.join(', ') || 'nothing'}`);
        return;
      }
      if (stderr.includes('still running')) await sleep(500);
      else if (stderr.includes('Next: entra-workspaces adopt')) {
        advised.push('adopt');
        await repository.must('adopt');
      } else throw new Error(`${words.join(' ')} ended with ${exitCode}:\n${stderr}`);
    }
    throw new Error(`${words.join(' ')} never comes through`);
  }

  async function phase(command: 'apply' | 'destroy'): Promise<void> {
    const words = command === 'apply' ? [command, ...yes] : [command, '--auto-approve'];
    for (let count = 0; count < perPhase; count += 1) {
      const wasKilled = await killed(count % 2 === 0, ...words);
      if (!wasKilled) break;
      // Every other time the next command is killed as well, without anything in between.
      if (count % 3 === 2) continue;
      if (command === 'apply') await comeThrough(...words);
      if (command === 'apply' && count + 1 < perPhase) {
        await comeThrough('destroy', '--auto-approve');
        expect(await orphans.names()).toEqual([]);
      }
    }
    await comeThrough(...words);
  }

  test(
    'while the foundation is made: it comes through as advised, and nothing is there that the state does not know',
    async () => {
      await phase('apply');
      expect(await repository.plan()).toMatchObject({ empty: true });
      expect(await orphans.names()).toEqual([]);
    },
    patience,
  );

  test(
    'while desktops are made',
    async () => {
      repository.deployment = await shakeHands(repository.twin, repository.deployment, await repository.outputs());
      await repository.write();
      await killed(true, 'apply', ...yes);
      await comeThrough('apply', ...yes);
      expect(await repository.plan()).toMatchObject({ empty: true });
      expect(await orphans.names()).toEqual([]);
    },
    patience,
  );

  test(
    'while it is destroyed: both clouds are empty in the end, and a plan in between knows that it was a destroy',
    async () => {
      const wasKilled = await killed(true, 'destroy', '--auto-approve');
      if (wasKilled) {
        const { exitCode, stderr } = await repository.run('apply', ...yes);
        expect(exitCode).toBe(1);
        expect(stderr).toContain('--build-again');
      }
      await comeThrough('destroy', '--auto-approve', '--forget-handshake');
      expect(await orphans.names()).toEqual([]);
    },
    patience,
  );

  test('destroyed to its end it can be applied again', async () => {
    await repository.must('apply', ...yes);
    expect(await repository.plan()).toMatchObject({ empty: true });
    await repository.must('destroy', '--auto-approve');
  });
});
