import type { FleetRow } from '../../domain/fleet/types.js';
import { waveActions } from '../../domain/fleet/wave-actions.js';
import type { Wave, WaveDesktop } from '../../domain/fleet/wave-types.js';
import { afterCall, leftOut, looksAt, staleSnapshot, stepOf, type WaveAnswer } from '../../domain/fleet/wave.js';
import { refusalOf } from './act.js';
import { beginsToMove, hasMoved, paused } from './moves.js';
import type { FleetDesktops, FleetMemory, FleetWaves } from './ports.js';

export interface RideContext {
  readonly waves: FleetWaves;
  readonly memory: Pick<FleetMemory, 'control' | 'rows' | 'row' | 'write'>;
  readonly desktops: Pick<FleetDesktops, 'byIds' | 'connected' | 'ask' | 'snapshots'>;
  /** A line for each desktop that is asked. */
  readonly audit: (line: { wave: string; action: string; by: string; desktopId: string; outcome: string }) => void;
  readonly now: () => number;
  readonly mayGoOn: () => boolean;
}

/**
 * Takes each wave a step on: looks how those who were asked came out, and asks whose turn it is. What was asked is written
 * before the call: nobody is asked twice, and a call whose answer was lost counts as made.
 * @returns whether somebody could still be asked now
 */
export async function ride(context: RideContext): Promise<{ more: boolean }> {
  for (const wave of await context.waves.open()) {
    if (!context.mayGoOn()) return { more: true };
    const { paused: rests, restoredAt = 0 } = await context.memory.control();
    if (rests) return { more: false };
    if (waveActions[wave.action].takesSnapshot !== undefined && wave.at < restoredAt) {
      // What it did since the backup is not in it: whoever was made anew would be once more.
      await context.waves.write({ ...wave, ended: unknownSince, version: wave.version + 1 }, wave.version);
      continue;
    }
    if (await rideOne(wave, context)) return { more: true };
  }
  return { more: false };
}

const unknownSince = 'stopped: the table came back from a backup, so nobody knows which desktops were made anew';

async function rideOne(begun: Wave, context: RideContext): Promise<boolean> {
  const { waves, memory, desktops, audit, now, mayGoOn } = context;
  const ids = looksAt(begun, now());
  const seen = new Map((await desktops.byIds(ids)).map((each) => [each.id, each]));
  const { from, harmless, takesSnapshot } = waveActions[begun.action];
  const candidates = begun.desktops.filter(
    ({ id, state }) => state === 'waits' && from.has(seen.get(id)?.state ?? 'UNKNOWN'),
  );
  const connected =
    begun.connectedToo || harmless ? new Set<string>() : await desktops.connected(candidates.map(({ id }) => id));
  // Read after the holds of this pass.
  const rows = await memory.rows();
  const held = new Set(rows.flatMap((row) => (isOnHold(row) ? (row.desktopId ?? []) : [])));
  const owners = new Map(
    rows.flatMap(({ desktopId, userId }) => (desktopId === undefined ? [] : [[desktopId, userId]])),
  );
  const look = { looked: new Set(ids), seen, connected, held };
  let wave = begun;
  const put = async (next: Wave): Promise<boolean> => {
    const written = { ...next, version: wave.version + 1 };
    if (!(await waves.write(written, wave.version))) return false;
    wave = written;
    return true;
  };
  /** Why one whose turn it is is left alone; undefined: it is asked. */
  const hindrance = async ({ id }: WaveDesktop): Promise<string | undefined> => {
    if (takesSnapshot === undefined) return undefined;
    const { [takesSnapshot]: at } = await desktops.snapshots(id);
    return staleSnapshot(wave, seen.get(id)?.state, at, now());
  };
  for (;;) {
    const step = stepOf(wave, look, now());
    const [first] = step.ask;
    if (!first) {
      if (JSON.stringify(step.wave) !== JSON.stringify(wave)) await put(step.wave);
      return false;
    }
    if (!mayGoOn()) return true;
    if ((await memory.control()).paused) return false;
    const why =
      (await hindrance(first)) ??
      (wave.action === 'migrate' ? await beginsToMove(first, owners.get(first.id), memory, now()) : undefined);
    if (why === paused) return false;
    if (why !== undefined) {
      if (!(await put(leftOut(step.wave, first.id, why)))) return false;
      continue;
    }
    if (!(await put(afterCall(step.wave, step.ask, {}, now())))) return false;
    const answer = await asked(wave, step.ask, desktops);
    const { refused = new Map<string, string>(), targets } = answer;
    for (const { id } of step.ask) {
      const outcome = refused.get(id) ?? 'asked';
      audit({ wave: wave.id, action: wave.action, by: wave.by, desktopId: id, outcome });
    }
    if (wave.action === 'migrate') await hasMoved(first, owners.get(first.id), memory, answer);
    if (refused.size + (targets?.size ?? 0) > 0 && !(await put(afterCall(wave, step.ask, answer, now())))) return false;
  }
}

const isOnHold = ({ phase }: FleetRow): boolean => phase === 'held' || phase === 'removing';

async function asked(wave: Wave, ask: readonly WaveDesktop[], desktops: RideContext['desktops']): Promise<WaveAnswer> {
  try {
    return await desktops.ask(wave, ask);
  } catch (error) {
    // Refused as a whole. What was lost may have been done, and is looked at like what was.
    const code = refusalOf(error);
    return { refused: new Map(ask.map(({ id }) => [id, code])) };
  }
}
