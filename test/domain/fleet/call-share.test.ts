import { describe, expect, test } from '@jest/globals';
import { callShare } from '../../../domain/fleet/call-share.js';
import { minute } from '../../../domain/fleet/timing.js';
import type { FleetRow } from '../../../domain/fleet/types.js';
import { policy } from '../../function/fleet/world.js';

const now = Date.UTC(2026, 10, 20, 9);
const rowsOf = (count: number, rest: Partial<FleetRow> = {}): FleetRow[] =>
  Array.from({ length: count }, (_, each) => ({
    userId: `id-${each}`,
    upn: `u${each}@contoso.com`,
    version: 1,
    phase: 'present',
    at: now - 30 * 24 * 60 * minute,
    desktopId: `ws-${each}`,
    ...rest,
  }));

describe('what the engine takes of the calls of the account', () => {
  test.each<[string, FleetRow[], object]>([
    ['300 at rest: 12 pages each quarter of an hour', rowsOf(300), { everyMinutes: 15, calls: 12, percent: 100 / 150 }],
    ['3,000 at rest', rowsOf(3000), { everyMinutes: 15, calls: 120, percent: 100 / 15 }],
    ['more than 3,000 are compared once an hour', rowsOf(3025), { everyMinutes: 60, calls: 121 }],
    ['50 that come up are looked at between two', rowsOf(50, { at: now }), { calls: 2 + 2 * 2 }],
    [
      'of whom no id is known, one a call',
      rowsOf(3, { at: now, phase: 'creating' }).map(({ desktopId: _, ...row }) => row),
      { calls: 1 + 2 * 3 },
    ],
    ['nobody: one empty page', [], { calls: 1 }],
    ['26 at rest: one is on the second page', rowsOf(26), { calls: 2 }],
  ])('%s', (_, rows, expected) => {
    const { percent, ...share } = callShare(policy, rows, rows.length, now);
    expect({ ...share, percent: Number(percent.toFixed(6)) }).toMatchObject(
      'percent' in expected ? { ...expected, percent: Number(Number(expected.percent).toFixed(6)) } : expected,
    );
  });

  test('those who are gone count for nothing', () => {
    const gone = rowsOf(4000, { phase: 'removed' });
    expect(callShare(policy, gone, 10, now).everyMinutes).toBe(15);
  });
});
