/**
 * Runs something without stack traces being kept. cdktf notes of every token where it was made, which nobody reads here
 * and which costs a third of the time of a synthesis; it has no switch for that. Errors keep their own traces.
 */
export function withoutTraces<T>(run: () => T): T {
  const kept = Object.getOwnPropertyDescriptor(Error, 'captureStackTrace');
  Error.captureStackTrace = (target: { stack?: string }) => {
    target.stack = '';
  };
  try {
    return run();
  } finally {
    if (kept) Object.defineProperty(Error, 'captureStackTrace', kept);
  }
}
