import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';

describe('the environment of the tests', () => {
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
