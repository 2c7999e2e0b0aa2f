/** What a migration writes to the row of a person: before the call that it begins, after it the new id. */
import type { DesktopKind, FleetRow } from '../../domain/fleet/types.js';
import type { WaveDesktop } from '../../domain/fleet/wave-types.js';
import type { WaveAnswer } from '../../domain/fleet/wave.js';
import { present } from '../../domain/present.js';
import { calledOffAfterWriting } from './look-again.js';
import type { FleetMemory } from './ports.js';

type Memory = Pick<FleetMemory, 'control' | 'row' | 'write'>;

/** Somebody paused the fleet at this very moment. */
export const paused = Symbol('paused');

/**
 * Notes that both ids are this person's from now on.
 * @param desktop Seen by its id just now: a list that missed it, as one does that is read while ids come and go, is forgotten
 * @returns why it is not begun; undefined: it is
 */
export async function beginsToMove(
  desktop: WaveDesktop,
  userId: string | undefined,
  memory: Memory,
  now: number,
): Promise<string | typeof paused | undefined> {
  const row = userId === undefined ? undefined : await memory.row(userId);
  if (row?.desktopId !== desktop.id || row.phase !== 'present') return 'nobody of the fleet has it any more';
  if (row.moving) return 'it is being migrated already';
  const { missingSince: _, ...found } = row;
  const begun: FleetRow = { ...found, ...ownOf(row, desktop), moving: { at: now }, version: row.version + 1 };
  if (!(await memory.write(begun, row.version))) return 'its row changed at this very moment';
  return (await calledOffAfterWriting('migrate', [{ row: begun, before: row }], memory)) ? paused : undefined;
}

/** Notes the new id, or that nothing was begun. A row that changed meanwhile is read once more. */
export async function hasMoved(
  { id }: WaveDesktop,
  userId: string | undefined,
  memory: Memory,
  { refused, targets }: WaveAnswer,
): Promise<void> {
  const to = targets?.get(id);
  if (userId === undefined || (to === undefined && !refused?.has(id))) return;
  for (let tried = 0; tried < 3; tried += 1) {
    const row = await memory.row(userId);
    if (row?.desktopId !== id || !row.moving) return;
    const { moving, ...rest } = row;
    const next = to === undefined ? rest : { ...rest, moving: { ...moving, to } };
    if (await memory.write({ ...next, version: row.version + 1 }, row.version)) return;
  }
}

/** What this person's desktop is from now on, where the deployment file says another. */
function ownOf({ own = {} }: FleetRow, { own: bundle }: WaveDesktop): { own?: DesktopKind } {
  const { bundle: _, ...others } = own;
  const next = { ...others, ...present({ bundle }) };
  return Object.keys(own).length === 0 && Object.keys(next).length === 0 ? {} : { own: next };
}
