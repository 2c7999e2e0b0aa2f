import { describe, expect, test } from '@jest/globals';
import { minute } from '../../../domain/fleet/timing.js';
import type { FleetDesktop } from '../../../domain/fleet/types.js';
import { afterCall, looksAt, stagesOf, staleSnapshot, stepOf, wavesLast } from '../../../domain/fleet/wave.js';
import type { Wave } from '../../../domain/fleet/wave-types.js';

const began = Date.UTC(2026, 10, 20, 20);

const waveOf = (count: number, rest: Partial<Wave> = {}): Wave => ({
  id: 'wave',
  version: 1,
  action: 'restart',
  by: 'ada',
  at: began,
  until: began + wavesLast,
  stages: [2, 10, count],
  stopAtPercent: 10,
  connectedToo: false,
  desktops: Array.from({ length: count }, (_, each) => ({ id: `ws-${each}`, upn: `u${each}`, state: 'waits' })),
  ...rest,
});
const seenIn = (wave: Wave, stateOf: (id: string) => string | undefined = () => 'AVAILABLE') =>
  new Map(
    wave.desktops.flatMap(({ id, upn }): [string, FleetDesktop][] => {
      const state = stateOf(id);
      return state === undefined ? [] : [[id, { id, userName: upn, state, runningMode: 'AUTO_STOP' }]];
    }),
  );
/** A look at all of them, and the calls that follow until nobody is asked any more. */
function pass(
  begun: Wave,
  now: number,
  stateOf?: (id: string) => string | undefined,
  connected: readonly string[] = [],
): { wave: Wave; asked: string[] } {
  const look = {
    looked: new Set(looksAt(begun, now)),
    seen: seenIn(begun, stateOf),
    connected: new Set(connected),
  };
  let wave = begun;
  const asked: string[] = [];
  for (;;) {
    const step = stepOf(wave, look, now);
    wave = step.wave;
    if (step.ask.length === 0) return { wave, asked };
    asked.push(...step.ask.map(({ id }) => id));
    wave = afterCall(wave, step.ask, {}, now);
  }
}
const count = (wave: Wave, state: string): number => wave.desktops.filter((each) => each.state === state).length;

describe('the stages of a wave', () => {
  test.each<[string, Parameters<typeof stagesOf>, number[]]>([
    ['pilots, parts, all', [300, 5, [10, 50]], [5, 30, 150, 300]],
    ['all at once', [300, 0, []], [300]],
    ['a part that is smaller than the pilots is theirs', [20, 5, [10, 50]], [5, 10, 20]],
    ['pilots who are all', [3, 3, [50]], [3]],
  ])('%s', (_, [all, pilots, percents], expected) => {
    expect(stagesOf(all, pilots, percents)).toEqual(expected);
  });
});

