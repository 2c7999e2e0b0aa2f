import { describe, expect, test } from '@jest/globals';
import { day } from '../../../domain/day.js';
import { fleetTag } from '../../../domain/fleet/removal.js';
import type { FleetControl, FleetRow } from '../../../domain/fleet/types.js';
import type { Wave } from '../../../domain/fleet/wave-types.js';
import { ride } from '../../../function/fleet/ride.js';
import { claim } from '../../../function/fleet/claim.js';
import type { FleetTable } from '../../../function/fleet/table.js';
import { FleetWorld } from './world.js';

// A person pauses the fleet, or ends it, and then reads its rows. Whatever call of a pass that falls before, the rows say
// everything that the pass still does: a list that is made of them is whole, and a fleet that is let go leaves nothing.

/** A world in which something happens just before the call number so and so of a pass, reads included. */
class Interleaved extends FleetWorld {
  private count = 0;
  private then: { readonly at: number; readonly run: () => void } | undefined;

  constructor() {
    super();
    for (const part of [this.memory, this.workspaces, this.people, this.removal]) this.watch(part);
  }

  before(at: number, run: () => void): void {
    this.count = 0;
    this.then = { at, run };
  }

  get counted(): number {
    return this.count;
  }

  /** One step of a wave that has this desktop migrated. */
  async migrateByWave(id: string, upn: string): Promise<void> {
    let wave: Wave = {
      id: 'wave',
      version: 1,
      action: 'migrate',
      by: 'ada',
      at: this.now,
      until: this.now + day,
      stages: [1],
      stopAtPercent: 10,
      connectedToo: false,
      desktops: [{ id, upn, state: 'waits', bundleId: 'wsb-new' }],
    };
    await ride({
      waves: {
        open: async () => [wave],
        write: async (next) => {
          wave = next;
          return true;
        },
      },
      memory: this.memory,
      desktops: {
        ...this.workspaces,
        snapshots: async () => ({ both: this.now, 'D:': this.now }),
        ask: async () => {
          this.migrate(id, false);
          return {};
        },
      },
      audit: () => undefined,
      now: () => this.now,
      mayGoOn: () => true,
    });
  }

  private watch(part: object): void {
    const calls = part as Record<string, (...args: unknown[]) => Promise<unknown>>;
    for (const [name, call] of Object.entries(calls)) {
      calls[name] = async (...args) => {
        this.count += 1;
        if (this.then && this.count === this.then.at) this.then.run();
        return call(...args);
      };
    }
  }
}

/** Two join, one is held, one is back, one's hold is over, one has a desktop with the tag and no row, one is migrated. */
async function busy(part: 'plan' | 'wave' = 'plan'): Promise<{ world: Interleaved; pass: () => Promise<void> }> {
  const world = new Interleaved();
  const [, leaves, back, , moves] = ['ada', 'leaves', 'back', 'over', 'moves'].map((name) =>
    world.join(`${name}@contoso.com`),
  );
  const over = [...world.users.values()].find(({ upn }) => upn.startsWith('over'));
  for (let round = 0; round < 4; round += 1) {
    await world.pass();
    world.advance(20);
  }
  if (!leaves || !back || !over || !moves) throw new Error('nobody joined');
  over.inGroup = false;
  back.inGroup = false;
  await world.pass();
  world.advance(8 * 24 * 60);
  // Shown to be a member until a moment ago: the hold of who is back began anew.
  Object.assign(back, { inGroup: true });
  leaves.inGroup = false;
  world.join('new1@contoso.com');
  world.join('new2@contoso.com');
  const tagged = world.join('tagged@contoso.com');
  world.desktops.set('ws-tagged', {
    id: 'ws-tagged',
    userName: tagged.upn,
    state: 'AVAILABLE',
    runningMode: 'AUTO_STOP',
    madeAt: world.now - day,
    tags: { [fleetTag]: world.policy_.fleet },
  });
  const decision = world.decide();
  const kinds = new Set(decision.actions.map(({ kind }) => kind));
  expect([...kinds]).toEqual(expect.arrayContaining(['adopt', 'create', 'hold', 'release', 'remove']));
  const desktopId = world.rows.get(moves.id)?.desktopId ?? '';
  return {
    world,
    pass: () => (part === 'plan' ? world.perform(decision) : world.migrateByWave(desktopId, moves.upn)),
  };
}

const having = (rows: readonly FleetRow[]): string[] =>
  rows.flatMap(({ phase, desktopId }) => (phase === 'removed' || phase === 'wanted' ? [] : (desktopId ?? []))).sort();

