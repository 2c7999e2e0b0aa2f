import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
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
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(world: FleetWorld, each: Step): Promise<void> {
  const users = [...world.users.values()];
  const user = 'who' in each ? users[each.who % Math.max(1, users.length)] : undefined;
  switch (each.kind) {
    case 'join': {
      const upn = `user${each.name}@contoso.com`;
      // A name is one person's at a time; that of a deleted one may be given again.
      if (!users.some((one) => one.upn === upn)) world.join(upn);
      return;
    }
    case 'leave':
    case 'drain':
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
    case 'vanish': {
      const desktop = [...world.desktops.keys()][each.who % Math.max(1, world.desktops.size)];
      if (desktop !== undefined) world.desktops.delete(desktop);
      return;
    }
    case 'reset':
      // SCIM was set up anew: everybody comes back under a new id.
      for (const one of users) {
        world.users.delete(one.id);
        Object.assign(world.join(one.upn), { enabled: one.enabled, inGroup: one.inGroup });
      }
      return;
    case 'gone':
    case 'back':
      world.groupIsGone = each.kind === 'gone';
      return;
    case 'remember':
      return world.remember();
    case 'restore':
      return world.restore();
    case 'approve':
      return world.approveAll();
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

/** Members who wait for a person's word: somebody else had, or has, a desktop under their name. */
function disputed(world: FleetWorld): Set<string> {
  return new Set(
    world
      .decide()
      .findings.filter(({ what }) => what === 'same-name-other-person' || what === 'several-desktops')
      .map(({ upn }) => upn ?? ''),
  );
}

describe('random histories of a fleet', () => {
  test(`${runs} of them end with one desktop a member and nothing removed that should have stayed`, async () => {
    await fc.assert(
      fc.asyncProperty(anyBehaviour, fc.array(step, { minLength: 5, maxLength: 40 }), async (behaviour, steps) => {
        const world = new FleetWorld(behaviour);
        for (const each of steps) await play(world, each);
        await settle(world);
        const waiting = disputed(world);
        expect(world.wrong).toEqual([]);
        for (const { id, upn } of world.members) {
          const row = world.rows.get(id);
          if (waiting.has(upn)) continue;
          const desktop = world.desktops.get(row?.desktopId ?? '');
          // One that was stopped while its user was held starts when the user connects.
          const has = desktop?.state === 'STOPPED' ? 'AVAILABLE' : desktop?.state;
          expect({ upn, phase: row?.phase, has }).toEqual({ upn, phase: 'present', has: 'AVAILABLE' });
        }
        const owned = [...world.rows.values()].flatMap(({ desktopId }) => desktopId ?? []);
        expect(owned.length).toBe(new Set(owned).size);
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
