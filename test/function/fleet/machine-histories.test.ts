import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyBehaviour } from './world.js';
import { MachineWorld, type MachineTrouble } from './machine-world.js';

// Random histories as in histories.test.ts, with whole passes: the definition that Terraform deploys, run by the twin's
// interpreter, and faults between and in its functions. FLEET_MACHINE_HISTORIES=500 plays that many.

const runs = Number(process.env['FLEET_MACHINE_HISTORIES'] ?? 40);

const trouble: fc.Arbitrary<MachineTrouble> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ killAt: fc.integer({ min: 1, max: 25 }) }) },
  { weight: 1, arbitrary: fc.constantFrom<MachineTrouble>({ lose: true }, { throttle: true }, { twice: true }) },
  { weight: 1, arbitrary: fc.record({ short: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ skew: fc.constantFrom(-2, 2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ refuse: fc.constantFrom('ResourceNotFound.User', 'SomethingNew', 'ResourceLimitExceeded') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      policyBecomes: fc.constantFrom<object>(
        { holdDays: 10 },
        { holdDays: 7 },
        { lock: true },
        { mode: 'report' },
        { mode: 'apply' },
      ),
    }),
  },
);

const who = fc.nat(40);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join' as const), name: fc.nat(12) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('leave' as const, 'return' as const, 'disable' as const), who }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('rename' as const, 'delete' as const, 'vanish' as const), who }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('empty' as const, 'gone' as const, 'back' as const, 'approve' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('connect' as const, 'anew' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stays-away' as const), who, trouble }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('migrate' as const), who, back: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('remember' as const, 'restore' as const, 'restore-table' as const) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      trouble,
      full: fc.boolean(),
      minutes: fc.constantFrom(0, 1, 5, 15, 60, 24 * 60, 8 * 24 * 60),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(world: MachineWorld, each: Step): Promise<void> {
  const users = [...world.users.values()];
  const user = 'who' in each ? users[each.who % Math.max(1, users.length)] : undefined;
  switch (each.kind) {
    case 'join': {
      const upn = `user${each.name}@contoso.com`;
      if (!users.some((one) => one.upn === upn)) world.join(upn);
      return;
    }
    case 'leave':
      if (user) user.inGroup = false;
      return;
    case 'disable':
      if (user) user.enabled = false;
      return;
    case 'return':
      if (user) Object.assign(user, { inGroup: true, enabled: true });
      return;
    case 'rename':
      if (user && !user.upn.startsWith('new-')) user.upn = `new-${user.id}-${user.upn}`;
      return;
    case 'delete':
      if (user) world.users.delete(user.id);
      return;
    case 'connect': {
      const desktop = [...world.desktops.values()][each.who % Math.max(1, world.desktops.size)];
      if (desktop) desktop.connected = !desktop.connected;
      return;
    }
    case 'migrate':
      return world.migrate([...world.desktops.keys()][each.who % Math.max(1, world.desktops.size)] ?? '', each.back);
    case 'stays-away':
      if (user) user.inGroup = false;
      await world.start({}, true);
      await world.later(8 * 24 * 60);
      // When the hold is over and before anything else happens.
      await world.start(each.trouble, true);
      return world.later(5);
    case 'anew':
      // SCIM brings somebody again, under another id.
      if (user) {
        world.users.delete(user.id);
        Object.assign(world.join(user.upn), { enabled: user.enabled, inGroup: user.inGroup });
      }
      return;
    case 'vanish': {
      const desktop = [...world.desktops.keys()][each.who % Math.max(1, world.desktops.size)];
      if (desktop !== undefined) world.desktops.delete(desktop);
      return;
    }
    case 'empty':
      for (const one of users) one.inGroup = false;
      return;
    case 'gone':
    case 'back':
      world.groupIsGone = each.kind === 'gone';
      return;
    case 'approve':
      return world.approveAll();
    case 'remember':
      return world.remember();
    case 'restore':
    case 'restore-table':
      return each.kind === 'restore' ? world.restore() : world.restoreTable();
    case 'pass':
      // With no time in between, the next one begins while this one waits: two passes at once.
      await world.start(each.trouble, each.full);
      return world.later(each.minutes);
  }
}

/** Nothing goes wrong any more, everything asked for is approved: the fleet comes to rest. */
async function settle(world: MachineWorld): Promise<void> {
  world.groupIsGone = false;
  for (const each of world.desktops.values()) each.connected = false;
  world.policy_ = { ...world.policy_, mode: 'apply' };
  for (let round = 0; round < 60; round += 1) {
    world.approveAll();
    await world.start({}, true);
    await world.later(20);
  }
}

describe('random histories of whole passes', () => {
  test(`${runs} of them end with one desktop a member, none twice, and nothing removed that should have stayed`, async () => {
    const ends = { passes: 0, failed: 0, removals: 0 };
    await fc.assert(
      fc.asyncProperty(anyBehaviour, fc.array(step, { minLength: 10, maxLength: 50 }), async (behaviour, steps) => {
        const world = new MachineWorld(behaviour);
        await world.setUp();
        for (const each of steps) await play(world, each);
        await settle(world);
        const { executions } = world.machines;
        ends.removals += world.removals;
        ends.passes += executions.length;
        ends.failed += executions.filter(({ status }) => status === 'FAILED').length;
        expect(world.wrong).toEqual([]);
        const said = world.decide().findings;
        const waiting = new Set(
          said.flatMap(({ what, upn }) => (/same-name-other-person|several-desktops/.test(what) ? [upn] : [])),
        );
        for (const { id, upn } of world.members) {
          if (waiting.has(upn)) continue;
          const row = world.rows.get(id);
          const state = world.desktops.get(row?.desktopId ?? '')?.state;
          // One that was stopped while its user was held starts when the user connects.
          const has = state === 'STOPPED' ? 'AVAILABLE' : state;
          expect({ upn, phase: row?.phase, has }).toEqual({ upn, phase: 'present', has: 'AVAILABLE' });
        }
        const owned = [...world.rows.values()].flatMap(({ desktopId }) => desktopId ?? []);
        expect(owned.length).toBe(new Set(owned).size);
      }),
      { numRuns: runs, ...(process.env['FC_SEED'] ? { seed: Number(process.env['FC_SEED']) } : {}) },
    );
    // The faults were there: passes died, and others followed.
    expect(ends.failed).toBeGreaterThan(0);
    expect(ends.removals).toBeGreaterThan(0);
    if (process.env['FLEET_MACHINE_HISTORIES'])
      process.stdout.write(`${ends.passes} passes, ${ends.failed} of them died, ${ends.removals} desktops removed\n`);
  });
});
