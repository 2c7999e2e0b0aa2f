import { anothersTag, noMark } from './member.js';
import { minute } from './timing.js';
import type { FleetRow } from './types.js';

/**
 * What a code of `FailedRequests` means. The texts are in no model (docs/facts/fleet.md 1): one that is not known makes that
 * person wait, and many of them stop creations.
 */
export type FailureClass = 'ours' | 'quota' | 'not-there-yet' | 'has-one' | 'access' | 'unknown';

export function failureClass(code: string): FailureClass {
  if (code === anothersTag || code === noMark) return 'ours';
  if (/limit|quota|capacity|insufficient|address/i.test(code)) return 'quota';
  if (/notfound\.user|user.*not.*found/i.test(code)) return 'not-there-yet';
  if (/exist|already/i.test(code)) return 'has-one';
  if (/accessdenied|denied|unauthorized|key|secret/i.test(code)) return 'access';
  return 'unknown';
}

/** How long a failure counts for the whole fleet. */
const counts = 60 * minute;

/** Why nobody gets a desktop in this pass; undefined: go on. */
export function creationsStop(rows: readonly FleetRow[], now: number): string | undefined {
  const failed = rows.filter(({ failure }) => failure !== undefined && now - failure.at < counts);
  const of = (wanted: FailureClass): FleetRow[] =>
    failed.filter(({ failure }) => failureClass(failure?.code ?? '') === wanted);
  const [full] = of('quota');
  if (full) return `the quota of WorkSpaces or the addresses of the subnets are used up (${full.failure?.code})`;
  const [denied] = of('access');
  if (denied) return `access was refused while a desktop was made (${denied.failure?.code})`;
  const tried = rows.filter(({ createdAt }) => createdAt !== undefined && now - createdAt < counts).length;
  const unknown = of('unknown').length;
  if (unknown >= 3 && unknown * 10 >= tried)
    return `${unknown} of ${tried} creations of the last hour ended with a code that is not known`;
  return undefined;
}
