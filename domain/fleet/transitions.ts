/** What is written to a row for each action. Pure: the function writes it on the condition that the version is the old one. */
import { present } from '../present.js';
import { backOff } from './timing.js';
import type { FleetAction, FleetRow } from './types.js';

type Rest = Partial<Omit<FleetRow, 'userId' | 'upn' | 'version'>>;

/** The row after an action: before the call where the call makes, removes or locks something, after it else. */
export function rowAfter(action: FleetAction, row: FleetRow | undefined, now: number): FleetRow {
  const base: FleetRow = row ?? { userId: action.userId, upn: action.upn, version: 0, phase: 'wanted', at: now };
  const write = (rest: Rest, without: readonly (keyof FleetRow)[] = []): FleetRow => {
    const kept = Object.fromEntries(Object.entries(base).filter(([key]) => !without.includes(key as keyof FleetRow)));
    const upn = action.kind === 'create' || action.kind === 'adopt' ? action.upn : base.upn;
    return { ...(kept as unknown as FleetRow), ...rest, upn, version: base.version + 1 };
  };
  switch (action.kind) {
    case 'create':
      return write({ phase: 'creating', at: now, createdAt: now, attempt: (base.attempt ?? 0) + 1, origin: 'made' }, [
        'refused',
        // `heldAt` and `removedAt` stay: the limits of 24 hours count them.
        ...(['desktopId', 'missingSince', 'holdUntil', 'locked', 'modeBefore', 'moving', 'otherPerson'] as const),
      ]);
    case 'learn':
      return write({ phase: 'present', at: now, ...idOf(action) }, ['failure', 'missingSince', 'moving']);
    case 'adopt':
      // `heldAt` is left out: a hold of the former list is none of this fleet's, and no limit counts it.
      return write(
        {
          phase: action.until === undefined ? 'present' : 'held',
          at: now,
          origin: 'adopted',
          ...idOf(action),
          ...present({ holdUntil: action.until, keep: action.keep, own: action.desktop }),
        },
        [
          ...(['failure', 'missingSince', 'moving', 'otherPerson'] as const),
          ...(action.until === undefined ? (['holdUntil'] as const) : []),
        ],
      );
    case 'hold':
      return write({
        phase: 'held',
        at: now,
        heldAt: now,
        ...(action.until === undefined ? {} : { holdUntil: action.until }),
      });
    case 'release':
      // What a person said of the name was of this hold: the next one asks again.
      return write({ phase: 'present', at: now }, ['holdUntil', 'locked', 'otherPerson', 'refused']);
    case 'mode':
      return base.phase === 'held' ? write({ modeBefore: base.modeBefore ?? 'ALWAYS_ON' }) : write({}, ['modeBefore']);
    case 'lock':
      return write({ locked: true });
    case 'remove':
      return write({ phase: 'removing', at: now, removedAt: now });
    case 'miss':
      return write({ missingSince: now });
    case 'found':
      return write({}, ['missingSince']);
    case 'settle':
      return write({ phase: 'removed', at: now }, [
        ...(['desktopId', 'missingSince', 'holdUntil', 'locked', 'modeBefore', 'moving'] as const),
      ]);
    case 'moved':
      return write(idOf(action), ['missingSince', 'moving']);
    case 'stayed':
      return write({}, ['missingSince', 'moving']);
    case 'stop':
      return base;
  }
}

/** WorkSpaces refused to make this person's desktop: nothing was made. */
export function rowAfterFailure(row: FleetRow, code: string, now: number): FleetRow {
  const times = (row.failure?.times ?? 0) + 1;
  const failure = { code, at: now, times, until: now + backOff(times) };
  return { ...row, phase: 'wanted', at: now, failure, version: row.version + 1 };
}

/**
 * The desktop is still there, held as before: a removal that did not come about counts for no limit.
 * @param held the row that the removal was decided on
 * @param version of the row as it is now
 */
export function rowAfterRefusal(held: FleetRow, version: number, why: string, now: number): FleetRow {
  const row: FleetRow = { ...held, version: version + 1, refused: { why, at: now } };
  if (held.phase !== 'removing') return row;
  // One that was asked to go before, without an answer, was not removed either.
  const { removedAt: _, ...rest } = row;
  return { ...rest, phase: 'held', at: now };
}

function idOf({ desktopId }: FleetAction): Rest {
  return present({ desktopId });
}
