import { describe, expect, test } from '@jest/globals';
import type { FleetRow } from '../../../domain/fleet/types.js';
import { marked } from '../../../function/fleet/written.js';
import type { FleetMemory } from '../../../function/fleet/ports.js';

const row: FleetRow = { userId: 'id', upn: 'ada@contoso.com', version: 3, phase: 'present', at: 0 };

function world() {
  const rows = [row];
  const marks: number[] = [];
  let announced = 3;
  const memory = {
    rows: async () => rows,
    announce: async (writes: number) => void marks.push((announced += writes)),
    putMark: async (written: number) => void marks.push(written),
  } as unknown as FleetMemory & { putMark(written: number): Promise<void> };
  return { rows, marks, memory };
}

describe('what writes rows', () => {
  test('says so before, and how far they have come after it', async () => {
    const { rows, marks, memory } = world();
    const done = await marked(memory, async (marking) => {
      await marking.announce(1);
      rows[0] = { ...row, version: 4 };
      return { more: true };
    });
    expect(done).toEqual({ more: true, written: 4 });
    expect(marks).toEqual([4, 4]);
  });

  test('leaves no mark where it writes nothing', async () => {
    const { marks, memory } = world();
    expect(await marked(memory, async () => ({ more: false }))).toEqual({ more: false, written: undefined });
    expect(marks).toEqual([]);
  });

  test('takes back what was announced and not written when it ends with an error', async () => {
    const { marks, memory } = world();
    const run = marked(memory, async (marking) => {
      await marking.announce(25);
      throw new Error('cut');
    });
    await expect(run).rejects.toThrow('cut');
    expect(marks).toEqual([28, 3]);
  });
});
