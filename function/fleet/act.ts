import { anothersTag, noMark } from '../../domain/fleet/member.js';
import { personTag, fleetTag } from '../../domain/fleet/removal.js';
import { rowAfter, rowAfterFailure } from '../../domain/fleet/transitions.js';
import type { FleetAction, FleetActionKind, FleetRow } from '../../domain/fleet/types.js';
import { present } from '../../domain/present.js';
import { codeOf, isPassing } from '../errors.js';
import { calledOffAfterWriting, isCalledOff, type WrittenRow } from './look-again.js';
import type { FleetDesktops, FleetMemory, PartDone, PassContext } from './ports.js';

/** Most desktops that one call of CreateWorkspaces and StopWorkspaces takes. */
const mostAtOnce = 25;

export interface ActContext extends PassContext {
  readonly desktops: FleetDesktops;
}

/**
 * Does what a pass decided, as long as there is time. Each action holds for the version of the row that it was decided on:
 * what has changed since is left to the next pass. Removals are not done here.
 */
export async function act(actions: readonly FleetAction[], context: ActContext): Promise<PartDone> {
  let done = 0;
  const left = actions.filter(({ kind }) => kind !== 'remove');
  while (left.length > 0) {
    if (!context.mayGoOn()) return { more: true, done };
    // A pause holds before the next call.
    const control = await context.memory.control();
    if (control.paused) return { more: false, done };
    const { kind } = left[0] as FleetAction;
    if (isCalledOff(kind, control)) {
      left.shift();
      continue;
    }
    const size = kind === 'create' || kind === 'stop' ? mostAtOnce : 1;
    const batch: FleetAction[] = [];
    while (batch.length < size && left[0]?.kind === kind) batch.push(left.shift() as FleetAction);
    done += await perform(kind, batch, context);
  }
  return { more: false, done };
}

async function perform(kind: FleetActionKind, batch: readonly FleetAction[], context: ActContext): Promise<number> {
  if (kind === 'create') return create(batch, context);
  if (kind === 'stop') return stop(batch, context);
  let done = 0;
  for (const action of batch) if (await single(action, context)) done += 1;
  return done;
}

/**
 * The code with which AWS refused a call: nothing was done, and others need not wait for it.
 * @throws the error itself where it is not known what happened
 */
export function refusalOf(error: unknown): string {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  if (status < 400 || isPassing(error)) throw error;
  return codeOf(error) ?? 'unknown';
}

/** The row says what is asked for before it is asked for: a lost answer is then looked for, not asked again. */
async function create(batch: readonly FleetAction[], context: ActContext): Promise<number> {
  const { memory, desktops, audit, now } = context;
  const asked = new Map<string, FleetRow>();
  const written: WrittenRow[] = [];
  const rows = await Promise.all(batch.map(async (action) => ({ action, row: await current(action, memory) })));
  const unchanged = rows.flatMap(({ action, row }) => (row === 'changed' ? [] : [{ action, row }]));
  if (unchanged.length > 0) await memory.announce(unchanged.length);
  await Promise.all(
    unchanged.map(async ({ action, row }) => {
      const next = rowAfter(action, row, now());
      if (!(await memory.write(next, action.version))) return;
      asked.set(action.userId, next);
      written.push({ row: next, before: row });
    }),
  );
  if (asked.size === 0 || (await calledOffAfterWriting('create', written, memory))) return 0;
  const kinds = new Map(batch.map(({ userId, desktop }) => [userId, desktop]));
  const wanted = [...asked.values()].map(({ userId, upn }) => ({
    userId,
    upn,
    ...present({ desktop: kinds.get(userId) }),
  }));
  const { made, failed } = await desktops.create(wanted);
  await memory.announce(made.length + failed.length);
  const answered = made.map(async ({ userId, desktopId }) => {
    const row = asked.get(userId);
    if (!row) return;
    await memory.write({ ...row, phase: 'present', at: now(), desktopId, version: row.version + 1 }, row.version);
    audit({ action: 'create', userId, desktopId, outcome: 'made' });
  });
  const refused = failed.map(async ({ userId, code }) => {
    const row = asked.get(userId);
    if (row) await memory.write(rowAfterFailure(row, code, now()), row.version);
    audit({ action: 'create', userId, outcome: code });
  });
  await Promise.all([...answered, ...refused]);
  return made.length;
}

