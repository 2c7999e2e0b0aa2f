/** A call to AWS that meets a fault: refused before it takes effect, late, or answered to nobody. */
import type { Fault } from '../faults.js';
import { AwsError, LostAnswer } from './errors.js';

export async function meet<Answer>(
  fault: Fault,
  answer: () => Promise<Answer>,
  clock: { readonly speed: number },
): Promise<Answer> {
  if ('lose' in fault) {
    await answer();
    throw new LostAnswer();
  }
  if ('meanwhile' in fault) {
    const answered = await answer();
    await fault.meanwhile();
    return answered;
  }
  if ('delayMinutes' in fault) {
    const answered = await answer();
    await new Promise((resolve) => setTimeout(resolve, (fault.delayMinutes * 60_000) / clock.speed));
    return answered;
  }
  const code = fault.code ?? (fault.status >= 500 ? 'InternalServerException' : 'ThrottlingException');
  throw new AwsError(
    code,
    fault.message ?? (fault.status >= 500 ? 'Internal server error' : 'Rate exceeded'),
    {},
    fault.status,
  );
}
