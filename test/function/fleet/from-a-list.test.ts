import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fleetTag, personTag } from '../../../domain/fleet/removal.js';
import type { FormerUser } from '../../../domain/fleet/types.js';
import { FleetWorld, policy, usual, type Trouble } from './world.js';

// A former list in random passes that are killed, lose answers and run two at once: every desktop is the one that was there,
// those of the list are the fleet's in the end, all others are nobody's.

const trouble: fc.Arbitrary<Trouble> = fc.oneof(fc.constant({}), fc.record({ killAt: fc.integer({ min: 1, max: 6 }) }));
/** `gone`: on hold, and SCIM has taken them out. `outside`: on the list, active, and not in the group. */
const kind = fc.constantFrom('active', 'active', 'held', 'gone', 'outside', 'stranger' as const);
const pass = fc.record({ trouble, two: fc.boolean(), minutes: fc.constantFrom(5, 15, 60) });

test('desktops of a former list are taken over as they are, whatever happens meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(kind, { minLength: 1, maxLength: 9 }),
      fc.array(pass, { maxLength: 12 }),
      async (kinds, passes) => {
        const people = kinds.map((each, at) => ({ kind: each, upn: `user${at}@contoso.com`, id: `ws-of-${at}` }));
        const from = people
          .filter((each) => each.kind !== 'stranger')
          .map(({ upn, kind: what }): FormerUser => ({
            upn,
            ...(what === 'held' || what === 'gone' ? { held: true } : {}),
          }));
        const world = new FleetWorld(usual, { ...policy, from });
        for (const { kind: what, upn, id } of people) {
          const user = what === 'gone' ? undefined : world.join(upn);
          if (user && what !== 'active' && what !== 'stranger') user.inGroup = false;
          const desktop = {
            id,
            userName: upn,
            state: 'AVAILABLE',
            runningMode: 'AUTO_STOP' as const,
            madeAt: 0,
            tags: {},
          };
          world.desktops.set(id, desktop);
        }
        for (const each of passes) {
          const second = each.two ? world.decide() : undefined;
          await world.pass(each.trouble);
          if (second) await world.perform(second);
          world.advance(each.minutes);
        }
        for (let clean = 0; clean < 4; clean += 1) {
          await world.pass();
          world.advance(60);
        }
        expect(world.wrong).toEqual([]);
        expect([...world.desktops.keys()].sort()).toEqual(people.map(({ id }) => id).sort());
        const rows = new Map([...world.rows.values()].map((row) => [row.desktopId, row]));
        for (const { kind: what, id } of people) {
          const [row, tags] = [rows.get(id), world.desktops.get(id)?.tags];
          if (what === 'active' || what === 'held' || what === 'gone') {
            expect(row).toMatchObject({ phase: what === 'active' ? 'present' : 'held', origin: 'adopted' });
            expect(tags).toEqual({ [fleetTag]: policy.fleet, [personTag]: row?.userId });
          } else {
            expect(row).toBeUndefined();
            expect(tags).toEqual({});
          }
        }
      },
    ),
    { numRuns: Number(process.env['FLEET_HISTORIES'] ?? 300) },
  );
});
