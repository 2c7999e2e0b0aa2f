import type { Wait } from '../../domain/control-plane/contract.js';

/**
 * Seconds that one link waits. Under five minutes with room to answer: longer synchronous calls are cut by proxies and
 * NAT gateways, and repeated by the SDK (docs/facts/terraform.md 1.3).
 */
export const linkSeconds = 280;
/** Seconds that Lambda gives one invocation: a link, and time to end well. */
export const functionSeconds = 330;

/**
 * The links that cover a number of minutes. 0 minutes is one link that looks once. With `mayEndPending` no link is the
 * failing one, so that the chain as a whole never fails.
 */
export function waitChain(minutes: number, mayEndPending = false): Wait[] {
  if (!(minutes >= 0 && minutes <= 240)) {
    throw new Error(`\`minutes\` of a wait must be between 0 and 240, got: ${minutes}`);
  }
  const of = Math.max(1, Math.ceil((minutes * 60) / linkSeconds));
  const seconds = minutes === 0 ? 0 : linkSeconds;
  return Array.from({ length: of }, (_, index) => ({
    number: index + 1,
    of,
    seconds,
    last: !mayEndPending && index + 1 === of,
  }));
}