describe('a wave', () => {
  test('asks the pilots, and the next stage when they are back', () => {
    const first = pass(waveOf(30), began);
    expect(first.asked).toEqual(['ws-0', 'ws-1']);
    // What is seen a moment after the call may be the state of before.
    expect(pass(first.wave, began + minute).asked).toEqual([]);
    const second = pass(first.wave, began + 5 * minute);
    expect([count(second.wave, 'done'), second.asked.length]).toEqual([2, 8]);
    const third = pass(second.wave, began + 10 * minute);
    expect(third.asked).toHaveLength(20);
    const end = pass(third.wave, began + 15 * minute).wave;
    expect([count(end, 'done'), end.ended]).toEqual([30, 'done']);
  });

  test('stops when too many of those who were reached ended badly, and asks nobody else', () => {
    const first = pass(waveOf(30), began).wave;
    const { wave, asked } = pass(first, began + 5 * minute, (id) => (id === 'ws-0' ? 'ERROR' : 'AVAILABLE'));
    expect(asked).toEqual([]);
    expect(wave.ended).toBe('stopped: 1 of 2 desktops reached ended badly');
    expect(pass(wave, began + 10 * minute).asked).toEqual([]);
  });

  test('goes on when that may be', () => {
    const first = pass(waveOf(30, { stopAtPercent: 50 }), began).wave;
    expect(pass(first, began + 5 * minute, (id) => (id === 'ws-0' ? 'ERROR' : 'AVAILABLE')).asked).toHaveLength(8);
  });

  test('leaves alone where somebody is connected, until they are not; who always is, is skipped in the end', () => {
    const first = pass(waveOf(3, { stages: [3] }), began, undefined, ['ws-1', 'ws-2']);
    expect(first.asked).toEqual(['ws-0']);
    const second = pass(first.wave, began + 5 * minute, undefined, ['ws-2']);
    expect(second.asked).toEqual(['ws-1']);
    const { wave } = pass(second.wave, began + wavesLast, undefined, ['ws-2']);
    expect(wave.desktops[2]).toMatchObject({ state: 'skipped', why: 'somebody was connected all the time' });
    expect(wave.ended).toBe('done');
    expect(pass(waveOf(3, { stages: [3], connectedToo: true }), began, undefined, ['ws-1']).asked).toHaveLength(3);
  });

  test.each<[string, (id: string) => string | undefined, string, RegExp]>([
    ['gone before its turn', () => undefined, 'skipped', /not there/],
    ['in a state in which it is not taken', () => 'SUSPENDED', 'skipped', /SUSPENDED/],
  ])('names a desktop that is %s', (_, stateOf, state, why) => {
    const begun = waveOf(2, { stages: [2] });
    const { wave } = pass(pass(begun, began, stateOf).wave, began + wavesLast, stateOf);
    expect(wave.desktops[0]?.state).toBe(state);
    expect(wave.desktops[0]?.why).toMatch(why);
  });

  test('skips at once where there is nothing to do, and goes on to the next stage', () => {
    const begun = waveOf(3, { stages: [1, 3] });
    const { wave, asked } = pass(begun, began, (id) => (id === 'ws-0' ? 'STOPPED' : 'AVAILABLE'));
    expect(wave.desktops[0]).toMatchObject({ state: 'skipped', why: 'in the state STOPPED: there is nothing to do' });
    expect([...asked, ...pass(wave, began + 5 * minute).asked].sort()).toEqual(['ws-1', 'ws-2']);
  });

  test.each(['start', 'stop'] as const)('%s leaves AlwaysOn desktops out, and does not count them as bad', (action) => {
    const all = waveOf(2, { stages: [2], action });
    const state = action === 'start' ? 'STOPPED' : 'AVAILABLE';
    const seen = seenIn(all, () => state);
    seen.set('ws-0', { ...seen.get('ws-0')!, runningMode: 'ALWAYS_ON' });
    const { wave, ask } = stepOf(all, { looked: new Set(['ws-0', 'ws-1']), seen, connected: new Set() }, began);
    expect(ask.map(({ id }) => id)).toEqual(['ws-1']);
    expect(wave.desktops[0]).toMatchObject({
      state: 'skipped',
      why: `AlwaysOn: WorkSpaces takes no ${action} of it`,
    });
  });

  test('counts what takes too long as ended badly', () => {
    const { wave } = pass(pass(waveOf(1, { stages: [1] }), began).wave, began + 61 * minute, () => 'REBOOTING');
    expect(wave.desktops[0]).toMatchObject({ state: 'bad', why: 'still in the state REBOOTING' });
  });

  test('asks 25 in a call, and one where the API takes one', () => {
    const all = waveOf(60, { stages: [60] });
    const look = { looked: new Set(looksAt(all, began)), seen: seenIn(all), connected: new Set<string>() };
    expect(stepOf(all, look, began).ask).toHaveLength(25);
    expect(stepOf({ ...all, action: 'rebuild' }, look, began).ask).toHaveLength(1);
  });

  test('waits an hour for who is connected at each stage, from when that stage began', () => {
    let begun = waveOf(6, { stages: [2, 4, 6] });
    const asked: string[][] = [];
    const connected = ['ws-1', 'ws-3'];
    for (const at of [0, 10, 55, 60, 65, 70, 115, 120, 125, 130]) {
      const { wave, asked: now } = pass(begun, began + at * minute, undefined, connected);
      begun = wave;
      asked.push(now);
    }
    // The second stage begins after an hour; its patience ends an hour later, not with that of the first.
    expect(asked).toEqual([['ws-0'], [], [], ['ws-2'], [], [], [], ['ws-4', 'ws-5'], [], []]);
  });

  test('a stage whose desktops took hours still waits an hour of its own for the next', () => {
    const first = pass(waveOf(4, { stages: [1, 3, 4], action: 'rebuild' }), began).wave;
    const during = pass(first, began + 170 * minute, (id) => (id === 'ws-0' ? 'REBUILDING' : 'AVAILABLE'));
    expect(during.asked).toEqual([]);
    const second = pass(during.wave, began + 180 * minute, undefined, ['ws-2']);
    expect(second.asked).toEqual(['ws-1']);
    const third = pass(second.wave, began + 200 * minute, undefined, ['ws-2']);
    expect(third.asked).toEqual([]);
    expect(pass(third.wave, began + 241 * minute, undefined, ['ws-2']).asked).toEqual(['ws-3']);
  });

  test.each<[Wave['action'], string, string[]]>([
    ['restart', 'AVAILABLE', ['ws-1']],
    ['rebuild', 'AVAILABLE', ['ws-1']],
    ['stop', 'AVAILABLE', ['ws-0', 'ws-1']],
  ])('%s of a desktop on hold', (action, state, expected) => {
    const all = waveOf(2, { stages: [2], action });
    const look = { looked: new Set(['ws-0', 'ws-1']), seen: seenIn(all, () => state), connected: new Set<string>() };
    const { ask } = stepOf(all, { ...look, held: new Set(['ws-0']) }, began);
    expect(ask.map(({ id }) => id)).toEqual(expected);
  });

  test('looks at so many of those who wait at a time, at others each time', () => {
    const all = waveOf(600, { stages: [600] });
    const [one, other] = [looksAt(all, began), looksAt(all, began + 5 * minute)];
    expect([one.length, other.length]).toEqual([250, 250]);
    expect(one).not.toEqual(other);
  });
});