async function stop(batch: readonly FleetAction[], { memory, desktops, audit }: ActContext): Promise<number> {
  const ids: string[] = [];
  for (const action of batch) {
    if ((await current(action, memory)) !== 'changed' && action.desktopId !== undefined) ids.push(action.desktopId);
  }
  if (ids.length === 0) return 0;
  let outcome = 'asked';
  try {
    await desktops.stop(ids);
  } catch (error) {
    outcome = `not done: ${refusalOf(error)}`;
  }
  for (const action of batch) {
    if (action.desktopId !== undefined && ids.includes(action.desktopId)) {
      audit({ action: 'stop', userId: action.userId, desktopId: action.desktopId, outcome });
    }
  }
  return outcome === 'asked' ? ids.length : 0;
}

/** One action. What AWS refuses is noted and decided anew by the next pass; it keeps nobody else waiting. */
async function single(action: FleetAction, context: ActContext): Promise<boolean> {
  try {
    return await attempt(action, context);
  } catch (error) {
    const { kind, userId, desktopId } = action;
    context.audit({ action: kind, userId, desktopId, outcome: `not done: ${refusalOf(error)}` });
    return false;
  }
}

async function attempt(action: FleetAction, context: ActContext): Promise<boolean> {
  const { memory, desktops, audit, now, fleet } = context;
  const row = await current(action, memory);
  if (row === 'changed') return false;
  const { userId, desktopId } = action;
  const tell = (outcome: string): void => audit({ action: action.kind, userId, desktopId, outcome });
  if (desktopId !== undefined) {
    if (action.kind === 'adopt') {
      const tags = await desktops.tags(desktopId);
      const why = refusesAdoption(tags, action, fleet);
      if (why !== undefined) {
        tell(`left alone: ${why}`);
        const known = row ?? { userId, upn: action.upn, version: 0, phase: 'wanted' as const, at: now() };
        await memory.announce(1);
        await memory.write(rowAfterFailure(known, why, now()), action.version);
        return false;
      }
      await desktops.tag(desktopId, { [fleetTag]: fleet, [personTag]: userId });
    }
    if (action.kind === 'release' && row?.locked) await unlock(desktopId, desktops);
    if (action.kind === 'mode' && action.runningMode)
      await desktops.setMode(desktopId, action.runningMode, action.autoStopMinutes);
    if (action.kind === 'lock') {
      // The row first: a lock whose answer is lost is taken back when the person is back.
      await memory.announce(1);
      const locked = await memory.write(rowAfter(action, row, now()), action.version);
      if (locked) await desktops.setLocked(desktopId, true);
      tell(locked ? 'done' : 'the row had changed');
      return locked;
    }
  }
  await memory.announce(1);
  const next = rowAfter(action, row, now());
  const written = await memory.write(next, action.version);
  if (
    written &&
    givesOrTakes.has(action.kind) &&
    (await calledOffAfterWriting(action.kind, [{ row: next, before: row }], memory))
  ) {
    tell('called off');
    return false;
  }
  tell(written ? 'done' : 'the row had changed');
  return written;
}

/** After which somebody is in another list than before. */
const givesOrTakes: ReadonlySet<FleetActionKind> = new Set(['adopt', 'hold', 'release']);

/** Whose desktop it is says its tag. Without one the former list has to name its user, or a person (`fleet adopt`). */
function refusesAdoption(
  tags: Readonly<Record<string, string>>,
  { userId, named }: FleetAction,
  fleet: string,
): string | undefined {
  const of = tags[personTag];
  if (of !== undefined && of !== userId) return anothersTag;
  return named || tags[fleetTag] === fleet ? undefined : noMark;
}

/** The row says that it was to be locked; whether it is, says its state. */
async function unlock(desktopId: string, desktops: FleetDesktops): Promise<void> {
  const [desktop] = await desktops.byIds([desktopId]);
  if (desktop?.state === 'ADMIN_MAINTENANCE') await desktops.setLocked(desktopId, false);
}

async function current(action: FleetAction, memory: FleetMemory): Promise<FleetRow | undefined | 'changed'> {
  const row = await memory.row(action.userId);
  return (row?.version ?? 0) === action.version ? row : 'changed';
}
