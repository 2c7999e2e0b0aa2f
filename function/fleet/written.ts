import type { FleetRow } from '../../domain/fleet/types.js';
import type { FleetMemory, FleetRecords } from './ports.js';

/** How far the rows of a fleet have come: each write adds one, so that it only grows unless rows went back. */
export function writtenIn(rows: readonly FleetRow[]): number {
  return rows.reduce((sum, { version }) => sum + version, 0);
}

/**
 * Runs what writes rows. An error is no restore: what was announced and not written is taken back afterwards, which only a
 * function that is killed cannot do; rows then count as gone back, and nothing is removed for 48 hours.
 * @returns what it returned, and how far the rows have come; undefined where none was written
 */
export async function marked<T extends object>(
  memory: FleetMemory & Pick<FleetRecords, 'putMark'>,
  run: (memory: FleetMemory) => Promise<T>,
): Promise<T & { readonly written: number | undefined }> {
  let announced = false;
  const marking: FleetMemory = {
    ...memory,
    announce: (writes) => {
      announced = true;
      return memory.announce(writes);
    },
  };
  const putTrue = async (): Promise<number> => {
    const written = writtenIn(await memory.rows());
    await memory.putMark(written);
    return written;
  };
  try {
    const done = await run(marking);
    return { ...done, written: announced ? await putTrue() : undefined };
  } catch (error) {
    if (announced) await putTrue().catch(() => undefined);
    throw error;
  }
}
