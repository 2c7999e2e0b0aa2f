import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../domain/fleet/decision.js';
import { followUp } from '../../../domain/fleet/follow-up.js';
import { refusesRemoval } from '../../../domain/fleet/removal.js';
import { minute } from '../../../domain/fleet/timing.js';
import { rowAfter } from '../../../domain/fleet/transitions.js';
import type { FleetRow, Situation } from '../../../domain/fleet/types.js';
import { policy } from '../../function/fleet/world.js';
import { situation } from './situation.js';

const began = Date.UTC(2026, 10, 20, 8);
const ada = 'ada@contoso.com';
const person = { userId: 'id-1', upn: ada, enabled: true };
const others = ['id-8', 'id-9'].map((userId) => ({ userId, upn: `${userId}@contoso.com`, enabled: true }));
const [old, made] = ['ws-old000000', 'ws-new000000'];

const rowOf = (rest: Partial<FleetRow> = {}): FleetRow => ({
  userId: person.userId,
  upn: ada,
  version: 4,
  phase: 'present',
  at: began - 100 * 60 * minute,
  origin: 'made',
  desktopId: old,
  moving: { at: began, to: made },
  ...rest,
});
const seen = (...desktops: [id: string, state: string][]) =>
  desktops.map(([id, state]) => ({ id, state, userName: ada, runningMode: 'AUTO_STOP' as const }));
function moving(row: FleetRow, desktops: Situation['desktops'], minutes: number, inGroup = true): Situation {
  const members = [...(inGroup ? [person] : []), ...others];
  return situation({ now: began + minutes * minute, group: { members }, desktops, rows: [row] });
}
const kinds = (of: Situation): string[] =>
  decide(of)
    .actions.filter(({ userId }) => userId === person.userId)
    .map(({ kind, desktopId }) => `${kind} ${desktopId ?? ''}`);

describe('a desktop that is migrated', () => {
  test.each<[string, [string, string][], string[]]>([
    [
      'both ids are there: neither is a stranger, nothing is done',
      [
        [old, 'UPDATING'],
        [made, 'PENDING'],
      ],
      [],
    ],
    ['the old one goes: the row gets the new id', [[made, 'AVAILABLE']], [`moved ${made}`]],
    [
      'the old one is on its way out',
      [
        [old, 'TERMINATING'],
        [made, 'AVAILABLE'],
      ],
      [`moved ${made}`],
    ],
    ['neither is in the list for a moment: nothing is missed and nothing is made', [], []],
  ])('%s', (_, desktops, expected) => {
    const of = moving(rowOf(), seen(...desktops), 30);
    expect(kinds(of)).toEqual(expected);
    expect(decide(of).findings.filter(({ upn }) => upn === ada)).toEqual([]);
  });

  test('is the old one again when WorkSpaces took it back, after the time that a migration may take', () => {
    const back = seen([old, 'AVAILABLE']);
    expect(kinds(moving(rowOf(), back, 60))).toEqual([]);
    expect(kinds(moving(rowOf(), back, 181))).toEqual([`stayed ${old}`]);
  });

  test('is found by its name where the answer with the new id was lost', () => {
    const lost = rowOf({ moving: { at: began } });
    expect(kinds(moving(lost, seen([old, 'UPDATING'], [made, 'PENDING']), 30))).toEqual([]);
    expect(kinds(moving(lost, seen([made, 'AVAILABLE']), 60))).toEqual([`moved ${made}`]);
  });

  test('is said to hang when both are there for more than three hours', () => {
    const of = moving(rowOf(), seen([old, 'UPDATING'], [made, 'PENDING']), 200);
    expect(decide(of).findings).toContainEqual(expect.objectContaining({ what: 'migrating-long', upn: ada }));
  });

  test('of somebody who leaves meanwhile is held when it has its new id, not before', () => {
    expect(kinds(moving(rowOf(), seen([old, 'UPDATING'], [made, 'PENDING']), 30, false))).toEqual([]);
    const moved = moving(rowOf(), seen([made, 'AVAILABLE']), 60, false);
    expect(kinds(moved)).toEqual([`moved ${made}`]);
    const row = rowAfter(decide(moved).actions[0]!, rowOf(), moved.now);
    expect(row).toMatchObject({ desktopId: made, phase: 'present', version: 5 });
    expect(row.moving).toBeUndefined();
    expect(kinds(moving(row, seen([made, 'AVAILABLE']), 61, false))).toEqual([`hold ${made}`]);
  });

  test('is looked after between two full comparisons', () => {
    const of = moving(rowOf(), seen([made, 'AVAILABLE']), 60);
    expect(followUp(of).actions.map(({ kind }) => kind)).toEqual(['moved']);
  });

  test('is not removed while it is on its way', () => {
    const look = {
      now: began + 60 * minute,
      fleet: policy.fleet,
      holdDays: 7,
      row: rowOf({ phase: 'held', holdUntil: began, heldAt: began - 1 }),
      version: 4,
      desktop: seen([old, 'UPDATING'])[0],
      namesakes: [],
      tags: {},
      isMember: false,
      connected: false,
      control: {},
    };
    expect(refusesRemoval(look)).toBe('the desktop is being migrated');
  });
});
