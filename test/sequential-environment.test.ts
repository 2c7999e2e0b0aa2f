import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';

/** Runs one test with an environment in a process of its own: what other files of a worker switch on counts for all of it. */
async function alone(testEnvironment: string, body: string): Promise<boolean> {
  const rootDir = await mkdtemp(join(tmpdir(), 'environment-'));
  try {
    await writeFile(join(rootDir, 'one.test.cjs'), `test('one', async () => { ${body} });\n`);
    const config = JSON.stringify({ rootDir, testEnvironment, testMatch: ['<rootDir>/one.test.cjs'] });
    const jest = resolve('node_modules/jest/bin/jest.js');
    return await promisify(execFile)(process.execPath, [jest, '--runInBand', '--config', config]).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(rootDir, { recursive: true });
  }
}

describe('the environment of the tests', () => {
  test('makes no promise pay for the runner: its continuation has no id of its own', async () => {
    const probe = "await Promise.resolve(); expect(require('node:async_hooks').executionAsyncId()).toBe(0);";
    expect(await alone(resolve('test/sequential-environment.mjs'), probe)).toBe(true);
    // From Node 24 on the storage of jest's own costs nothing either.
    if (Number(process.versions.node.split('.')[0]) < 24) expect(await alone('node', probe)).toBe(false);
  });

  test('leaves the storage of everybody else as it is: it goes along with what was begun in it', async () => {
    const storage = new AsyncLocalStorage<string>();
    let go = (): void => undefined;
    const gate = new Promise<void>((open) => (go = open));
    const first = storage.run('first', async () => {
      await gate;
      return storage.getStore();
    });
    const second = storage.run('second', async () => {
      await gate;
      return storage.getStore();
    });
    go();
    expect([await first, await second, storage.getStore()]).toEqual(['first', 'second', undefined]);
    storage.disable();
  });

  test('names the running test to assertions', () => {
    expect(expect.getState().currentTestName).toMatch(/names the running test to assertions$/);
  });

  test('refuses tests of a file that run at once, which it would take for one another', async () => {
    const file = './sequential-environment.mjs';
    const { default: environment } = (await import(file)) as {
      default: { prototype: { handleTestEvent(event: object): void } };
    };
    const added = (concurrent: boolean) => () => {
      environment.prototype.handleTestEvent({ name: 'add_test', testName: 'beside', concurrent });
    };
    expect(added(true)).toThrow('test.concurrent is not followed by the runner here, got: beside.');
    expect(added(false)).not.toThrow();
  });
});