describe('rows that are read after a pause', () => {
  test.each([
    ['plan', 30],
    ['wave', 6],
  ] as const)(
    'are all that the %s under way still does, before whichever of its calls (more than %i) the pause falls',
    async (part, least) => {
      const whole = await busy(part);
      whole.world.before(0, () => undefined);
      await whole.pass();
      const calls = whole.world.counted;
      expect(calls).toBeGreaterThan(least);
      const handedOver: number[] = [];
      for (let at = 1; at <= calls; at += 1) {
        const { world, pass } = await busy(part);
        let seen: FleetRow[] = [];
        world.before(at, () => {
          world.control_ = { ...world.control_, paused: true };
          seen = [...world.rows.values()];
        });
        await pass();
        const isUnderWay = seen.some(
          ({ phase, moving }) => phase === 'creating' || phase === 'removing' || moving !== undefined,
        );
        // `fleet migrate --back` refuses then, and nothing was handed over.
        if (isUnderWay) continue;
        handedOver.push(at);
        const living = [...world.desktops.values()].filter(({ state }) => state !== 'TERMINATING').map(({ id }) => id);
        // That of a person who was not the fleet's then is nobody's affair.
        const listed = new Set([...having(seen), 'ws-tagged']);
        expect({ at, inNoList: living.filter((id) => !listed.has(id)) }).toEqual({ at, inNoList: [] });
        expect({ at, gone: having(seen).filter((id) => !living.includes(id)) }).toEqual({ at, gone: [] });
        // One that was seen may be taken back after it: it is in the list then, and a row of it would be too many.
        const later = having([...world.rows.values()]).filter((id) => !having(seen).includes(id));
        expect({ at, later }).toEqual({ at, later: [] });
      }
      expect(handedOver.length).toBeGreaterThan(least / 3);
    },
  );

  test('are taken up again by the passes after it', async () => {
    const { world, pass } = await busy();
    world.before(12, () => (world.control_ = { ...world.control_, paused: true }));
    await pass();
    world.control_ = { ...world.control_, paused: false };
    for (let round = 0; round < 12; round += 1) {
      await world.pass();
      world.advance(20);
    }
    expect(world.wrong).toEqual([]);
    for (const { id, upn } of world.members) expect([upn, world.rows.get(id)?.phase]).toEqual([upn, 'present']);
  });
});

describe('a fleet that is let go', () => {
  test('leaves no desktop of a pass under way behind, whichever of its calls the destroy falls before', async () => {
    const outcomes = new Set<string>();
    // The claim may be quick, or still be at it when the pass has gone on.
    for (const turns of [0, 5, 20, 100]) {
      for (let at = 1; at <= 100; at += 1) {
        const world = new Interleaved();
        world.join('new1@contoso.com');
        world.join('new2@contoso.com');
        const decision = world.decide();
        let outcome: Promise<string> | undefined;
        world.before(at, () => {
          outcome = released(world, turns);
        });
        await world.perform(decision);
        if (!outcome) break;
        const said: string = await outcome;
        outcomes.add(said);
        const left = said === 'released' ? [...world.desktops.keys()] : [];
        expect({ turns, at, left }).toEqual({ turns, at, left: [] });
      }
    }
    expect([...outcomes].sort()).toEqual(['refused', 'released']);
  });

  test('goes on where it is refused, and stays paused where a person had paused it', async () => {
    for (const paused of [false, true]) {
      const world = new Interleaved();
      world.join('ada@contoso.com');
      await world.pass();
      world.control_ = { paused };
      expect(await released(world)).toBe('refused');
      expect(world.control_.paused ?? false).toBe(paused);
    }
  });
});

/** The claim's delete. Between its calls as many turns go to the pass. */
async function released(world: Interleaved, turns = 0): Promise<string> {
  const later = async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  };
  const put = (control: FleetControl): void => {
    world.control_ = control;
  };
  const table = {
    of: () => ({ rows: async () => [...world.rows.values()], control: async () => world.control_ }),
    settings: async () => later().then(() => []),
    pause: async () => put({ ...world.control_, paused: true }),
    resume: async () => put({ ...world.control_, paused: false }),
    // Without a policy the table says that the fleet rests.
    removeSettings: async () => later().then(() => put({ ...world.control_, paused: true })),
  } as unknown as FleetTable;
  const asked = { step: 'claim', site: 'berlin', directoryId: 'd-1', tf: { action: 'delete' } } as const;
  return claim(asked, table, async () => []).then(
    () => 'released',
    () => 'refused',
  );
}
