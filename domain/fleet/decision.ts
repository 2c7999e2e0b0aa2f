/**
 * The decision of a pass: pure, the same in the function and in `fleet plan`. A member without a desktop gets one, who left
 * is held and removed in the end, who is back gets the same desktop back. What is not certain is said and left alone.
 */
import { present } from '../present.js';
import { userNameKey } from '../user-name.js';
import { emptied } from './emptied.js';
import { creationsStop } from './failures.js';
import { actionsOfFormer, formerUsers } from './former.js';
import { requestFor, shareStop, sortByLimits } from './limits.js';
import { actionsOfLeaver } from './leaver.js';
import { actionsOfMember } from './member.js';
import { emptying } from './removal.js';
import { invisibleFor, removalsRestAfterRestore } from './timing.js';
import type {
  FleetAction,
  FleetActionKind,
  Decision,
  FleetDesktop,
  FleetFinding,
  FleetRow,
  Person,
  Situation,
} from './types.js';
import { shortList, shortListRules } from './short-list.js';
import { View } from './view.js';

/** In this order things are done: first what gives people their desktop back, last what takes one away. */
const order: readonly FleetActionKind[] = [
  ...(['learn', 'moved', 'stayed', 'found', 'settle', 'miss', 'release', 'adopt', 'create'] as const),
  ...(['mode', 'hold', 'stop', 'lock', 'remove'] as const),
];

const departures: ReadonlySet<FleetActionKind> = new Set(['hold', 'remove']);

/** What is to be done now. */
export function decide(situation: Situation): Decision {
  if (situation.control.paused) {
    return { actions: [], findings: [], stopped: { creations: 'paused', departures: 'paused', removals: 'paused' } };
  }
  const isEmptying = emptying(situation.control);
  if (isEmptying === 'yes') return emptied(situation);
  if (isEmptying === 'before-restore') {
    const why =
      'the table that came back says that the fleet is to be emptied: say so again (entra-workspaces fleet empty --confirm NAME), or that it is not (entra-workspaces fleet empty --cancel)';
    return { actions: [], findings: [], stopped: { creations: why, departures: why, removals: why } };
  }
  if ('unreadable' in situation.group) {
    const why = `the members of the group are not known: ${situation.group.unreadable}`;
    return {
      actions: [],
      findings: [{ what: 'group-unreadable', why }],
      stopped: { creations: why, departures: why, removals: why },
    };
  }
  const { now, rows, control } = situation;
  // In a fixed order: two passes that see the same choose the same people within a limit.
  const enabled = situation.group.members
    .filter((each) => each.enabled)
    .sort((one, other) => (one.userId < other.userId ? -1 : 1));
  const view = new View(situation, enabled);
  const findings: FleetFinding[] = [];
  const wanted: FleetAction[] = [];
  for (const person of enabled) wanted.push(...actionsOfMember(person, view, (finding) => findings.push(finding)));
  for (const row of rows) {
    if (view.isMember(row.userId)) continue;
    wanted.push(...actionsOfLeaver(row, view, (finding) => findings.push(finding)));
  }
  wanted.push(...actionsOfFormer(situation, view, (finding) => findings.push(finding)));
  findings.push(...strangers(view, enabled));

  const empty = enabled.length === 0 ? 'the group has no member' : undefined;
  const share = empty ?? shareStop(situation, view.memberIds);
  const restored =
    control.restoredAt !== undefined && now - control.restoredAt < removalsRestAfterRestore
      ? 'the table was restored less than 48 hours ago'
      : undefined;
  // What was asked for after the backup is in no row, and perhaps not visible yet.
  const short = shortList(rows, view);
  const noCreations =
    short ??
    (control.restoredAt !== undefined && now - control.restoredAt < invisibleFor
      ? 'the table was restored a moment ago'
      : creationsStop(rows, now));
  const noRemovals = short ?? restored;
  const ofShort = shortListRules(rows, short);
  const isImpossible = (action: FleetAction): boolean =>
    (action.kind === 'create' && noCreations !== undefined) ||
    (action.kind === 'remove' && noRemovals !== undefined) ||
    ofShort.isImpossible(action) ||
    (departures.has(action.kind) && empty !== undefined);
  const possible = wanted.filter((action) => !isImpossible(action));
  const rests = (action: FleetAction): boolean =>
    (share !== undefined && departures.has(action.kind)) || ofShort.rests(action);
  const { within, beyond } = sortByLimits(possible, situation, rests);
  const request = requestFor(beyond, situation);
  return {
    actions: [...within].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind)),
    ...(request ? { request } : {}),
    findings,
    stopped: present({ creations: noCreations, departures: share, removals: noRemovals }),
  };
}

/** Desktops of the directory that belong to nobody here: said, never touched. */
function strangers(view: View, enabled: readonly Person[]): FleetFinding[] {
  const names = new Set([...enabled.map(({ upn }) => userNameKey(upn)), ...formerUsers(view.policy).keys()]);
  return view.desktops
    .filter((desktop) => view.ownerOf(desktop.id) === undefined && !names.has(userNameKey(desktop.userName)))
    .map((desktop: FleetDesktop) => ({
      what: 'not-of-the-fleet',
      upn: desktop.userName,
      desktopId: desktop.id,
      why: 'this desktop belongs to nobody who was ever seen in the group: it is left alone',
    }));
}

/** The member whose desktop this is. Renamed, they have another name than their desktop: whoever has it now is not them. */
export function stillThere({ userId }: FleetRow, members: readonly Person[]): Person | undefined {
  return members.find((each) => each.enabled && each.userId === userId);
}

/** The row that `fleet release UPN --same-person` writes: the old id's desktop, given to the new id of the same person. */
export function handedOver(from: FleetRow, to: Person, now: number): { old: FleetRow; row: FleetRow } {
  const { userId: _, upn: __, version: ___, phase: ____, at: _____, otherPerson: ______, ...kept } = from;
  return {
    old: { userId: from.userId, upn: from.upn, version: from.version + 1, phase: 'removed', at: now },
    row: { ...kept, userId: to.userId, upn: to.upn, version: 1, phase: from.phase, at: now },
  };
}
