/** The last look before a desktop goes for good, and what is written around the call. */
import { describe, expect, test } from '@jest/globals';
import { day } from '../../../domain/day.js';
import { fleetTag, personTag } from '../../../domain/fleet/removal.js';
import type { FleetAction, FleetControl, FleetDesktop, FleetRow } from '../../../domain/fleet/types.js';
import { isCalledOff } from '../../../function/fleet/look-again.js';
import { remove, type RemoveContext } from '../../../function/fleet/remove.js';

const now = Date.UTC(2026, 10, 20, 9);
const ada: FleetRow = {
  userId: 'id-ada',
  upn: 'ada@contoso.com',
  version: 2,
  phase: 'held',
  at: now - 8 * day,
  heldAt: now - 8 * day,
  holdUntil: now - day,
  origin: 'made',
  desktopId: 'ws-ada',
};
const asked: FleetAction = { kind: 'remove', userId: ada.userId, upn: ada.upn, version: 2, desktopId: 'ws-ada' };
const desktop = (id: string): FleetDesktop => ({ id, userName: ada.upn, state: 'STOPPED', runningMode: 'AUTO_STOP' });

/** Asks for the removal; what went, what was said, and the row after it. */
async function removed(
  given: {
    readonly named?: readonly string[];
    readonly isMember?: boolean;
    /** After so many writes of the row. */
    readonly control?: (writes: number) => FleetControl;
    readonly writes?: boolean;
  } = {},
) {
  const { named = ['ws-ada'], isMember = false, control = () => ({}), writes = true } = given;
  let row = ada;
  let written = 0;
  const gone: string[] = [];
  const said: string[] = [];
  const context = {
    fleet: 'contoso/berlin',
    holdDays: 7,
    memory: {
      row: async () => row,
      control: async () => control(written),
      announce: async () => undefined,
      write: async (next: FleetRow, expected: number) => {
        if (!writes || row.version !== expected) return false;
        written += 1;
        row = next;
        return true;
      },
    },
    people: { isMember: async () => isMember },
    desktops: {
      desktop: async (id: string) => desktop(id),
      named: async () => named.map(desktop),
      tags: async () => ({ [fleetTag]: 'contoso/berlin', [personTag]: ada.userId }),
      connected: async () => false,
      terminate: async (id: string) => void gone.push(id),
    },
    audit: ({ outcome }: { outcome: string }) => void said.push(outcome),
    now: () => now,
    mayGoOn: () => true,
  } as unknown as RemoveContext;
  await remove([asked], context);
  return { gone, said, phase: row.phase };
}

describe('a desktop whose hold is over', () => {
  test('goes, and its row says so before the call', async () => {
    expect(await removed()).toEqual({ gone: ['ws-ada'], said: ['asked to go'], phase: 'removing' });
  });

  test('stays where another one has the same name', async () => {
    expect(await removed({ named: ['ws-ada', 'ws-other'] })).toMatchObject({
      gone: [],
      said: ['not removed: there is another desktop under this name (ws-other)'],
    });
  });

  test('stays where the person is back', async () => {
    expect(await removed({ isMember: true })).toMatchObject({ gone: [], phase: 'held' });
  });

  test('stays where its row was changed between the look and the call', async () => {
    expect(await removed({ writes: false })).toEqual({
      gone: [],
      said: ['not removed: the row had changed'],
      phase: 'held',
    });
  });

  test('stays where a person paused the fleet after its row was written, which goes back', async () => {
    expect(await removed({ control: (writes) => ({ paused: writes > 0 }) })).toEqual({
      gone: [],
      said: ['not removed: called off'],
      phase: 'held',
    });
  });
});

test('a pause calls everything off, the end of a fleet what would make a desktop', () => {
  const kinds = ['create', 'hold', 'remove', 'migrate'] as const;
  const off = (control: FleetControl) => kinds.filter((kind) => isCalledOff(kind, control));
  expect([off({ paused: true }), off({ ending: 'list' }), off({ ending: 'empty' }), off({})]).toEqual([
    [...kinds],
    ['create'],
    ['create'],
    [],
  ]);
});
