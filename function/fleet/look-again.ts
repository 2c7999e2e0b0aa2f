import type { FleetActionKind, FleetControl, FleetRow } from '../../domain/fleet/types.js';
import type { FleetMemory } from './ports.js';

/** Whether a person has said meanwhile that such a thing is not to be done. */
export function isCalledOff(kind: FleetActionKind | 'migrate', { paused, ending }: FleetControl): boolean {
  return paused === true || (kind === 'create' && ending !== undefined);
}

/** A row that was just written, and what it was before; undefined: there was none. */
export interface WrittenRow {
  readonly row: FleetRow;
  readonly before: FleetRow | undefined;
}

/**
 * Who pauses the fleet and then reads its rows has to see all that is still done: `fleet migrate --back` makes a list of
 * them, the claim lets a fleet without desktops go. So the row comes first and the look at the pause after it: either this
 * part sees the pause and takes the row back, or that person sees the row.
 * @returns whether it was called off: nothing may be done then
 */
export async function calledOffAfterWriting(
  kind: FleetActionKind | 'migrate',
  written: readonly WrittenRow[],
  memory: Pick<FleetMemory, 'control' | 'write'> & Partial<Pick<FleetMemory, 'announce'>>,
): Promise<boolean> {
  if (!isCalledOff(kind, await memory.control())) return false;
  await memory.announce?.(written.length);
  await Promise.all(
    written.map(({ row, before }) =>
      memory.write({ ...(before ?? neverAsked(row)), version: row.version + 1 }, row.version),
    ),
  );
  return true;
}

/** Of somebody who had no row: a version never goes down, so that the row stays. */
const neverAsked = ({ userId, upn, at, version }: FleetRow): FleetRow => ({
  userId,
  upn,
  at,
  version,
  phase: 'wanted',
});
