import { counted } from '../counted.js';
import { day } from '../day.js';
import { leastShare, requestsLast, shareCountsOver } from './timing.js';
import type {
  ApprovalRequest,
  FleetAction,
  FleetActionKind,
  FleetControl,
  FleetLimits,
  FleetRow,
  Situation,
} from './types.js';

const limited: Readonly<Partial<Record<FleetActionKind, [keyof FleetLimits, keyof FleetRow]>>> = {
  create: ['create', 'createdAt'],
  hold: ['hold', 'heldAt'],
  remove: ['remove', 'removedAt'],
};

/** Most actions of one request: 2,000 are 250 KB, and an item of the table takes 400. What is left is the next request. */
export const mostInRequest = 2000;

/** What may go ahead, and what waits for a person. */
export interface Sorted {
  readonly within: readonly FleetAction[];
  readonly beyond: readonly FleetAction[];
}

/**
 * Lets actions through up to the limits of the last 24 hours. What a person approved goes through as well; of what `rests`
 * nothing else does.
 */
export function sortByLimits(
  actions: readonly FleetAction[],
  { rows, policy, requests, now, digest }: Situation,
  rests: (action: FleetAction) => boolean,
): Sorted {
  const approvedAt = new Map<string, number>();
  for (const request of requests) {
    if (request.approvedBy === undefined || request.until <= now) continue;
    if (digest(textOf(request.actions)) !== request.digest) continue;
    for (const each of request.actions)
      approvedAt.set(lineOf(each), Math.max(request.at, approvedAt.get(lineOf(each)) ?? 0));
  }
  const byId = new Map(rows.map((row) => [row.userId, row]));
  const left = new Map<FleetActionKind, number>();
  for (const [kind, [limit, stamp]] of Object.entries(limited) as [
    FleetActionKind,
    [keyof FleetLimits, keyof FleetRow],
  ][]) {
    const used = rows.filter((row) => now - ((row[stamp] as number | undefined) ?? Number.NEGATIVE_INFINITY) < day);
    left.set(kind, Math.max(0, policy.limits[limit] - used.length));
  }
  const within: FleetAction[] = [];
  const beyond: FleetAction[] = [];
  for (const action of actions) {
    const room = left.get(action.kind);
    if (isApproved(action, byId.get(action.userId), approvedAt)) within.push(action);
    else if (rests(action) || room === 0) beyond.push(action);
    else {
      if (room !== undefined) left.set(action.kind, room - 1);
      within.push(action);
    }
  }
  return { within, beyond };
}

/** An approval is used up by its action: who was held or removed since it was asked for, and is back, is another case. */
function isApproved(action: FleetAction, row: FleetRow | undefined, approvedAt: ReadonlyMap<string, number>): boolean {
  const at = approvedAt.get(lineOf(action));
  if (at === undefined) return false;
  if (action.kind === 'hold') return (row?.heldAt ?? 0) <= at;
  // While it is being removed it is still the same removal.
  if (action.kind === 'remove') return row?.phase === 'removing' || (row?.removedAt ?? 0) <= at;
  if (action.kind === 'settle') return (row?.missingSince ?? 0) <= at;
  return true;
}

/** Why holds and removals rest: more people left in 7 days than the share; undefined: they go on. */
export function shareStop(situation: Situation, members: ReadonlySet<string>): string | undefined {
  const { rows, policy, now, control } = situation;
  const leavers = rows.filter(
    (row) =>
      !members.has(row.userId) &&
      (row.phase === 'present' || (row.heldAt !== undefined && now - row.heldAt < shareCountsOver)),
  ).length;
  const high = Math.max(members.size + leavers, ...highsOf(control, now));
  const most = Math.max(leastShare, Math.floor((policy.limits.sharePercent / 100) * high));
  const lost = Math.max(leavers, high - members.size);
  if (lost <= most) return undefined;
  return `${lost} of ${counted(high, 'person', 'people')} left the group within 7 days, more than the ${most} that may (${policy.limits.sharePercent} %)`;
}

/** The control of the next pass: today's highest membership noted, days older than 7 forgotten. */
export function withHigh(control: FleetControl, members: number, now: number): FleetControl {
  const today = Math.floor(now / day);
  const highs = Object.entries(control.highs ?? {}).filter(([each]) => today - Number(each) < 7);
  const before = control.highs?.[String(today)] ?? 0;
  return { ...control, highs: { ...Object.fromEntries(highs), [today]: Math.max(before, members) } };
}

function highsOf({ highs = {} }: FleetControl, now: number): number[] {
  const today = Math.floor(now / day);
  return Object.entries(highs).flatMap(([each, count]) => (today - Number(each) < 7 ? [count] : []));
}

/** A request for what is beyond the limits; undefined where there is none, or one that holds the same is open. */
export function requestFor(
  beyond: readonly FleetAction[],
  { requests, now, digest: digestOf }: Situation,
): ApprovalRequest | undefined {
  if (beyond.length === 0) return undefined;
  const actions = beyond.slice(0, mostInRequest).map(({ kind, userId, upn }) => ({ kind, userId, upn }));
  const digest = digestOf(textOf(actions));
  // One that is approved and leaves these beyond the limits is used up: it is asked for anew.
  const isOpen = requests.some((each) => each.digest === digest && each.until > now && each.approvedBy === undefined);
  if (isOpen) return undefined;
  return { id: digest.slice(0, 12), digest, actions, at: now, until: now + requestsLast };
}

/** What a digest is made of: kinds and ids, in a fixed order. */
function textOf(actions: ApprovalRequest['actions']): string {
  return actions.map(lineOf).sort().join('\n');
}

function lineOf({ kind, userId }: Pick<FleetAction, 'kind' | 'userId'>): string {
  return `${kind} ${userId}`;
}
