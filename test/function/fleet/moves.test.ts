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

const ofNobody = 'nobody of the fleet has it any more';

test.each<[string, Partial<FleetRow>, string]>([
  ['somebody on hold', { phase: 'held' }, ofNobody],
  ['somebody whose desktop is asked to go', { phase: 'removing' }, ofNobody],
  ['somebody whose desktop is another one', { desktopId: 'ws-2' }, ofNobody],
  ['somebody whose desktop is being migrated', { moving: { at: 500 } }, 'it is being migrated already'],
])('%s is left alone', async (_, change, why) => {
  expect(await begun(change)).toEqual({ why, written: [] });
});
