import { describe, expect, test } from '@jest/globals';
import { day } from '../../../domain/day.js';
import { decide } from '../../../domain/fleet/decision.js';
import { notTakenOver } from '../../../domain/fleet/former.js';
import { sorted } from '../../../domain/fleet/groups.js';
import { rowAfter } from '../../../domain/fleet/transitions.js';
import type { FleetDesktop, FleetPolicy, FleetRow, Person, Situation } from '../../../domain/fleet/types.js';
import { policy } from '../../function/fleet/world.js';
import { now, situation } from './situation.js';

const [ada, grace, alan] = ['ada@contoso.com', 'grace@contoso.com', 'alan@contoso.com'];
const person = (upn: string, rest: Partial<Person> = {}): Person => ({
  userId: `id-${upn}`,
  upn,
  enabled: true,
  ...rest,
});
const desktop = (upn: string, rest: Partial<FleetDesktop> = {}): FleetDesktop => ({
  id: `ws-${upn}`,
  userName: upn,
  state: 'AVAILABLE',
  runningMode: 'AUTO_STOP',
  bundleId: policy.bundleId,
  ...rest,
});
const row = (upn: string, rest: Partial<FleetRow> = {}): FleetRow => ({
  userId: `id-${upn}`,
  upn,
  version: 2,
  phase: 'present',
  at: now - 30 * day,
  origin: 'made',
  desktopId: `ws-${upn}`,
  ...rest,
});
const decided = (rest: Partial<Situation>) => decide(situation(rest));
const lines = (rest: Partial<Situation>): string[] => {
  const { actions, findings } = decided(rest);
  return [
    ...actions.map(({ kind, userId }) => `${kind} ${userId}`),
    ...findings.map(({ what, upn }) => `${what} ${upn}`),
  ];
};
const withFrom = (...from: NonNullable<FleetPolicy['from']>): FleetPolicy => ({ ...policy, from });

describe('desktops of a former list', () => {
  const others = { members: [person(grace)] };
  const rest = { rows: [row(grace)] };

  test.each<[string, Partial<Situation>, string[]]>([
    [
      'of a member are taken over without a tag',
      { group: { members: [person(ada)] }, policy: withFrom({ upn: 'Ada@contoso.com' }), desktops: [desktop(ada)] },
      [`adopt id-${ada}`],
    ],
    [
      'of a member who had none yet are made',
      { group: { members: [person(ada)] }, policy: withFrom({ upn: ada }) },
      [`create id-${ada}`],
    ],
    [
      'of somebody on hold are taken over held',
      {
        ...rest,
        group: others,
        policy: withFrom({ upn: ada, held: true }),
        desktops: [desktop(ada), desktop(grace)],
        formerIds: { [ada]: `id-${ada}` },
      },
      [`adopt id-${ada}`],
    ],
    [
      'of somebody on hold whom SCIM has taken out are taken over under the name',
      { ...rest, group: others, policy: withFrom({ upn: ada, held: true }), desktops: [desktop(ada), desktop(grace)] },
      [`adopt former:${ada}`],
    ],
    [
      'of somebody active whom the group lacks are left alone and said',
      { ...rest, group: others, policy: withFrom({ upn: ada }), desktops: [desktop(ada), desktop(grace)] },
      [`former-not-in-the-group ${ada}`],
    ],
    [
      'are taken over once',
      {
        group: others,
        rows: [row(grace), row(ada, { phase: 'held', holdUntil: now + day })],
        policy: withFrom({ upn: ada, held: true }),
        desktops: [desktop(ada, { state: 'STOPPED' }), desktop(grace)],
      },
      [],
    ],
    [
      'of somebody whom SCIM has taken out are removed by a person alone',
      {
        group: others,
        rows: [row(grace), row(ada, { userId: `former:${ada}`, phase: 'held', holdUntil: now - day })],
        policy: withFrom({ upn: ada, held: true }),
        desktops: [desktop(ada, { state: 'STOPPED' }), desktop(grace)],
      },
      [`removed-by-a-person ${ada}`],
    ],
    [
      'of which there are two under one name are left to a person',
      {
        ...rest,
        group: others,
        policy: withFrom({ upn: ada, held: true }),
        desktops: [desktop(ada), desktop(ada, { id: 'ws-2' }), desktop(grace)],
      },
      [`several-desktops ${ada}`],
    ],
  ])('%s', (_, given, expected) => {
    expect(lines(given)).toEqual(expected);
  });

  test.each([
    ['longer than that of the fleet stays', now + 30 * day, now + 30 * day, undefined],
    ['that is over begins anew: a list removes nobody by itself', now - 100 * day, now + 7 * day, undefined],
    ['without an end stays without: the desktop is kept', undefined, now + 7 * day, true],
  ])('a hold %s', (_, holdUntil, expected, keep) => {
    const [adopts] = decided({
      ...rest,
      group: others,
      policy: withFrom({ upn: ada, held: true, ...(holdUntil === undefined ? {} : { holdUntil }) }),
      desktops: [desktop(ada), desktop(grace)],
      formerIds: { [ada]: `id-${ada}` },
    }).actions;
    const held = rowAfter(adopts!, undefined, now);
    expect(held).toMatchObject({ phase: 'held', holdUntil: expected, origin: 'adopted' });
    expect(held.keep).toBe(keep);
    const later = {
      group: others,
      rows: [row(grace), held],
      desktops: [desktop(ada, { state: 'STOPPED' }), desktop(grace)],
    };
    expect(lines({ ...later, now: expected + 1 })).toEqual([keep ? `kept ${ada}` : `remove id-${ada}`]);
    // No limit of the fleet counts a hold of the list.
    expect(held.heldAt).toBeUndefined();
  });

  test('what the list said of a desktop is in its row, and goes before packages', () => {
    const packages = [{ groupId: 'g-2', runningMode: 'AUTO_STOP' as const }];
    const from = [{ upn: ada, bundle: 'power', runningMode: 'ALWAYS_ON' as const, autoStopMinutes: 120 }];
    const given = { group: { members: [person(ada, { package: 0 })] }, policy: { ...policy, from, packages } };
    const [adopts] = decided({ ...given, desktops: [desktop(ada)] }).actions;
    const own = { bundle: 'power', runningMode: 'ALWAYS_ON', autoStopMinutes: 120 };
    const taken = rowAfter(adopts!, undefined, now);
    expect(taken).toMatchObject({ phase: 'present', own });
    expect(decided({ ...given, rows: [taken], desktops: [desktop(ada)] }).actions).toMatchObject([
      { kind: 'mode', runningMode: 'ALWAYS_ON', autoStopMinutes: 120 },
    ]);
    const gone = { ...taken, phase: 'removed' as const };
    expect(decided({ ...given, rows: [gone] }).actions).toMatchObject([{ kind: 'create', desktop: own }]);
  });

  test('who is not taken over is known by name', () => {
    const given = { policy: withFrom({ upn: ada }, { upn: grace }, { upn: alan }), rows: [row(grace)] };
    expect(notTakenOver({ ...given, desktops: [desktop(ada), desktop(grace)] })).toEqual([ada]);
  });
});

