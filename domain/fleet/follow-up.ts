import { userNameKey } from '../user-name.js';
import { decide } from './decision.js';
import { minute, pendingFor } from './timing.js';
import type { Decision, FleetActionKind, FleetRow, Person, Situation } from './types.js';

/** How long a new hold is looked after: stopping takes minutes. */
const holdSettles = 60 * minute;

/** Whether something of this person's desktop is under way, so that it is looked at between two full comparisons. */
export function isUnderWay(row: FleetRow, now: number): boolean {
  if (row.phase === 'creating' || row.phase === 'removing' || row.missingSince !== undefined) return true;
  if (row.moving !== undefined) return true;
  if (row.phase === 'present') return now - row.at < pendingFor;
  return row.phase === 'held' && now - row.at < holdSettles;
}

/** What may follow from a look at some desktops alone: nothing that is new, nothing that takes one away. */
const followed: ReadonlySet<FleetActionKind> = new Set([
  ...(['learn', 'moved', 'stayed', 'found', 'miss', 'settle', 'release', 'mode', 'stop', 'lock'] as const),
]);

/**
 * The decision between two full comparisons: of what is under way alone. `desktops` are theirs, and those under the names
 * whose id is not known yet.
 */
export function followUp(situation: Situation): Decision {
  const rows = situation.rows.filter((row) => isUnderWay(row, situation.now));
  const ids = new Set(rows.map(({ userId }) => userId));
  const names = new Set(rows.map(({ upn }) => userNameKey(upn)));
  const { group } = situation;
  // Whoever has the name of a row under another id is seen as well: nothing is done then.
  const isConcerned = ({ userId, upn }: Person): boolean => ids.has(userId) || names.has(userNameKey(upn));
  const decision = decide({
    ...situation,
    rows,
    group: 'unreadable' in group ? group : { members: group.members.filter(isConcerned) },
    requests: [],
  });
  return {
    actions: decision.actions.filter(({ kind }) => followed.has(kind)),
    findings: decision.findings.filter(({ what }) => what !== 'not-of-the-fleet'),
    stopped: decision.stopped,
  };
}
