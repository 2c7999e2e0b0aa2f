import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../domain/fleet/decision.js';
import { day } from '../../../domain/day.js';
import { minute } from '../../../domain/fleet/timing.js';
import type { FleetDesktop, Person, Situation } from '../../../domain/fleet/types.js';
import { policy } from '../../function/fleet/world.js';
import { desktop, done, now, people, person, row, situation } from './situation.js';

const said = (rest: Partial<Situation>): string[] => decide(situation(rest)).findings.map(({ what }) => what);

describe('what a pass decides for one person', () => {
  const members = { members: [person(1), person(2)] };
  const left = { members: [person(2)] };
  const others = { rows: [row(2)], desktops: [desktop(2)] };

  test.each<[string, Partial<Situation>, string[]]>([
    ['a newcomer gets a desktop', { group: members, ...others }, ['create id-1']],
    [
      'a desktop of that name is adopted',
      { group: members, rows: [row(2)], desktops: [desktop(2), desktop(1)] },
      ['adopt id-1'],
    ],
    [
      'one asked for a moment ago is waited for',
      {
        group: members,
        ...others,
        rows: [row(2), row(1, { phase: 'creating', at: now - 5 * minute, desktopId: undefined } as never)],
      },
      [],
    ],
    [
      'one that never appeared is asked for again',
      {
        group: members,
        ...others,
        rows: [row(2), row(1, { phase: 'creating', at: now - 16 * minute, desktopId: undefined } as never)],
      },
      ['create id-1'],
    ],
    [
      'one whose answer was lost is found by its name',
      {
        group: members,
        rows: [row(2), row(1, { phase: 'creating', at: now, desktopId: undefined } as never)],
        desktops: [desktop(1), desktop(2)],
      },
      ['learn id-1'],
    ],
    ['who left is held', { group: left, rows: [row(1), row(2)], desktops: [desktop(1), desktop(2)] }, ['hold id-1']],
    [
      'who was disabled is held',
      {
        group: { members: [{ ...person(1), enabled: false }, person(2)] },
        rows: [row(1), row(2)],
        desktops: [desktop(1), desktop(2)],
      },
      ['hold id-1'],
    ],
    [
      'who is held is stopped',
      {
        group: left,
        rows: [row(1, { phase: 'held', heldAt: now, holdUntil: now + 7 * day }), row(2)],
        desktops: [desktop(1), desktop(2)],
      },
      ['stop id-1'],
    ],
    [
      'who is back is released',
      {
        group: members,
        rows: [row(1, { phase: 'held', heldAt: now, holdUntil: now + day }), row(2)],
        desktops: [desktop(1), desktop(2)],
      },
      ['release id-1'],
    ],
    [
      'whose hold is over is removed',
      {
        group: left,
        rows: [row(1, { phase: 'held', heldAt: now - 8 * day, holdUntil: now - day }), row(2)],
        desktops: [desktop(1), desktop(2)],
      },
      ['remove id-1'],
    ],
    [
      'one that was asked to go, is still there and is kept now stays',
      {
        group: left,
        rows: [row(1, { phase: 'removing', at: now - day, holdUntil: now - day, keep: true }), row(2)],
        desktops: [desktop(1), desktop(2)],
      },
      [],
    ],
    [
      'AlwaysOn keeps its paid month',
      {
        group: left,
        rows: [row(1, { phase: 'held', heldAt: now, holdUntil: now + 20 * day }), row(2)],
        desktops: [desktop(1, { runningMode: 'ALWAYS_ON' }), desktop(2)],
      },
      [],
    ],
    [
      'AlwaysOn turns to AutoStop in the next month',
      {
        group: left,
        rows: [row(1, { phase: 'held', heldAt: now - 25 * day, holdUntil: now + 5 * day }), row(2)],
        desktops: [desktop(1, { runningMode: 'ALWAYS_ON' }), desktop(2)],
      },
      ['mode id-1'],
    ],
    [
      'a changed running mode goes back',
      { group: members, rows: [row(1), row(2)], desktops: [desktop(1, { runningMode: 'ALWAYS_ON' }), desktop(2)] },
      ['mode id-1'],
    ],
    ['nothing while paused', { group: members, control: { paused: true } }, []],
    ['nothing without the members', { group: { unreadable: 'denied' }, rows: [row(1)], desktops: [desktop(1)] }, []],
    ['nobody is held when the group is empty', { group: { members: [] }, rows: [row(1)], desktops: [desktop(1)] }, []],
  ])('%s', (_, given, expected) => {
    expect(done(given)).toEqual(expected);
  });

  test('a held desktop is locked only once it is seen stopped, and only where the policy says so', () => {
    const held = { group: left, rows: [row(1, { phase: 'held', heldAt: now, holdUntil: now + day }), row(2)] } as const;
    const locking = { ...held, policy: { ...policy, lock: true } };
    expect(done({ ...locking, desktops: [desktop(1), desktop(2)] })).toEqual(['stop id-1']);
    expect(done({ ...locking, desktops: [desktop(1, { state: 'STOPPED' }), desktop(2)] })).toEqual(['lock id-1']);
    expect(done({ ...held, desktops: [desktop(1, { state: 'STOPPED' }), desktop(2)] })).toEqual([]);
  });

  test('a name under another id is neither adopted nor stopped nor removed until a person says who it is', () => {
    const again: Person = { userId: 'id-9', upn: 'user1@contoso.com', enabled: true };
    const over = row(1, { phase: 'held', heldAt: now - 8 * day, holdUntil: now - day });
    const given = { group: { members: [again, person(2)] }, rows: [over, row(2)], desktops: [desktop(1), desktop(2)] };
    expect(done(given)).toEqual([]);
    expect(said(given)).toContain('same-name-other-person');
    expect(done({ ...given, rows: [{ ...over, otherPerson: true }, row(2)] })).toEqual(['remove id-1']);
  });

  test("a desktop with another person's tag and no row is told with a way out that exists: there is nothing to release", () => {
    const failure = { code: 'AnotherPersonsTag', at: now, times: 1, until: now + day };
    const waits = row(1, { phase: 'wanted', desktopId: undefined, failure } as never);
    const { findings } = decide(
      situation({ group: members, rows: [waits, row(2)], desktops: [desktop(1), desktop(2)] }),
    );
    expect(findings).toMatchObject([
      { what: 'same-name-other-person', why: expect.stringContaining('entra-workspaces:person') },
    ]);
    expect(findings[0]?.why).not.toContain('fleet release');
  });

  test('a desktop of somebody who was never in the group is said and left alone', () => {
    expect(said({ group: left, ...others, desktops: [desktop(2), desktop(7)] })).toEqual(['not-of-the-fleet']);
  });
});

