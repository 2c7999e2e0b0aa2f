/** Calls over HTTP that may be repeated: several tries, each within the time limit of the network. */
import { CloudError } from './cloud-error.js';

export interface Patience {
  readonly tries: number;
  /** Before the second try, in milliseconds; doubled for each one after it. */
  readonly pause: number;
}

/** Four tries; the last one begins some four seconds after the first at the earliest. */
export const patience: Patience = { tries: 4, pause: 500 };

/**
 * Calls until there is an answer to work with: tries again when the other side is busy (429, 5xx), when the connection breaks
 * and when nothing comes. The last answer or error is given as it is.
 * @param call makes the call anew; it ends within a time limit and throws `CloudError`
 */
export async function patiently(
  call: () => Promise<Response>,
  { tries, pause }: Patience = patience,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === tries;
    try {
      const answer = await call();
      if (isLast || (answer.status !== 429 && answer.status < 500)) return answer;
    } catch (error) {
      const passes = error instanceof CloudError && ['offline', 'timeout'].includes(error.reason);
      if (isLast || !passes) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)));
  }
}
