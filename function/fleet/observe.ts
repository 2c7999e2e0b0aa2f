import { counted } from '../../domain/counted.js';
import { decide } from '../../domain/fleet/decision.js';
import { followUp, isUnderWay } from '../../domain/fleet/follow-up.js';
import { withHigh } from '../../domain/fleet/limits.js';
import type { FleetSettings, PassState } from '../../domain/fleet/settings.js';
import { comparesEvery, minute, removalsRestAfterRestore, requestsRemind } from '../../domain/fleet/timing.js';
import type {
  ApprovalRequest,
  Decision,
  FleetControl,
  FleetDesktop,
  FleetRow,
  Situation,
} from '../../domain/fleet/types.js';
import { present } from '../../domain/present.js';
import { userNameKey } from '../../domain/user-name.js';
import { writtenIn } from './written.js';
import type { FleetDesktops, FleetMemory, FleetPeople, FleetRecords, StoredPlan } from './ports.js';

export interface ObserveContext {
  readonly memory: FleetMemory & FleetRecords;
  readonly people: Pick<FleetPeople, 'membership' | 'idOf'>;
  readonly desktops: Pick<FleetDesktops, 'all' | 'byIds'> & { named(upn: string): Promise<FleetDesktop[]> };
  /** AWS's id of the table. */
  readonly tableId: string | undefined;
  /** When AWS made the table of a backup; undefined: it did not. */
  readonly tableRestoredAt?: number | undefined;
  /** Sum of the versions of all rows as an earlier pass saw it, kept outside the table. */
  readonly written?: number | undefined;
  /** Compares all, whenever that was done last. */
  readonly full: boolean;
  readonly digest: (text: string) => string;
  readonly now: () => number;
  /** Tells people what waits for one of them. */
  readonly tell: (subject: string, message: string) => Promise<void>;
  /** They could not be told. */
  readonly notTold: (error: unknown) => void;
}

/** A pass that begins a little early counts as on time: schedules and clocks are not exact. */
const leeway = minute / 2;

/** What one fleet has to do, and how far its rows have come. */
export type Observed = Pick<PassState, 'actions' | 'removals'> & {
  readonly written: number;
  /** Whether all was compared. */
  readonly full: boolean;
};

/** Reads one fleet, decides, and lays the plan into the table. */
export async function observe(settings: FleetSettings, context: ObserveContext): Promise<Observed> {
  const { memory, now } = context;
  const before = await memory.control();
  const rows = await memory.rows();
  const written = writtenIn(rows);
  const mark = (await memory.mark()) ?? 0;
  const control = sinceRestore(before, context, { written, mark }, now());
  // What went back is noticed once.
  if (mark > written) await memory.putMark(written);
  const isFull = context.full || now() - (control.fullAt ?? 0) >= comparesEvery(settings, rows) * minute - leeway;
  if (!isFull && !rows.some((row) => isUnderWay(row, now()))) {
    // Nothing that `act` could take for this pass's plan.
    await memory.putPlan({ at: now(), actions: [], findings: [], stopped: {} });
    if (control.restoredAt !== before.restoredAt) await memory.putControl(control);
    return { actions: 0, removals: 0, written, full: false };
  }
  const group = await context.people.membership();
  const situation: Situation = {
    now: now(),
    policy: settings,
    group,
    desktops: isFull ? await context.desktops.all() : await underWay(rows, context),
    rows,
    control,
    requests: isFull ? await memory.requests() : [],
    formerIds: isFull ? await idsOfFormer(settings, rows, context) : {},
    digest: context.digest,
  };
  const decision = isFull ? decide(situation) : followUp(situation);
  const late = situation.requests.filter((each) => waitsLong(each, now()));
  if (isFull) {
    const members = 'members' in group ? group.members.filter(({ enabled }) => enabled).length : 0;
    await memory.putControl({
      ...withHigh(control, members, now()),
      fullAt: now(),
      written,
      stopped: reasonsOf(decision),
      reminded: late.map(({ id }) => id),
    });
  } else if (control.restoredAt !== before.restoredAt) await memory.putControl(control);
  const acts = settings.mode === 'apply';
  const plan = storedPlan(decision, now());
  await memory.putPlan(plan);
  if (decision.request && acts) await memory.putRequest(decision.request);
  // Last: a topic that refuses keeps nobody from a desktop.
  if (isFull) {
    const overdue = late.filter(({ id }) => !(before.reminded ?? []).includes(id));
    await tellOf(settings, decision, before, overdue, context).catch((error: unknown) => context.notTold(error));
  }
  if (!acts) return { actions: 0, removals: 0, written, full: isFull };
  const removals = plan.actions.filter(({ kind }) => kind === 'remove').length;
  return { actions: plan.actions.length - removals, removals, written, full: isFull };
}

/** Most actions and findings of one plan: an item of the table takes 400 KB, packed (test/function/fleet/observe.test.ts). */
export const mostInPlan = { actions: 3000, findings: 1000 } as const;

