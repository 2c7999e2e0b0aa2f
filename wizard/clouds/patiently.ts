/**
 * Calls over HTTP that may be repeated: several tries, each within the time limit of the network. A loop of ten lines; what
 * a library of retries leaves to its caller, which errors pass, is the rest of the file.
 */
import { CloudError } from './cloud-error.js';

export interface Patience {
  readonly tries: number;
  /** Before the second try, in milliseconds; doubled for each one after it. */
  readonly pause: number;
  /**
   * What is tried again besides a busy other side: whatever the network says, or a connection that broke alone, so that nobody
   * sits through the time limit, or a wrong address, several times. @default all
   */
  readonly again?: 'all' | 'broken';
}

/** Four tries; the last one begins some four seconds after the first at the earliest. */
export const patience: Patience = { tries: 4, pause: 500 };

/** The same, with a person who waits for it. */
export const patienceOfPerson: Patience = { ...patience, again: 'broken' };

/**
 * Calls until there is an answer to work with: tries again when the other side is busy (429, 5xx), when the connection breaks
 * and when nothing comes. The last answer or error is given as it is.
 * @param call makes the call anew; it ends within a time limit and throws `CloudError`
 */
export async function patiently(
  call: () => Promise<Response>,
  { tries, pause, again = 'all' }: Patience = patience,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === tries;
    try {
      const answer = await call();
      if (isLast || (answer.status !== 429 && answer.status < 500)) return answer;
    } catch (error) {
      if (isLast || !(error instanceof CloudError) || !passes(error, again)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)));
  }
}

const passes = ({ reason, code = '' }: CloudError, again: NonNullable<Patience['again']>): boolean =>
  again === 'all'
    ? reason === 'offline' || reason === 'timeout'
    : reason === 'offline' && /^(ECONNRESET|EPIPE)$/.test(code);
