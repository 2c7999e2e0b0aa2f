import { expect, test } from '@jest/globals';
import type { FleetRow } from '../../../domain/fleet/types.js';
import { beginsToMove } from '../../../function/fleet/moves.js';

// A migration makes another desktop and lets the old one go: it begins for who has this desktop now, and for nobody else.

const row: FleetRow = { userId: 'u-1', upn: 'ada@contoso.com', version: 4, phase: 'present', at: 0, desktopId: 'ws-1' };
const desktop = { id: 'ws-1', upn: row.upn, state: 'waits' } as const;

async function begun(change: Partial<FleetRow>): Promise<{ why: unknown; written: FleetRow[] }> {
  const written: FleetRow[] = [];
  const memory = {
    control: async () => ({}),
    row: async () => ({ ...row, ...change }),
    write: async (next: FleetRow) => written.push(next) > 0,
  };
  return { why: await beginsToMove(desktop, row.userId, memory, 1000), written };
}

test('who has it is noted as moving before anything is called', async () => {
  expect(await begun({})).toEqual({ why: undefined, written: [{ ...row, version: 5, moving: { at: 1000 } }] });
});

test.each<[string, Partial<FleetRow>]>([
  ['somebody on hold', { phase: 'held' }],
  ['somebody whose desktop is asked to go', { phase: 'removing' }],
  ['somebody whose desktop is another one', { desktopId: 'ws-2' }],
])('%s is left alone', async (_, change) => {
  expect(await begun(change)).toEqual({ why: 'nobody of the fleet has it any more', written: [] });
});