describe('limits and approval', () => {
  const few = { ...policy, limits: { create: 2, hold: 2, remove: 1, sharePercent: 50 } };

  test('what is within goes ahead, the rest is a request that an approval lets through', () => {
    const given = { policy: few, group: { members: people(5) } };
    const first = decide(situation(given));
    expect(first.actions.map(({ kind }) => kind)).toEqual(['create', 'create']);
    expect(first.request?.actions).toHaveLength(3);
    const request = { ...first.request!, approvedBy: 'grace@contoso.com' };
    expect(decide(situation({ ...given, requests: [request] })).actions).toHaveLength(5);
    const changed = {
      ...request,
      actions: [...request.actions, { kind: 'create' as const, userId: 'id-8', upn: 'x' }],
    };
    expect(decide(situation({ ...given, requests: [changed] })).actions).toHaveLength(2);
    expect(decide(situation({ ...given, requests: [{ ...request, until: now }] })).actions).toHaveLength(2);
  });

  test('an open request is not made twice', () => {
    const given = { policy: few, group: { members: people(5) } };
    const { request } = decide(situation(given));
    expect(decide(situation({ ...given, requests: [request!] })).request).toBeUndefined();
  });

  test('what was done in the last 24 hours counts', () => {
    const rows = [row(8, { createdAt: now - 23 * 60 * minute }), row(9, { createdAt: now - 25 * 60 * minute })];
    const desktops = [desktop(8), desktop(9)];
    const members = [...people(5), person(8), person(9)];
    expect(done({ policy: few, group: { members }, rows, desktops })).toEqual(['create id-0']);
  });

  test('more leavers than the share stop holds, a slow drain as well', () => {
    const rows = Array.from({ length: 100 }, (_, each) => row(each));
    const desktops = rows.map((_, each) => desktop(each));
    const gone = decide(situation({ group: { members: people(90, 10) }, rows, desktops }));
    expect(gone.actions).toEqual([]);
    expect(gone.stopped.departures).toMatch(/10 of 100/);
    expect(gone.request?.actions).toHaveLength(10);
    // Five were held over the week already: the next one is one too many.
    const drained = rows.map((each, index) =>
      index < 5 ? { ...each, phase: 'held' as const, heldAt: now - index * day, holdUntil: now + day } : each,
    );
    const slow = decide(
      situation({
        group: { members: people(94, 6) },
        rows: drained,
        desktops,
        control: { highs: { [String(Math.floor(now / day) - 6)]: 100 } },
      }),
    );
    expect(slow.actions.filter(({ kind }) => kind === 'hold')).toEqual([]);
    expect(slow.stopped.departures).toMatch(/6 of 100/);
  });

  test('a used-up quota stops creations and says so', () => {
    const failed = row(1, {
      phase: 'wanted',
      failure: { code: 'ResourceLimitExceeded.Workspaces', at: now - minute, times: 1, until: now - 1 },
    });
    const decision = decide(situation({ group: { members: people(3) }, rows: [failed] }));
    expect(decision.actions).toEqual([]);
    expect(decision.stopped.creations).toMatch(/quota/);
  });
});

