/** Times of the fleet that nobody sets, in milliseconds. */
import { day } from '../day.js';
import type { FleetRow } from './types.js';

export const minute = 60_000;

/**
 * A desktop that was asked for may be invisible for a while: it is not asked for again within this time. A guess: the API
 * promises nothing (docs/facts/fleet.md 1).
 */
export const invisibleFor = 15 * minute;

/** A desktop that comes up takes 10 to 60 minutes; longer than this it is reported. */
export const pendingFor = 90 * minute;

/** After a table came back from a backup nothing is removed for this long. */
export const removalsRestAfterRestore = 2 * day;

/** A removal that was refused makes room for others for this long, before it is tried again. */
export const refusedRests = 60 * minute;

/** Above so many people everything is compared once an hour at most: reading them takes minutes of the account's call rate. */
const manyPeople = 3000;

/** Minutes between two full comparisons. */
export function comparesEvery({ everyMinutes }: { readonly everyMinutes: number }, rows: readonly FleetRow[]): number {
  const people = rows.filter(({ phase }) => phase !== 'removed').length;
  return people > manyPeople ? Math.max(60, everyMinutes) : everyMinutes;
}

/** How long an approval request is open. */
export const requestsLast = 3 * day;

/** A request that waits for longer is said once more. */
export const requestsRemind = day;

/** How long a wave or request that is over can still be looked at. */
export const overIsKept = 90 * day;

/** What the share of leavers is counted over. */
export const shareCountsOver = 7 * day;

/** Fewer leavers than this never stop a fleet: five percent of ten people is nobody. */
export const leastShare = 3;

/** Longest pause after failures of one person, shortest and its growth. */
export const backOff = (times: number): number => Math.min(6 * 60 * minute, 15 * minute * 2 ** Math.max(0, times - 1));