function storedPlan({ actions, findings, stopped }: Decision, at: number): StoredPlan {
  return {
    at,
    actions: actions.slice(0, mostInPlan.actions),
    findings: findings.slice(0, mostInPlan.findings),
    stopped,
    ...(actions.length > mostInPlan.actions ? { rest: true } : {}),
  };
}

/**
 * A table with another id than the one that wrote this row is a restored one, and one that AWS made of a backup since; so is one
 * whose rows have smaller versions than were seen before or announced, here or outside the table: somebody brought rows back.
 */
function sinceRestore(
  control: FleetControl,
  { tableId = control.tableId, tableRestoredAt = 0, written: outside = 0 }: ObserveContext,
  { written, mark }: { readonly written: number; readonly mark: number },
  now: number,
): FleetControl {
  const isAnother = control.tableId !== undefined && control.tableId !== tableId;
  // One from before the first pass knows no id to compare with. Later a fleet that is new has nothing to do with it.
  const isMadeSince = tableRestoredAt > (control.restoredAt ?? 0) && now - tableRestoredAt < removalsRestAfterRestore;
  const wentBack = written < Math.max(control.written ?? 0, outside, mark);
  const known = { ...control, written, ...present({ tableId }) };
  return isAnother || isMadeSince || wentBack ? { ...known, restoredAt: Math.max(now, tableRestoredAt) } : known;
}

function waitsLong({ at, until, approvedBy }: ApprovalRequest, now: number): boolean {
  return approvedBy === undefined && until > now && now - at >= requestsRemind;
}

/** Of those of the former list who were on hold and have no row yet. */
async function idsOfFormer(
  { from = [] }: FleetSettings,
  rows: readonly FleetRow[],
  { people }: ObserveContext,
): Promise<Record<string, string>> {
  const known = new Set(rows.map(({ upn }) => userNameKey(upn)));
  const ids: Record<string, string> = {};
  for (const { upn } of from.filter((each) => each.held && !known.has(userNameKey(each.upn)))) {
    const id = await people.idOf(upn);
    if (id !== undefined) ids[userNameKey(upn)] = id;
  }
  return ids;
}

async function underWay(rows: readonly FleetRow[], { desktops, now }: ObserveContext): Promise<FleetDesktop[]> {
  const moving = rows.filter((row) => isUnderWay(row, now()));
  // Of one that is migrated without an answer nobody knows the new id: it is found by its name.
  const isNamed = (row: FleetRow): boolean =>
    row.desktopId === undefined || (row.moving !== undefined && row.moving.to === undefined);
  const ids = moving
    .filter((row) => !isNamed(row))
    .flatMap((row) => [row.desktopId ?? [], row.moving?.to ?? []].flat());
  const found = await desktops.byIds(ids);
  for (const row of moving) if (isNamed(row)) found.push(...(await desktops.named(row.upn)));
  return found;
}

/** Why something rests. A pause is no news to who made it. */
function reasonsOf({ stopped }: Decision): string[] {
  return Object.entries(stopped).flatMap(([what, why]) => (why === 'paused' ? [] : [`${what} rest: ${why}`]));
}

/** A request, once more when it waits for a day, and a guard that stopped something: told once, when it begins. */
async function tellOf(
  settings: FleetSettings,
  decision: Decision,
  before: FleetControl,
  overdue: readonly ApprovalRequest[],
  context: ObserveContext,
): Promise<void> {
  if (settings.mode !== 'apply') return;
  for (const each of overdue) {
    await context.tell(
      `${settings.fleet}: ${counted(each.actions.length, 'change waits', 'changes wait')} for approval since a day`,
      [
        summaryOf(each),
        `Nobody has approved them: entra-workspaces fleet approve ${each.id}`,
        `The request ends at ${new Date(each.until).toISOString()}; what is still beyond the limits then is asked for anew.`,
      ].join('\n'),
    );
  }
  const { request } = decision;
  const reasons = reasonsOf(decision);
  const kinds = Object.entries(decision.stopped).flatMap(([what, why]) => (why === 'paused' ? [] : [what]));
  const isNew = kinds.some((what) => !(before.stopped ?? []).some((each) => each.startsWith(`${what} rest`)));
  if (!request && isNew) {
    const look = 'What the engine sees: entra-workspaces fleet plan';
    await context.tell(`${settings.fleet}: ${kinds.join(', ')} rest`, [...reasons, look].join('\n'));
  }
  if (request) {
    await context.tell(
      `${settings.fleet}: ${counted(request.actions.length, 'change waits', 'changes wait')} for approval`,
      [summaryOf(request), ...reasons, `To let them go ahead: entra-workspaces fleet approve ${request.id}`].join('\n'),
    );
  }
}

function summaryOf({ actions }: ApprovalRequest): string {
  const kinds = [...new Set(actions.map(({ kind }) => kind))];
  return kinds.map((kind) => `${kind}: ${actions.filter((each) => each.kind === kind).length}`).join(', ');
}
