import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';

/**
 * Runs files of one test each, in turn in one process of their own: what other files of a worker switch on counts for all of it.
 * @returns whether all passed
 */
async function alone(testEnvironment: string, ...bodies: string[]): Promise<boolean> {
  const rootDir = await mkdtemp(join(tmpdir(), 'environment-'));
  try {
    for (const [index, body] of bodies.entries())
      await writeFile(join(rootDir, `${index}.test.cjs`), `test('one', async () => { ${body} });\n`);
    await writeFile(join(rootDir, 'state.cjs'), 'module.exports = { seen: 0 };\n');
    const config = JSON.stringify({ rootDir, testEnvironment, runtime, testMatch: ['<rootDir>/*.test.cjs'] });
    const jest = resolve('node_modules/jest/bin/jest.js');
    return await promisify(execFile)(process.execPath, [jest, '--runInBand', '--config', config]).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(rootDir, { recursive: true });
  }
}

const environment = resolve('test/one-realm-environment.mjs');
const runtime = resolve('test/packages-once-runtime.cjs');

describe('the environment of the tests', () => {
  test('makes no promise pay for the runner: its continuation has no id of its own', async () => {
    const probe = "await Promise.resolve(); expect(require('node:async_hooks').executionAsyncId()).toBe(0);";
    expect(await alone(environment, probe)).toBe(true);
    // The storage of others costs it: the probe sees that.
    const pays = `const { AsyncLocalStorage } = require('node:async_hooks'); new AsyncLocalStorage().enterWith(1); ${probe}`;
    // From Node 24 on it costs nothing.
    if (Number(process.versions.node.split('.')[0]) < 24) expect(await alone(environment, pays)).toBe(false);
  });

  test('takes back what a file changed, whichever file comes first', async () => {
    const file = `
      expect(globalThis.ofAFile).toBeUndefined();
      expect(fetch).not.toBe(expect);
      expect(process.env.OF_A_FILE).toBeUndefined();
      expect(process.env.HOME).not.toBe('changed');
      expect(process.platform).not.toBe('changed');
      expect(process.listenerCount('SIGWINCH')).toBe(0);
      expect(process.cwd()).not.toBe(require('node:os').tmpdir());
      expect(process.exitCode).toBeUndefined();
      globalThis.ofAFile = true;
      globalThis.fetch = expect;
      process.env.OF_A_FILE = 'left';
      process.env.HOME = 'changed';
      Object.defineProperty(process, 'platform', { value: 'changed' });
      process.on('SIGWINCH', () => undefined);
      process.chdir(require('node:os').tmpdir());
      process.exitCode = 1;`;
    expect(await alone(environment, file, file)).toBe(true);
  });

  test('loads packages once, and what is no package for each file anew', async () => {
    const yaml = JSON.stringify(resolve('node_modules/yaml'));
    const file = `
      const yaml = require(${yaml});
      expect(globalThis.__yaml ??= yaml).toBe(yaml);
      expect(require('./state.cjs').seen++).toBe(0);`;
    expect(await alone(environment, file, file)).toBe(true);
  });

  test('has the one realm: an error of Node is one of ours', async () => {
    await expect(rm(join(tmpdir(), 'nothing-here', 'at-all'))).rejects.toBeInstanceOf(Error);
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
    const file = './one-realm-environment.mjs';
    const { default: OneRealm } = (await import(file)) as {
      default: { prototype: { handleTestEvent(event: object): void } };
    };
    const added = (concurrent: boolean) => () => {
      OneRealm.prototype.handleTestEvent({ name: 'add_test', testName: 'beside', concurrent });
    };
    expect(added(true)).toThrow('test.concurrent is not followed by the runner here, got: beside.');
    expect(added(false)).not.toThrow();
  });
});
