/** The last that is let through, and the first that is not. */
import { describe, expect, test } from '@jest/globals';
import { day } from '../../../domain/day.js';
import { decide } from '../../../domain/fleet/decision.js';
import { minute } from '../../../domain/fleet/timing.js';
import type { FleetRow, Situation } from '../../../domain/fleet/types.js';
import { policy } from '../../function/fleet/world.js';
import { desktop, done, now, people, person, row, situation } from './situation.js';

const hour = 60 * minute;

/** Two people of whom the first left and is on hold. */
const onHold = (rest: Partial<FleetRow>, more: Partial<Situation> = {}): Partial<Situation> => ({
  group: { members: [person(2)] },
  rows: [row(1, { phase: 'held', heldAt: now - 9 * day, holdUntil: now - day, ...rest }), row(2)],
  desktops: [desktop(1), desktop(2)],
  ...more,
});

describe('the share of people who may leave', () => {
  const limits = { ...policy.limits, sharePercent: 5, hold: 100 };
  const fleet = (leavers: number, rest: Partial<Situation> = {}): Partial<Situation> => ({
    policy: { ...policy, limits },
    group: { members: people(100 - leavers, leavers) },
    rows: Array.from({ length: 100 }, (_, each) => row(each)),
    desktops: Array.from({ length: 100 }, (_, each) => desktop(each)),
    ...rest,
  });

  test('is reached by so many and passed by one more', () => {
    expect(done(fleet(5))).toEqual([0, 1, 2, 3, 4].map((each) => `hold id-${each}`));
    expect(done(fleet(6))).toEqual([]);
  });

  test('counts from the most members of the last seven days, those whose rows are gone with them', () => {
    const highs = (ago: number) => ({ control: { highs: { [String(Math.floor(now / day) - ago)]: 110 } } });
    expect(done(fleet(1, highs(6)))).toEqual([]);
    expect(done(fleet(1, highs(7)))).toEqual(['hold id-0']);
  });

  test('holds removals back as well: they are asked for with the others', () => {
    const given = fleet(10);
    const rows = given.rows!.map((each, at) =>
      at === 0 ? { ...each, phase: 'held' as const, heldAt: now - 6 * day, holdUntil: now - hour } : each,
    );
    const { actions, request } = decide(situation({ ...given, rows }));
    expect(actions).toEqual([]);
    expect(request!.actions.map(({ kind }) => kind).sort()).toEqual([...Array(9).fill('hold'), 'remove']);
  });
});

test('where the group has no member nobody leaves, and nobody is asked to approve that', () => {
  const given = { group: { members: [] }, rows: [row(1)], desktops: [desktop(1)] };
  const { actions, request } = decide(situation(given));
  expect([actions, request]).toEqual([[], undefined]);
});

describe('a hold', () => {
  test('ends so many days after it began as the policy says', () => {
    const [hold] = decide(
      situation({
        policy: { ...policy, holdDays: 7 },
        group: { members: [person(2)] },
        rows: [row(1), row(2)],
        desktops: [desktop(1), desktop(2)],
      }),
    ).actions;
    expect(hold).toMatchObject({ kind: 'hold', userId: 'id-1', until: now + 7 * day });
  });

  test('is over in the very moment in which it ends, and not before', () => {
    expect(done(onHold({ holdUntil: now }))).toEqual(['remove id-1']);
    expect(done(onHold({ holdUntil: now + 1 }))).toEqual(['stop id-1']);
  });

  test('that began before a restore counts anew from it, all its days', () => {
    const restored = (ago: number) =>
      done(onHold({}, { policy: { ...policy, holdDays: 7 }, control: { restoredAt: now - ago } }));
    expect(restored(7 * day - hour)).not.toContain('remove id-1');
    expect(restored(7 * day)).toContain('remove id-1');
  });

  test('that began after a restore ends no earlier than two days after that', () => {
    const restored = (ago: number) =>
      done(onHold({ heldAt: now - 40 * hour, holdUntil: now - hour }, { control: { restoredAt: now - ago } }));
    expect(restored(48 * hour - 1)).not.toContain('remove id-1');
    expect(restored(48 * hour)).toContain('remove id-1');
  });

  test('beyond the month turns AlwaysOn to AutoStop on the last day of that month, which is paid', () => {
    const at = (time: number): string[] => {
      const given = onHold(
        { heldAt: Date.UTC(2026, 10, 25), holdUntil: Date.UTC(2026, 11, 9) },
        { now: time, desktops: [desktop(1, { runningMode: 'ALWAYS_ON' }), desktop(2)] },
      );
      return done(given);
    };
    expect(at(Date.UTC(2026, 10, 30) - 1)).toEqual([]);
    expect(at(Date.UTC(2026, 10, 30))).toEqual(['mode id-1']);
  });
});

test('who comes back while the former desktop is still going gets another only when it is gone', () => {
  const given = { group: { members: [person(1), person(2)] }, rows: [row(2)] };
  const going = decide(situation({ ...given, desktops: [desktop(1, { state: 'TERMINATING' }), desktop(2)] }));
  expect([going.actions, going.findings.map(({ what }) => what)]).toEqual([[], ['leaving']]);
  expect(done({ ...given, desktops: [desktop(2)] })).toEqual(['create id-1']);
});

test('a running mode goes back in a state in which WorkSpaces changes it, and in no other', () => {
  const inState = (state: string): string[] =>
    done({
      group: { members: [person(1)] },
      rows: [row(1)],
      desktops: [desktop(1, { state, runningMode: 'ALWAYS_ON' })],
    });
  expect(['AVAILABLE', 'STOPPED', 'STARTING', 'REBOOTING'].map(inState)).toEqual([
    ['mode id-1'],
    ['mode id-1'],
    [],
    [],
  ]);
});

describe('a failure of the last hour stops creations', () => {
  const failed = (number: number, code: string, ago: number): FleetRow => ({
    ...row(number, { phase: 'wanted', createdAt: now - ago }),
    failure: { code, at: now - ago, times: 1, until: now - 1 },
  });
  const stopped = (rows: FleetRow[]): string | undefined =>
    decide(situation({ group: { members: [person(99)] }, rows, desktops: rows.map((_, at) => desktop(at + 40)) }))
      .stopped.creations;

  test.each<[string, string, RegExp]>([
    ['without addresses', 'InsufficientIpAddresses', /the addresses of the subnets are used up/],
    ['that was refused', 'AccessDenied', /access was refused while a desktop was made \(AccessDenied\)/],
  ])('%s, and no longer', (_, code, expected) => {
    expect(stopped([failed(1, code, hour - 1)])).toMatch(expected);
    expect(stopped([failed(1, code, hour)])).toBeUndefined();
  });

  test('of a kind that nobody knows from the third on, where they are a tenth of what was tried', () => {
    const unknown = (count: number) => Array.from({ length: count }, (_, each) => failed(each, 'Odd', minute));
    const fine = (count: number) =>
      Array.from({ length: count }, (_, each) => row(each + 40, { createdAt: now - minute }));
    expect(stopped(unknown(2))).toBeUndefined();
    expect(stopped([...unknown(3), ...fine(27)])).toMatch(/3 of 30/);
    expect(stopped([...unknown(3), ...fine(28)])).toBeUndefined();
  });
});