describe('packages', () => {
  const bundles = { power: { bundleId: 'wsb-power', computeType: 'POWER', rootVolumeGib: 80, userVolumeGib: 50 } };
  const packages = [
    { groupId: 'g-power', bundle: 'power' },
    { groupId: 'g-always', runningMode: 'ALWAYS_ON' as const },
  ];
  const packaged: FleetPolicy = { ...policy, packages, bundles };

  test('the first whose group a member is in says what the desktop is', () => {
    const ids = new Map([
      ['g-power', new Set([`id-${ada}`])],
      ['g-always', new Set([`id-${ada}`, `id-${grace}`])],
    ]);
    const members = sorted([person(ada), person(grace), person(alan)], packaged, ids);
    expect(members.map((each) => each.package)).toEqual([0, 1, undefined]);
    expect(decided({ policy: packaged, group: { members } }).actions.map((each) => each.desktop)).toEqual([
      { bundle: 'power' },
      undefined,
      { runningMode: 'ALWAYS_ON' },
    ]);
  });

  test('another package changes the running mode alone; another bundle is said', () => {
    const given = { policy: packaged, rows: [row(ada)], desktops: [desktop(ada)] };
    expect(lines({ ...given, group: { members: [person(ada, { package: 1 })] } })).toEqual([`mode id-${ada}`]);
    const other = { ...given, group: { members: [person(ada, { package: 0 })] } };
    expect(lines(other)).toEqual([`another-bundle ${ada}`]);
    expect(decided(other).findings).toMatchObject([{ why: expect.stringContaining(`desktops migrate ${ada}`) }]);
  });

  test('what was resized in place has the size already: a migration would bring the image, and C: anew', () => {
    const why = (computeType: string) =>
      decided({
        policy: packaged,
        rows: [row(ada)],
        desktops: [{ ...desktop(ada), computeType }],
        group: { members: [person(ada, { package: 0 })] },
      }).findings.map((each) => each.why)[0];
    expect(why('POWER')).toMatch(/its size, POWER, is the right one already.*image.*C: made anew/);
    expect(why('STANDARD')).toMatch(/To move it: entra-workspaces desktops migrate/);
  });

  test('another size than the bundle has is said where people are not to change it, and nowhere else', () => {
    const sized = (computeType: string | undefined, rest: Partial<FleetPolicy> = {}) =>
      lines({
        policy: { ...packaged, computeType: 'STANDARD', ...rest },
        rows: [row(ada)],
        desktops: [{ ...desktop(ada), ...(computeType === undefined ? {} : { computeType }) }],
        group: { members: [person(ada)] },
      });
    expect(sized('POWER')).toEqual([`another-size ${ada}`]);
    expect(sized('STANDARD')).toEqual([]);
    expect(sized(undefined)).toEqual([]);
    expect(sized('POWER', { enforceRunningMode: false })).toEqual([]);
  });
});

