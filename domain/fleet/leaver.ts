import { action } from './member.js';
import { actionsOfMove } from './move.js';
import { hasNoId } from './removal.js';
import { leaving, mayBeRemoved, mayBeStopped, mayChangeMode } from './states.js';
import { day } from '../day.js';
import { invisibleFor, refusedRests } from './timing.js';
import type { FleetAction, FleetDesktop, FleetFinding, FleetRow } from './types.js';
import type { View } from './view.js';

type Say = (finding: FleetFinding) => void;

/** What becomes of the desktop of somebody who was in the group and is not any more. */
export function actionsOfLeaver(row: FleetRow, view: View, say: Say): FleetAction[] {
  const desktop = view.desktop(row.desktopId);
  const move = row.phase === 'present' || row.phase === 'held' ? actionsOfMove(row, view, say) : undefined;
  if (move !== undefined) return move;
  switch (row.phase) {
    case 'wanted':
      return [action('settle', row, row)];
    case 'creating':
      return whileCreating(row, view);
    case 'present':
      if (!desktop || leaving.has(desktop.state)) return ofMissing(row, desktop, view);
      return [{ ...action('hold', row, row), until: view.now + view.policy.holdDays * day }];
    case 'held':
      if (!desktop || leaving.has(desktop.state)) return ofMissing(row, desktop, view);
      return ofHeld(row, desktop, view, say);
    case 'removing':
      if (!desktop) return view.now - row.at < invisibleFor ? [] : [action('settle', row, row)];
      // It may be that the call was never made: decided anew, and looked at again just before the call.
      if (leaving.has(desktop.state) || view.now - row.at < invisibleFor) return [];
      return row.keep ? keptOf(row, say) : [action('remove', row, row)];
    case 'removed':
      return [];
  }
}

/** Left before the answer was known: what appeared is held in the next pass, what never did is forgotten. */
function whileCreating(row: FleetRow, view: View): FleetAction[] {
  const [only, second] = view.freeUnder(row.upn, row.userId);
  if (only && !second) return [{ ...action('learn', row, row), desktopId: only.id }];
  return view.now - row.at < invisibleFor ? [] : [action('settle', row, row)];
}

function ofMissing(row: FleetRow, desktop: FleetDesktop | undefined, view: View): FleetAction[] {
  if (row.missingSince === undefined) return [action('miss', row, row)];
  return desktop || view.now - row.missingSince < invisibleFor ? [] : [action('settle', row, row)];
}

function ofHeld(row: FleetRow, desktop: FleetDesktop, view: View, say: Say): FleetAction[] {
  const { now, policy } = view;
  if (row.missingSince !== undefined) return [action('found', row, row)];
  if (view.memberUnder(row.upn) !== undefined && !row.otherPerson) {
    const why =
      'somebody with another id and this name is in the group, perhaps the same person under a new id: nothing is done until a person says entra-workspaces fleet release UPN --same-person, or entra-workspaces fleet hold UPN --other-person';
    say({ what: 'same-name-other-person', upn: row.upn, desktopId: desktop.id, why });
    return [];
  }
  if (row.holdUntil !== undefined && row.holdUntil <= now && !beganBeforeRestore(row, view)) {
    if (row.keep) return keptOf(row, say);
    if (hasNoId(row.userId)) {
      const why =
        'the hold is over; the person is not in the identity store, so that nobody can be asked whether they are back: remove it in the console of WorkSpaces';
      say({ what: 'removed-by-a-person', upn: row.upn, desktopId: desktop.id, why });
      return [];
    }
    if (!mayBeRemoved(desktop.state)) {
      say({ what: 'not-removable', upn: row.upn, desktopId: desktop.id, why: `in the state ${desktop.state}` });
      return [];
    }
    if (row.refused !== undefined && now - row.refused.at < refusedRests) {
      say({ what: 'not-removable', upn: row.upn, desktopId: desktop.id, why: row.refused.why });
      return [];
    }
    return [action('remove', row, row)];
  }
  if (desktop.runningMode === 'ALWAYS_ON') {
    // The month is paid: it turns to AutoStop on its last day, if the hold goes on beyond it.
    const turns = endOfMonth(now) - day;
    const crosses = (row.holdUntil ?? 0) > endOfMonth(now) || startedBefore(row, now);
    if (!crosses || (now < turns && !startedBefore(row, now)) || !mayChangeMode.has(desktop.state)) return [];
    return [{ ...action('mode', row, row), runningMode: 'AUTO_STOP' }];
  }
  if (mayBeStopped.has(desktop.state)) return [action('stop', row, row)];
  if (policy.lock && desktop.state === 'STOPPED' && !row.locked) return [action('lock', row, row)];
  return [];
}

/** It would go, and a person said to keep it. */
export function keptOf({ upn, desktopId = '' }: FleetRow, say: Say): FleetAction[] {
  say({ what: 'kept', upn, desktopId, why: 'it would be removed now; a person said to keep it' });
  return [];
}

/** What a restored table says of a hold may be of an earlier one: it counts anew from the restore. */
function beganBeforeRestore({ heldAt = 0 }: FleetRow, { now, policy, restoredAt }: View): boolean {
  return restoredAt !== undefined && heldAt < restoredAt && now < restoredAt + policy.holdDays * day;
}

/** Held in an earlier month: what was paid is over. */
function startedBefore(row: FleetRow, now: number): boolean {
  return row.heldAt !== undefined && endOfMonth(row.heldAt) < endOfMonth(now);
}

/** WorkSpaces bills calendar months, in UTC. */
function endOfMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
