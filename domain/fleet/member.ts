import { bundleOf, kindOf, runningModeOf } from './desktop-kind.js';
import { formerUsers, ownOf } from './former.js';
import { actionsOfMove } from './move.js';
import { personTag } from './removal.js';
import { broken, leaving, mayChangeMode } from './states.js';
import { invisibleFor, pendingFor } from './timing.js';
import { present } from '../present.js';
import { userNameKey } from '../user-name.js';
import type {
  FleetAction,
  FleetActionKind,
  DesktopKind,
  FleetDesktop,
  FleetFinding,
  FleetRow,
  Person,
} from './types.js';
import type { View } from './view.js';

/** Code of a failure that no service answered: a desktop was to be adopted and carries another person's tag. */
export const anothersTag = 'AnotherPersonsTag';
/** The same, and nothing says that this desktop is the fleet's: it has no tag, and the former list does not name its user. */
export const noMark = 'NotOfTheFleet';

type Say = (finding: FleetFinding) => void;

/** What somebody in the group needs. */
export function actionsOfMember(person: Person, view: View, say: Say): FleetAction[] {
  const row = view.rowOf(person.userId);
  switch (row?.phase) {
    case 'creating':
      return whileCreating(person, row, view, say);
    case 'present':
      return actionsOfMove(row, view, say) ?? ofPresent(person, row, view, say);
    case 'held':
      return person.elsewhere === undefined ? [action('release', person, row)] : alsoAt(person, person.elsewhere, say);
    case 'removing':
      return whileRemoving(person, row, view, say);
    default:
      return person.elsewhere === undefined
        ? ofNewcomer(person, row, view, say)
        : alsoAt(person, person.elsewhere, say);
  }
}

/** Nobody gets two desktops because two groups have them, unless the file says so. */
function alsoAt({ upn }: Person, site: string, say: Say): FleetAction[] {
  const why = `in the group of site ${site}, too, which comes first: no desktop here. To give both: desktops.users.group.alsoAt true`;
  say({ what: 'also-at', upn, why });
  return [];
}

function ofNewcomer(person: Person, row: FleetRow | undefined, view: View, say: Say): FleetAction[] {
  const tell = (what: string, why: string, desktopId?: string): FleetAction[] => {
    say({ what, upn: person.upn, why, ...present({ desktopId }) });
    return [];
  };
  const isAnothers = row?.failure?.code === anothersTag;
  if (isAnothers) {
    say({
      what: 'same-name-other-person',
      upn: person.upn,
      why: `the desktop of this name carries the tag of somebody with another id, of whom nothing is known here. If it is the same person, entra-workspaces fleet adopt UPN, or take the tag ${personTag} off the desktop`,
    });
  }
  if (row?.failure?.code === noMark) {
    const why = `somebody else made a desktop under this name: it is left alone, and used as it is. To have the fleet keep it: entra-workspaces fleet adopt ${person.upn}`;
    say({ what: 'made-by-somebody-else', upn: person.upn, why });
  }
  if (row?.failure && row.failure.until > view.now) {
    if (isAnothers || row.failure.code === noMark) return [];
    return tell('backing-off', `making the desktop failed (${row.failure.code}); it is tried again later`);
  }
  const other = view.otherUnder(person.upn, person.userId);
  if (other) {
    return tell(
      'same-name-other-person',
      'somebody with another id has a desktop under this name. If it is the same person: entra-workspaces fleet release UPN --same-person',
      other.desktopId,
    );
  }
  const free = view.freeUnder(person.upn, person.userId);
  const [only] = free;
  if (free.length > 1)
    return tell('several-desktops', 'more than one desktop has this name: remove those that are wrong');
  const former = formerUsers(view.policy).get(userNameKey(person.upn));
  if (only) {
    const own = former && ownOf(former);
    const named = former ? { named: true, ...(own ? { desktop: own } : {}) } : {};
    return [{ ...action('adopt', person, row), desktopId: only.id, ...named }];
  }
  if (view.isLeavingUnder(person.upn)) return tell('leaving', 'the former desktop of this name is still going');
  return [creation(person, row, view)];
}

function creation(person: Person, row: FleetRow | undefined, view: View): FleetAction {
  const kind = kindOf(view.policy, person, row);
  return { ...action('create', person, row), ...(Object.keys(kind).length > 0 ? { desktop: kind } : {}) };
}

/** It was asked for and the answer is not known: look before asking again. */
function whileCreating(person: Person, row: FleetRow, view: View, say: Say): FleetAction[] {
  const free = view.freeUnder(row.upn, person.userId);
  const [only] = free;
  if (only && free.length === 1) return [{ ...action('learn', person, row), desktopId: only.id }];
  if (free.length > 1) {
    say({ what: 'several-desktops', upn: person.upn, why: 'more than one desktop has this name' });
    return [];
  }
  if (view.now - row.at < invisibleFor) return [];
  if (row.failure && row.failure.until > view.now) return [];
  return view.otherUnder(person.upn, person.userId) ? [] : [creation(person, row, view)];
}