describe('a person in the groups of two sites', () => {
  const here = { group: { members: [person(ada, { elsewhere: 'berlin' })] } };

  test('is the first site’s', () => {
    const earlier = [
      { site: 'berlin', groupId: 'g-1' },
      { site: 'paris', groupId: 'g-2' },
    ];
    const ids = new Map([
      ['g-1', new Set<string>()],
      ['g-2', new Set([`id-${ada}`])],
    ]);
    expect(sorted([person(ada), person(grace)], { earlier }, ids).map((each) => each.elsewhere)).toEqual([
      'paris',
      undefined,
    ]);
  });

  test.each<[string, Partial<Situation>, string[]]>([
    ['gets no desktop at the second, with a warning', {}, [`also-at ${ada}`]],
    ['keeps one that is there already', { rows: [row(ada)], desktops: [desktop(ada)] }, [`also-at ${ada}`]],
    [
      'is not given back one that is held there',
      { rows: [row(ada, { phase: 'held', holdUntil: now + day })], desktops: [desktop(ada)] },
      [`also-at ${ada}`],
    ],
  ])('%s', (_, given, expected) => {
    expect(lines({ ...here, ...given })).toEqual(expected);
  });
});

describe('a fleet that a person empties', () => {
  const control = { ending: 'empty' as const };
  const members = [person(ada), person(grace)];
  const everybody = { group: { members }, rows: [row(ada), row(grace)], desktops: [desktop(ada), desktop(grace)] };

  test.each<[string, Partial<Situation>, string[]]>([
    ['removes the desktops of members without hold', everybody, [`remove id-${ada}`, `remove id-${grace}`]],
    [
      'above the limits, at once',
      { ...everybody, policy: { ...policy, limits: { ...policy.limits, remove: 1 } } },
      [`remove id-${ada}`, `remove id-${grace}`],
    ],
    [
      'even if nobody knows who is in the group',
      { ...everybody, group: { unreadable: 'gone' } },
      [`remove id-${ada}`, `remove id-${grace}`],
    ],
    [
      'but for those that a person said to keep',
      { ...everybody, rows: [row(ada, { keep: true }), row(grace)] },
      [`remove id-${grace}`, `kept ${ada}`],
    ],
    ['and for those of others', { desktops: [desktop(alan)] }, []],
    [
      'makes none',
      { group: { members: [person(alan)] }, rows: [row(alan, { phase: 'wanted' })] },
      [`settle id-${alan}`],
    ],
    [
      'finds the one whose answer was lost',
      { rows: [row(ada, { phase: 'creating', at: now, desktopId: undefined } as never)], desktops: [desktop(ada)] },
      [`learn id-${ada}`],
    ],
    [
      'after a restore nothing for 48 hours',
      { ...everybody, control: { ...control, endingAt: now - day / 2, restoredAt: now - day } },
      [],
    ],
    [
      'and then what it was told since',
      { ...everybody, control: { ...control, endingAt: now - 2 * day, restoredAt: now - 3 * day } },
      [`remove id-${ada}`, `remove id-${grace}`],
    ],
    [
      'but never what a table that came back says: a person may have stopped it',
      { ...everybody, control: { ...control, endingAt: now - 9 * day, restoredAt: now - 3 * day } },
      [],
    ],
    ['while paused nothing', { ...everybody, control: { ...control, paused: true } }, []],
  ])('%s', (_, given, expected) => {
    expect(lines({ control, ...given })).toEqual(expected);
  });

  describe('and whose desktops are not in what WorkSpaces answers', () => {
    const four = ['a', 'b', 'c', 'd'].map((each) => `${each}@contoso.com`);
    const lost = four.map((upn) => row(upn, { missingSince: now - day }));
    const settled = four.map((upn) => `settle id-${upn}`);

    test('believes that they are gone only when a person says so: the claim would let the fleet go', () => {
      const asked = decided({ control, rows: lost });
      expect(asked.actions).toEqual([]);
      expect(asked.stopped.removals).toContain('4 of the 4 desktops');
      expect(asked.request?.actions.map(({ kind, userId }) => `${kind} ${userId}`)).toEqual(settled);
      const approved = { ...asked.request!, approvedBy: 'ada' };
      const then = decided({ control, rows: lost, requests: [approved] });
      expect(then.actions.map(({ kind, userId }) => `${kind} ${userId}`)).toEqual(settled);
      expect(then.request).toBeUndefined();
    });

    test('removes no other meanwhile, nor takes one that was asked to go for gone', () => {
      const going = row(grace, { phase: 'removing', at: now - day });
      expect(lines({ control, rows: [...lost, row(ada), going], desktops: [desktop(ada)] })).toEqual([]);
    });
  });
});