test('a fleet of 3,000 is decided as a whole, with one action for each newcomer and each leaver', () => {
  const rows = Array.from({ length: 3000 }, (_, each) => row(each));
  const members = people(3000, 20);
  const { actions } = decide(situation({ group: { members }, rows, desktops: rows.map((_, each) => desktop(each)) }));
  const count = (kind: string): number => actions.filter((each) => each.kind === kind).length;
  expect([count('create'), count('hold'), actions.length]).toEqual([20, 20, 40]);
});

describe('a list of desktops that is empty or short', () => {
  const count = 40;
  const rows = Array.from({ length: count }, (_, each) => row(each));
  const desktops = Array.from({ length: count }, (_, each) => desktop(each));
  const group = { members: people(count + 1) };

  test.each<[string, FleetDesktop[], boolean]>([
    ['whole', desktops, false],
    ['without the few that somebody removed by hand', desktops.slice(4), false],
    ['without more than a tenth', desktops.slice(5), true],
    ['empty', [], true],
  ])('%s', (_, listed, isShort) => {
    const { stopped } = decide(situation({ group, rows, desktops: listed }));
    expect([stopped.creations !== undefined, stopped.removals !== undefined]).toEqual([isShort, isShort]);
    expect(done({ group, rows, desktops: listed }).includes('create id-40')).toBe(!isShort);
  });

  test('of a fleet of two counts when it is empty', () => {
    const two = { group: { members: people(3) }, rows: rows.slice(0, 2) };
    expect(decide(situation(two)).stopped.creations).toMatch(/2 of the 2 desktops that were there/);
  });

  test('removes nobody whose hold is over', () => {
    const over = { phase: 'held', heldAt: now - 9 * day, holdUntil: now - day } as const;
    const all = [...rows.slice(1), row(0, over)];
    const members = { members: people(count - 1, 1) };
    expect(done({ group: members, rows: all, desktops })).toEqual(['remove id-0']);
    const listed = desktops.slice(0, 30);
    expect(done({ group: members, rows: all, desktops: listed }).filter((each) => each.startsWith('remove'))).toEqual(
      [],
    );
  });

  test('is believed when a person approves it: then those who lost theirs get another', () => {
    const missing = rows.map((each, index) => (index < 10 ? { ...each, missingSince: now - 20 * minute } : each));
    const found = { group, rows: missing, desktops: desktops.slice(10) };
    const asked = decide(situation(found)).request!;
    expect(asked.actions.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'settle'));
    const approved = { ...found, requests: [{ ...asked, approvedBy: 'ada@contoso.com' }] };
    expect(done(approved).filter((each) => each.startsWith('settle'))).toHaveLength(10);
    const after = { ...found, rows: rows.slice(10) };
    expect(done(after).filter((each) => each.startsWith('create'))).toHaveLength(11);
  });
});

describe('a removal that was refused', () => {
  const over = { phase: 'held', heldAt: now - 9 * day, holdUntil: now - day } as const;
  const rows = Array.from({ length: 30 }, (_, each) => row(each, over));
  const desktops = rows.map((_, each) => desktop(each));
  const group = { members: people(500, 1000) };

  test('makes room for others within the hour, and is tried again after it', () => {
    const refused = { why: 'somebody is connected', at: now - 10 * minute };
    const all = rows.map((each, index) => (index < 25 ? { ...each, refused } : each));
    const going = (at: number): number =>
      decide(situation({ group, rows: all, desktops, now: at })).actions.filter(({ kind }) => kind === 'remove').length;
    expect(going(now)).toBe(5);
    expect(going(now + 60 * minute)).toBe(20);
    expect(said({ group, rows: all, desktops }).filter((each) => each === 'not-removable')).toHaveLength(25);
  });
});
