import type { Deadline } from './deadline.js';
import { explained, isPassing, mayBecomeAllowed, wasAnswered } from './errors.js';

/** Seconds that a refusal is taken for a role that is not effective everywhere yet. */
const roleSeconds = 45;
/** Looks more, once the time is over, at what AWS answered with an error of its own: a wait of 40 minutes does not end for one. */
const looksBeyond = 2;

/**
 * Does something and explains what goes wrong; the error of AWS stays as its `cause`. Gives a role that was just made the
 * time to become effective. With `again`, what changes nothing is repeated while there is time.
 */
export async function attempt<T>(deadline: Deadline, doing: string, act: () => Promise<T>, again: boolean): Promise<T> {
  let beyond = 0;
  for (;;) {
    const began = deadline.elapsed;
    try {
      return await act();
    } catch (error) {
      const roleIsNew = mayBecomeAllowed(error) && deadline.within(roleSeconds);
      const late = deadline.passed;
      // An answer may have come after slow retries, and what was not answered took its time: another one has to fit in.
      const fits = wasAnswered(error) && deadline.roomFor(deadline.elapsed - began);
      const inTime = !late || (fits && (beyond += 1) <= looksBeyond);
      const passing = again && isPassing(error) && inTime;
      if (!roleIsNew && !passing) {
        const told = explained(error, doing);
        if (told !== error) told.cause = error;
        throw told;
      }
      await (late && !roleIsNew ? deadline.rest() : deadline.pause(roleIsNew));
    }
  }
}