function ofPresent(person: Person, row: FleetRow, view: View, say: Say): FleetAction[] {
  const desktop = view.desktop(row.desktopId);
  if (!desktop || leaving.has(desktop.state)) {
    if (row.missingSince === undefined) return [action('miss', person, row)];
    if (view.now - row.missingSince < invisibleFor || desktop) return [];
    say({ what: 'vanished', upn: person.upn, why: 'its desktop is gone and was not removed here: another is made' });
    return [action('settle', person, row)];
  }
  if (row.missingSince !== undefined) return [action('found', person, row)];
  const about = { upn: person.upn, desktopId: desktop.id };
  if (broken.has(desktop.state)) say({ what: 'broken', ...about, why: `the desktop is in the state ${desktop.state}` });
  if (desktop.state === 'PENDING' && view.now - row.at > pendingFor) {
    say({ what: 'pending-long', ...about, why: 'the desktop has been PENDING for more than 90 minutes' });
  }
  // Nobody else's, and under this name: one of a migration by hand, or one that was shown too late.
  const second = view.freeUnder(row.upn, person.userId).find(({ id }) => view.ownerOf(id) === undefined);
  if (second) {
    const why = `${second.id} is under this name as well, and is not the fleet's: remove the one that is wrong`;
    say({ what: 'several-desktops', ...about, why });
  }
  if (person.elsewhere !== undefined) {
    const why = `in the group of site ${person.elsewhere} as well, which comes first: this one stays until the person leaves this group`;
    say({ what: 'also-at', ...about, why });
  }
  const kind = kindOf(view.policy, person, row);
  const otherKind = anotherKind(row, desktop, kind, view);
  if (otherKind) say({ ...otherKind, ...about });
  // What the hold changed goes back in any case.
  const wanted = view.policy.enforceRunningMode ? runningModeOf(view.policy, kind) : row.modeBefore;
  if (wanted === undefined || desktop.runningMode === undefined || desktop.runningMode === wanted) return [];
  if (!mayChangeMode.has(desktop.state)) return [];
  const { autoStopMinutes } = kind;
  return [{ ...action('mode', person, row), runningMode: wanted, ...present({ autoStopMinutes }) }];
}

/** A desktop of another bundle or size than one that is made today: said, and done by a person. */
function anotherKind(
  { upn }: FleetRow,
  desktop: FleetDesktop,
  kind: DesktopKind,
  { policy }: View,
): Pick<FleetFinding, 'what' | 'why'> | undefined {
  const { bundleId, computeType } = bundleOf(policy, kind) ?? {};
  if (desktop.bundleId === undefined || bundleId === undefined) return undefined;
  if (desktop.bundleId !== bundleId) {
    // Resized in place, a desktop keeps the bundle that it was made from.
    const isOfSize = computeType !== undefined && desktop.computeType === computeType;
    const how = isOfSize
      ? `it stays as it is, and its size, ${computeType}, is the right one already. To get the image of that bundle, too, with C: made anew:`
      : 'it stays as it is. To move it:';
    const why = `the desktop was made from ${desktop.bundleId}, one that is made today would be from ${bundleId}: ${how} entra-workspaces desktops migrate ${upn}`;
    return { what: 'another-bundle', why };
  }
  if (!policy.enforceRunningMode || computeType === undefined || desktop.computeType === undefined) return undefined;
  if (desktop.computeType === computeType) return undefined;
  const why = `the desktop is a ${desktop.computeType}, one that is made today would be a ${computeType}: it stays as it is. To change it: the console of WorkSpaces`;
  return { what: 'another-size', why };
}

/** Back while the desktop was asked to go: what is gone is made anew, what stayed is given back. */
function whileRemoving(person: Person, row: FleetRow, view: View, say: Say): FleetAction[] {
  const desktop = view.desktop(row.desktopId);
  if (!desktop) return view.now - row.at < invisibleFor ? [] : [action('settle', person, row)];
  if (leaving.has(desktop.state)) {
    say({ what: 'leaving', upn: person.upn, desktopId: desktop.id, why: 'back, while the desktop is already going' });
    return [];
  }
  return view.now - row.at < invisibleFor ? [] : [action('release', person, row)];
}

export function action(
  kind: FleetActionKind,
  { userId, upn }: Pick<Person, 'userId' | 'upn'>,
  row: FleetRow | undefined,
): FleetAction {
  const base = { kind, userId, upn, version: row?.version ?? 0 };
  return row?.desktopId === undefined ? base : { ...base, desktopId: row.desktopId };
}
