import { counted } from '../counted.js';
import { invisibleFor, leastShare } from './timing.js';
import type { FleetAction, FleetRow } from './types.js';
import type { View } from './view.js';

/** More than this part of the desktops does not go by itself. */
const mostMissing = 10;

/**
 * Why the list of desktops is not believed; undefined: it is. An answer that is empty or cut short looks like desktops that
 * are gone, and each of them would be made a second time. Nothing is made or removed then; that they are gone is for a
 * person to approve.
 */
export function shortList(rows: readonly FleetRow[], view: View): string | undefined {
  const known = rows.filter(
    ({ phase, desktopId, at, moving }) =>
      moving === undefined &&
      (phase === 'present' || phase === 'held') &&
      desktopId !== undefined &&
      view.now - at >= invisibleFor,
  );
  const missing = known.filter(({ desktopId }) => view.desktop(desktopId) === undefined).length;
  const most = Math.max(leastShare, Math.floor(known.length / mostMissing));
  const isEmpty = missing === known.length && missing > 1;
  if (missing <= most && !isEmpty) return undefined;
  return `${missing} of the ${counted(known.length, 'desktop')} that ${known.length === 1 ? 'was' : 'were'} there ${missing === 1 ? 'is' : 'are'} not in what WorkSpaces answers`;
}

/** What may not follow from a list that is not believed. */
export interface ShortListRules {
  /** Never: that somebody asked it to go proves nothing while others that stay are not in the list either. */
  readonly isImpossible: (action: FleetAction) => boolean;
  /** Not without a person's approval: that it is gone. */
  readonly rests: (action: FleetAction) => boolean;
}

/** @param short what `shortList` says */
export function shortListRules(rows: readonly FleetRow[], short: string | undefined): ShortListRules {
  const missing = new Set(rows.flatMap((row) => (row.missingSince === undefined ? [] : [row.userId])));
  const isGone = ({ kind, desktopId }: FleetAction): boolean =>
    short !== undefined && kind === 'settle' && desktopId !== undefined;
  return { isImpossible: (action) => isGone(action) && !missing.has(action.userId), rests: isGone };
}