describe('a wave of migrations', () => {
  const migrating = (rest: Partial<Wave['desktops'][number]> = {}): Wave => ({
    ...waveOf(1, { stages: [1], action: 'migrate' }),
    desktops: [{ id: 'ws-old', upn: 'u0', state: 'asked', at: began, bundleId: 'wsb-new', target: 'ws-new', ...rest }],
  });
  const look = (wave: Wave, minutes: number, states: Record<string, string>) => {
    const seen = new Map(
      Object.entries(states).map(([id, state]): [string, FleetDesktop] => [
        id,
        { id, userName: 'u0', state, runningMode: 'AUTO_STOP' },
      ]),
    );
    const now = began + minutes * minute;
    return stepOf(wave, { looked: new Set(looksAt(wave, now)), seen, connected: new Set() }, now).wave.desktops[0];
  };

  test.each<[string, number, Record<string, string>, string, RegExp?]>([
    ['goes on while both are there', 30, { 'ws-old': 'UPDATING', 'ws-new': 'PENDING' }, 'asked'],
    ['is done when the new one is up and the old one gone', 50, { 'ws-new': 'AVAILABLE' }, 'done'],
    ['is not over while the new one still comes up', 50, { 'ws-new': 'PENDING' }, 'asked'],
    ['is not over while the new one cannot be seen yet', 10, { 'ws-old': 'AVAILABLE' }, 'asked'],
    ['ends badly when it was taken back', 50, { 'ws-old': 'AVAILABLE' }, 'bad', /took the migration back/],
    ['ends badly with a new one that is broken', 50, { 'ws-old': 'UPDATING', 'ws-new': 'ERROR' }, 'bad', /ws-new/],
    ['ends badly when it takes too long', 181, { 'ws-old': 'UPDATING', 'ws-new': 'PENDING' }, 'bad', /still migrating/],
  ])('%s', (_, minutes, states, state, why = /^$/) => {
    const seen = look(migrating(), minutes, states);
    expect(seen?.state).toBe(state);
    expect(seen?.why ?? '').toMatch(why);
  });

  test('whose answer was lost is done when the old one is gone', () => {
    const { target: _, ...lost } = migrating().desktops[0]!;
    const wave = { ...migrating(), desktops: [lost] };
    expect(look(wave, 10, { 'ws-old': 'UPDATING' })?.state).toBe('asked');
    expect(look(wave, 50, {})?.state).toBe('done');
  });

  test('leaves out who is of that bundle already', () => {
    const wave = migrating({ state: 'waits' });
    const desktop = { id: 'ws-old', userName: 'u0', state: 'AVAILABLE', runningMode: 'AUTO_STOP', bundleId: 'wsb-new' };
    const seen = new Map([['ws-old', desktop as FleetDesktop]]);
    const step = stepOf(wave, { looked: new Set(['ws-old']), seen, connected: new Set() }, began);
    expect([step.ask, step.wave.desktops[0]?.why]).toEqual([[], 'it is of this bundle already']);
  });
});

describe('the last snapshot of a desktop', () => {
  const hours = (count: number): number => began - count * 60 * minute;
  test.each<[string, string, number | undefined, RegExp | undefined]>([
    ['is fresh enough', 'AVAILABLE', hours(11), undefined],
    ['is too old', 'AVAILABLE', hours(30), /30 h old, more than 24/],
    ['is old, and nothing was written since: the desktop is stopped', 'STOPPED', hours(300), undefined],
    ['is not there', 'STOPPED', undefined, /no snapshot/],
  ])('%s', (_, state, at, expected) => {
    const why = staleSnapshot({ snapshotHours: 24 }, state, at, began);
    if (expected) expect(why).toMatch(expected);
    else expect(why).toBeUndefined();
  });
});

test('tags are given in any state, whoever is connected, and a broken desktop is no bad end', () => {
  const wave = waveOf(2, { stages: [2], action: 'tag' });
  const first = pass(wave, began, () => 'ERROR', ['ws-0', 'ws-1']);
  expect(first.asked).toEqual(['ws-0', 'ws-1']);
  const end = pass(first.wave, began + 5 * minute, () => 'ERROR').wave;
  expect([count(end, 'done'), end.ended]).toEqual([2, 'done']);
});
