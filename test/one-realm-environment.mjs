import asyncHooks from 'node:async_hooks';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { SequentialStorage } from './sequential-storage.mjs';

const real = Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage');

/**
 * The realm of the worker itself, where `node`, the environment of jest, makes a realm for each file. In one of its own each
 * global is asked of a proxy, and no package can be shared (test/packages-once-runtime.cjs): constructs and stacks took 71 s of
 * processor time so, and 42 s here (Node 22). What a file changes of globals, process, variables, folder and listeners is taken
 * back at its end.
 */
export default class OneRealmEnvironment {
  constructor({ projectConfig }) {
    this.takeBack = whatIsThere();
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {
    // Not set: since Node 22 it is a getter.
    Object.defineProperty(asyncHooks, 'AsyncLocalStorage', { value: SequentialStorage, configurable: true });
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    this.takeBack();
  }

  /** The conditions of exports of packages that hold, beside `import` and `require`. */
  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** None of its own: the runtime compiles in the one there is. */
  getVmContext() {
    return undefined;
  }

  /** The runner is loaded by then and has its store; everybody else gets the real one. */
  handleTestEvent({ name, concurrent, testName }) {
    if (name === 'setup') Object.defineProperty(asyncHooks, 'AsyncLocalStorage', real);
    // Tests at once would be taken for one another.
    if (name === 'add_test' && concurrent)
      throw new Error(`test.concurrent is not followed by the runner here, got: ${testName}. Write: test`);
  }
}

/** Notes what tests change of a process, and gives the way back to it. */
function whatIsThere() {
  const objects = [globalThis, process].map((object) => [object, Object.getOwnPropertyDescriptors(object)]);
  const variables = { ...process.env };
  const folder = process.cwd();
  const { exitCode } = process;
  const listeners = new Map(process.eventNames().map((event) => [event, process.rawListeners(event)]));
  return () => {
    for (const [object, descriptors] of objects) putBack(object, descriptors);
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
    process.chdir(folder);
    process.exitCode = exitCode;
    for (const event of process.eventNames()) {
      const before = listeners.get(event) ?? [];
      for (const listener of process.rawListeners(event))
        if (!before.includes(listener)) process.removeListener(event, listener);
    }
  };
}

function putBack(object, descriptors) {
  for (const key of Reflect.ownKeys(object)) {
    const now = Object.getOwnPropertyDescriptor(object, key);
    const before = descriptors[key];
    if (!now.configurable) continue;
    // Packages keep what all their copies share in globals such as __cdktfTokenMap, and live on.
    if (!before) String(key).startsWith('__') || delete object[key];
    else if (now.value !== before.value || now.get !== before.get) Object.defineProperty(object, key, before);
  }
  for (const key of Reflect.ownKeys(descriptors))
    if (!Object.hasOwn(object, key)) Object.defineProperty(object, key, descriptors[key]);
}
