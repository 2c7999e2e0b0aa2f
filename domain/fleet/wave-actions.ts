/** What can be done to many desktops, and what is known of each. Source: docs/facts/fleet.md 7 */
import { minute } from './timing.js';

export type WaveAction = 'restart' | 'start' | 'stop' | 'rebuild' | 'restore' | 'migrate' | 'tag';

export interface WaveRules {
  /** What it is taken in. */
  readonly from: ReadonlySet<string>;
  /** What a desktop is in when it is over. */
  readonly to: ReadonlySet<string>;
  /** Where there is nothing to do. */
  readonly already?: string;
  /** AlwaysOn desktops are refused: no call is made for them, and they count for no end that is bad. */
  readonly notAlwaysOn?: true;
  /** Is done to desktops on hold, too: the others wait to be given back as they are, or to be removed. */
  readonly heldToo?: true;
  /** It takes nothing from whoever works: done also where somebody is connected, and no state of a desktop is a bad end. */
  readonly harmless?: true;
  /** A desktop goes back to its last snapshots: of both volumes, or of D: alone. It is looked at before the call. */
  readonly takesSnapshot?: 'both' | 'D:';
  /** Most desktops a call takes. */
  readonly atOnce: number;
  /** How long it may take before it counts as ended badly. */
  readonly within: number;
}

const hours = (count: number): number => count * 60 * minute;
const anyState = new Set([
  ...['PENDING', 'AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'REBOOTING', 'STARTING', 'REBUILDING', 'RESTORING'],
  ...['MAINTENANCE', 'ADMIN_MAINTENANCE', 'SUSPENDED', 'UPDATING', 'STOPPING', 'STOPPED', 'ERROR'],
]);
const remade = { to: new Set(['AVAILABLE', 'STOPPED']), atOnce: 1 } as const;
const brokenToo = new Set(['AVAILABLE', 'ERROR', 'UNHEALTHY', 'STOPPED']);

export const waveActions: Readonly<Record<WaveAction, WaveRules>> = {
  restart: {
    from: new Set(['AVAILABLE', 'UNHEALTHY']),
    to: new Set(['AVAILABLE']),
    already: 'STOPPED',
    atOnce: 25,
    within: hours(1),
  },
  start: {
    from: new Set(['STOPPED']),
    to: new Set(['AVAILABLE']),
    already: 'AVAILABLE',
    notAlwaysOn: true,
    atOnce: 25,
    within: hours(1),
  },
  stop: {
    from: new Set(['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'ERROR']),
    to: new Set(['STOPPED']),
    already: 'STOPPED',
    notAlwaysOn: true,
    heldToo: true,
    atOnce: 25,
    within: hours(1),
  },
  rebuild: { ...remade, from: brokenToo, takesSnapshot: 'D:', within: hours(4) },
  restore: { ...remade, from: brokenToo, takesSnapshot: 'both', within: hours(4) },
  // The pages name no states. What is broken is rebuilt: a migration begins with what can be snapshot.
  migrate: { ...remade, from: new Set(['AVAILABLE', 'STOPPED']), takesSnapshot: 'D:', within: hours(3) },
  // CreateTags takes one resource a call.
  tag: { from: anyState, to: anyState, harmless: true, heldToo: true, atOnce: 1, within: hours(1) },
};
