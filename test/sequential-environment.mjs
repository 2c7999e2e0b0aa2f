import asyncHooks from 'node:async_hooks';
import { TestEnvironment } from 'jest-environment-node';

/**
 * jest-circus keeps the running test in an AsyncLocalStorage, for tests that run beside each other. Up to Node 22 the first
 * use of one turns async hooks on (nodejs/node lib/internal/async_local_storage/async_hooks.js), and then every promise
 * of the process pays for it: 5 to 13 % of the processor time of function/faults in two runs each way (Node 20). No two tests
 * of a file run at once here, so what runs is what was begun last. What fails after its test has ended (a promise nobody
 * awaits, a timer) fails all the same, and is told of the test that runs by then.
 */
class Sequential {
  #store;

  getStore() {
    return this.#store;
  }

  run(store, act, ...given) {
    const before = this.#store;
    const back = () => void (this.#store = before);
    this.#store = store;
    let result;
    try {
      result = act(...given);
    } catch (error) {
      back();
      throw error;
    }
    if (typeof result?.then !== 'function') {
      back();
      return result;
    }
    return result.then(
      (value) => {
        back();
        return value;
      },
      (error) => {
        back();
        throw error;
      },
    );
  }
}

const real = Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage');

/** The environment `node` of jest, whose runner follows the running test without async hooks. */
export default class SequentialEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    // Not set: since Node 22 it is a getter.
    Object.defineProperty(asyncHooks, 'AsyncLocalStorage', { value: Sequential, configurable: true });
  }

  /** The runner is loaded by then and has its store; everybody else gets the real one. */
  handleTestEvent({ name, concurrent, testName }) {
    if (name === 'setup') Object.defineProperty(asyncHooks, 'AsyncLocalStorage', real);
    // Tests at once would be taken for one another.
    if (name === 'add_test' && concurrent)
      throw new Error(`test.concurrent is not followed by the runner here, got: ${testName}. Write: test`);
  }
}
