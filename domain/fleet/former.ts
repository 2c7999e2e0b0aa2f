import { day } from '../day.js';
import { present } from '../present.js';
import { userNameKey } from '../user-name.js';
import { idFromName } from './removal.js';
import type { FleetAction, DesktopKind, FleetFinding, FormerUser, Situation } from './types.js';
import type { View } from './view.js';

/** By `userNameKey`. */
export function formerUsers({ from = [] }: { readonly from?: readonly FormerUser[] }): Map<string, FormerUser> {
  return new Map(from.map((each) => [userNameKey(each.upn), each]));
}

/** What the list said of somebody's desktop; undefined: it is that of the site. */
export function ownOf({ bundle, runningMode, autoStopMinutes }: FormerUser): DesktopKind | undefined {
  const own = present({ bundle, runningMode, autoStopMinutes });
  return Object.keys(own).length === 0 ? undefined : own;
}

/**
 * What becomes of those of the former list who are not in the group. Who was on hold stays so; nobody's hold is shorter than
 * that of the fleet, because a list removes nobody by itself, and who has no day there is kept. Who was active is said and
 * left alone.
 */
export function actionsOfFormer(situation: Situation, view: View, say: (finding: FleetFinding) => void): FleetAction[] {
  const { policy, formerIds = {}, now } = situation;
  return [...formerUsers(policy)].flatMap(([key, former]): FleetAction[] => {
    const { upn, held, holdUntil } = former;
    if (view.memberUnder(upn) !== undefined || view.holderUnder(upn) !== undefined) return [];
    const userId = formerIds[key] ?? idFromName(upn);
    const row = view.rowOf(userId);
    // One that was taken over and is gone since.
    if (row?.phase === 'removed') return [];
    const [only, second] = view.freeUnder(upn, userId);
    if (only === undefined) return [];
    if (second) {
      say({ what: 'several-desktops', upn, why: 'more than one desktop has this name: remove those that are wrong' });
      return [];
    }
    if (!held) {
      say({
        what: 'former-not-in-the-group',
        upn,
        desktopId: only.id,
        why: 'the former list names this person and the group does not: the desktop is left alone. Add the person to the group, or take the name out of desktops.users.group.from',
      });
      return [];
    }
    const until = Math.max(holdUntil ?? 0, now + policy.holdDays * day);
    const own = ownOf(former);
    const base = { kind: 'adopt', userId, upn, version: row?.version ?? 0, desktopId: only.id, until } as const;
    // Without a day a list lets nobody go unless by name.
    const keep = holdUntil === undefined ? { keep: true } : {};
    return [{ ...base, ...keep, named: true, ...(own ? { desktop: own } : {}) }];
  });
}

/** Whose desktop of the former list is not in the engine's hands yet. */
export function notTakenOver({ policy, rows, desktops }: Pick<Situation, 'policy' | 'rows' | 'desktops'>): string[] {
  const names = new Set(rows.filter(({ phase }) => phase !== 'wanted').map(({ upn }) => userNameKey(upn)));
  const there = new Set(desktops.map(({ userName }) => userNameKey(userName)));
  return [...formerUsers(policy)].flatMap(([key, { upn }]) => (there.has(key) && !names.has(key) ? [upn] : []));
}
