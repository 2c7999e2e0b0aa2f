import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { befall, bringAnew, expectRest, userAt, type ByKind } from './happenings.js';
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
type Step = typeof step extends fc.Arbitrary<infer T extends { kind: string }> ? ByKind<T> : never;

async function play(world: MachineWorld, each: Step): Promise<void> {
  switch (each.kind) {
    case 'stays-away':
      befall(world, { kind: 'leave', who: each.who });
      await world.start({}, true);
      await world.later(8 * 24 * 60);
      // When the hold is over and before anything else happens.
      await world.start(each.trouble, true);
      return world.later(5);
    case 'anew': {
      const user = userAt(world, each.who);
      if (user) bringAnew(world, user);
      return;
    }
    case 'empty':
      for (const one of world.users.values()) one.inGroup = false;
      return;
    case 'restore-table':
      return world.restoreTable();
    case 'pass':
      // With no time in between, the next one begins while this one waits: two passes at once.
      await world.start(each.trouble, each.full);
      return world.later(each.minutes);
    default:
      return befall(world, each);
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
        expectRest(world);
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
