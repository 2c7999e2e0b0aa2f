import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { befall, bringAnew, expectRest, type ByKind } from './happenings.js';
import { anyBehaviour, FleetWorld, policy, type Trouble } from './world.js';

// Random histories of people, faults and passes: whatever happens, in the end every member has one desktop, nobody's was
// removed before its time, and nothing went without both witnesses. FLEET_HISTORIES=10000 plays that many.

const runs = Number(process.env['FLEET_HISTORIES'] ?? 300);

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ lose: true }) },
  { weight: 1, arbitrary: fc.record({ killAt: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ refuse: fc.constantFrom('ResourceNotFound.User', 'SomethingNew', 'ResourceLimitExceeded') }),
  },
);

const who = fc.nat(40);
const step = fc.oneof(
  fc.record({ kind: fc.constant('join' as const), name: fc.nat(9) }),
  fc.record({ kind: fc.constantFrom('leave' as const, 'disable' as const, 'return' as const, 'rename' as const), who }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'vanish' as const), who }),
  fc.record({ kind: fc.constantFrom('reset' as const, 'gone' as const, 'back' as const, 'remember' as const) }),
  fc.record({ kind: fc.constant('restore' as const) }),
  fc.record({ kind: fc.constant('drain' as const), who }),
  fc.record({ kind: fc.constant('connect' as const), who }),
  fc.record({ kind: fc.constant('migrate' as const), who, back: fc.boolean() }),
  fc.record({ kind: fc.constant('approve' as const) }),
  fc.record({ kind: fc.constant('pass' as const), trouble, minutes: fc.constantFrom(5, 15, 60, 24 * 60, 8 * 24 * 60) }),
  fc.record({ kind: fc.constant('pass' as const), trouble, minutes: fc.constantFrom(1, 5, 15) }),
  fc.record({ kind: fc.constant('two-passes' as const), trouble, minutes: fc.constantFrom(1, 15) }),
);
type Step = typeof step extends fc.Arbitrary<infer T extends { kind: string }> ? ByKind<T> : never;

async function play(world: FleetWorld, each: Step): Promise<void> {
  switch (each.kind) {
    case 'drain':
      return befall(world, { kind: 'leave', who: each.who });
    case 'reset':
      // SCIM was set up anew: everybody comes back under a new id.
      for (const one of [...world.users.values()]) bringAnew(world, one);
      return;
    case 'pass':
      await world.pass(each.trouble);
      return world.advance(each.minutes);
    case 'two-passes': {
      const [one, other] = [world.decide(), world.decide()];
      world.trouble = each.trouble;
      await world.perform(one);
      await world.perform(other);
      return world.advance(each.minutes);
    }
    default:
      return befall(world, each);
  }
}

/** Nothing goes wrong any more, everything asked for is approved: the fleet comes to rest. */
async function settle(world: FleetWorld): Promise<void> {
  world.groupIsGone = false;
  for (const each of world.desktops.values()) each.connected = false;
  for (let round = 0; round < 60; round += 1) {
    world.approveAll();
    await world.pass();
    world.advance(20);
  }
}

describe('random histories of a fleet', () => {
  test(`${runs} of them end with one desktop a member and nothing removed that should have stayed`, async () => {
    await fc.assert(
      fc.asyncProperty(anyBehaviour, fc.array(step, { minLength: 5, maxLength: 40 }), async (behaviour, steps) => {
        const world = new FleetWorld(behaviour);
        for (const each of steps) await play(world, each);
        await settle(world);
        expectRest(world);
      }),
      { numRuns: runs, ...(process.env['FC_SEED'] ? { seed: Number(process.env['FC_SEED']) } : {}) },
    );
  });

  test('who left is held for the days of the policy and then gone, and a desktop a member stays', async () => {
    const world = new FleetWorld();
    const [ada, grace] = [world.join('ada@contoso.com'), world.join('grace@contoso.com')];
    await settle(world);
    grace.inGroup = false;
    await settle(world);
    expect(world.rows.get(grace.id)?.phase).toBe('held');
    for (let days = 0; days < policy.holdDays + 1; days += 1) {
      await world.pass();
      world.advance(24 * 60);
    }
    await settle(world);
    expect([...world.desktops.values()].map(({ userName }) => userName)).toEqual([ada.upn]);
    expect(world.wrong).toEqual([]);
  });
});
