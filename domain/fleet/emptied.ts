import { removalsRestAfterRestore } from './timing.js';
import { actionsOfLeaver, keptOf } from './leaver.js';
import { requestFor, sortByLimits } from './limits.js';
import { action } from './member.js';
import { shortList, shortListRules } from './short-list.js';
import { present } from '../present.js';
import { leaving, mayBeRemoved } from './states.js';
import type { FleetAction, Decision, FleetFinding, Situation } from './types.js';
import { View } from './view.js';

/**
 * A person had the fleet emptied: every desktop goes, whoever is in the group, without hold and limits. Two witnesses it needs
 * all the same, and what a person said to keep stays.
 */
export function emptied(situation: Situation): Decision {
  const { now, rows, control } = situation;
  const view = new View(situation, []);
  const findings: FleetFinding[] = [];
  const say = (finding: FleetFinding): void => void findings.push(finding);
  const actions = rows.flatMap((row): FleetAction[] => {
    const desktop = view.desktop(row.desktopId);
    const isThere = desktop !== undefined && !leaving.has(desktop.state);
    if (!isThere || (row.phase !== 'present' && row.phase !== 'held')) return actionsOfLeaver(row, view, say);
    if (row.missingSince !== undefined) return [action('found', row, row)];
    if (row.keep) return keptOf(row, say);
    if (mayBeRemoved(desktop.state)) return [action('remove', row, row)];
    say({ what: 'not-removable', upn: row.upn, desktopId: desktop.id, why: `in the state ${desktop.state}` });
    return [];
  });
  const why = 'a person had the fleet emptied (fleet empty)';
  const short = shortList(rows, view);
  const restored =
    control.restoredAt !== undefined && now - control.restoredAt < removalsRestAfterRestore
      ? 'the table was restored less than 48 hours ago'
      : undefined;
  const noRemovals = short ?? restored;
  const ofShort = shortListRules(rows, short);
  const possible = actions.filter(
    (each) => !(each.kind === 'remove' && noRemovals !== undefined) && !ofShort.isImpossible(each),
  );
  // A person said that all are to go; that some are gone already is another thing, and the claim believes it.
  const { within, beyond } = sortByLimits(possible.filter(ofShort.rests), situation, ofShort.rests);
  const request = requestFor(beyond, situation);
  return {
    actions: [...possible.filter((each) => !ofShort.rests(each)), ...within].sort(
      (one, other) => Number(one.kind === 'remove') - Number(other.kind === 'remove'),
    ),
    ...present({ request }),
    findings,
    stopped: { creations: why, ...present({ removals: noRemovals }) },
  };
}
