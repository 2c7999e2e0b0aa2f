import type { Deadline } from './deadline.js';
import { explained, isPassing, mayBecomeAllowed } from './errors.js';

/** Seconds that a refusal is taken for a role that is not effective everywhere yet. */
const roleSeconds = 45;

/**
 * Does something and explains what goes wrong; the error of AWS stays as its `cause`. Gives a role that was just made the
 * time to become effective. With `again`, what changes nothing is repeated while there is time.
 */
export async function attempt<T>(deadline: Deadline, doing: string, act: () => Promise<T>, again: boolean): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const roleIsNew = mayBecomeAllowed(error) && deadline.within(roleSeconds);
      const passing = again && isPassing(error) && !deadline.passed;
      if (!roleIsNew && !passing) {
        const told = explained(error, doing);
        if (told !== error) told.cause = error;
        throw told;
      }
      await deadline.pause(roleIsNew);
    }
  }
}
