/**
 * In place of the AsyncLocalStorage in which jest-circus keeps the running test, for tests that run beside each other. Up to
 * Node 22 the first use of one turns async hooks on (nodejs/node lib/internal/async_local_storage/async_hooks.js), and then every
 * promise of the process pays for it: 5 to 13 % of the processor time of function/faults in two runs each way (Node 20). No two
 * tests of a file run at once here, so what runs is what was begun last. What fails after its test has ended (a promise nobody
 * awaits, a timer) fails all the same, and is told of the test that runs by then.
 */
export class SequentialStorage {
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
