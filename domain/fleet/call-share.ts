/** What the engine takes of the calls that WorkSpaces answers in an account and Region. Pure. */
import { comparesEvery, minute, pendingFor } from './timing.js';
import { isUnderWay } from './follow-up.js';
import { passMinutes } from './settings.js';
import type { FleetPolicy, FleetRow } from './types.js';

/** https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html */
export const callsPerSecondOfAccount = 2;
/** Desktops that a call reads. */
const pageOfDesktops = 25;

/** Calls of the engine between two full comparisons, in which nobody joins or leaves. */
export interface CallShare {
  /** Minutes between two full comparisons. */
  readonly everyMinutes: number;
  /** Calls of a full comparison, and of the looks at what is under way until the next one. */
  readonly calls: number;
  /** Percent of the calls that the account may make in this time. */
  readonly percent: number;
}

/** @param desktops how many the directory has */
export function callShare(policy: FleetPolicy, rows: readonly FleetRow[], desktops: number, now: number): CallShare {
  const everyMinutes = comparesEvery(policy, rows);
  const moving = rows.filter((row) => isUnderWay(row, now));
  // Whose id is not known is looked up by name, one a call.
  const unnamed = moving.filter(({ desktopId }) => desktopId === undefined).length;
  const look = Math.ceil((moving.length - unnamed) / pageOfDesktops) + unnamed;
  const looks = Math.min(Math.floor(everyMinutes / passMinutes) - 1, Math.ceil(pendingFor / minute / passMinutes));
  const calls = Math.max(1, Math.ceil(desktops / pageOfDesktops)) + looks * look;
  return { everyMinutes, calls, percent: (100 * calls) / (everyMinutes * 60 * callsPerSecondOfAccount) };
}
