import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountMiswirings } from './miswirings/account.js';
import { federationMiswirings } from './miswirings/federation.js';
import { Original } from './miswirings/original.js';
import type { Caught } from './miswirings/miswiring.js';
import { orderMiswirings } from './miswirings/order.js';
import { registrationMiswirings } from './miswirings/registration.js';
import type { Expected } from './miswirings/wires.js';
import { onOneLine } from './terraform.js';
import { say } from './worlds.js';

// Scenario 6: wrong wires put into the synthesized JSON, each of which has to show. A life is both clouds from nothing:
// foundation, handshake, connected, people at work, a second plan, a rebuild, destroy; it ends where something shows. Wires
// that do not touch each other and stop terraform are lived together, each judged by the error that names its resource.
// Those that people meet are put into a life in turn, each judged by words that did not show before it and are gone after it.
// ENTRA_WORKSPACES_ALL_MISWIRINGS=1 gives each of all a life of its own.

const all = [...registrationMiswirings, ...federationMiswirings, ...accountMiswirings, ...orderMiswirings];
const eachAlone = process.env['ENTRA_WORKSPACES_ALL_MISWIRINGS'] === '1';
const wanted = eachAlone ? all : all.filter(({ asked }) => !asked);
/** Lives at a time: they wait more than they compute. */
const side = Number(process.env['ENTRA_WORKSPACES_MISWIRINGS_SIDE_BY_SIDE'] ?? 4);

/** What is lived in one world, and what shows of each. */
interface Lived {
  readonly of: readonly (Expected | undefined)[];
  live(original: Original): Promise<readonly Seen[]>;
}

interface Seen {
  readonly caught: Caught | undefined;
  /** What showed right before it and right after it, where others were lived in the same world. */
  readonly around: readonly string[];
}

const isInTurn = (each: Expected): boolean => each.inTurn === true && !eachAlone;
const lifeOf = ({ what, together }: Expected): string => (eachAlone ? undefined : together?.[0]) ?? what;
const inTurn = wanted.filter(isInTurn);
const others = wanted.filter((each) => !isInTurn(each));
const lived: readonly Lived[] = [
  // Neighbours in the tables show in the same words more often than not.
  ...(eachAlone ? [] : [0, 1]).map((rest) => oneAfterTheOther(inTurn.filter((_, at) => at % 2 === rest))),
  alone(undefined),
  ...[...new Set(others.map(lifeOf))].map((life) => {
    const of = others.filter((each) => lifeOf(each) === life);
    return of[0]?.together && !eachAlone ? atOnce(of) : alone(of[0]);
  }),
];

function alone(of: Expected | undefined): Lived {
  return {
    of: [of],
    live: async (original) => [{ caught: await original.live(of ? [of] : []), around: [] }],
  };
}

function oneAfterTheOther(of: readonly Expected[]): Lived {
  return {
    of,
    live: async (original) => {
      const noticed = await original.liveInTurn(of);
      const left = noticed.at(-1);
      if (left) throw new Error(`the wires are right again, and still:\n${left.says}`);
      return of.map((_, at) => ({
        caught: noticed[at],
        around: [noticed[at - 1]?.says ?? '', noticed[at + 1]?.says ?? ''],
      }));
    },
  };
}

function atOnce(of: readonly Expected[]): Lived {
  const addressOf = ({ together }: Expected): string => together?.[1] ?? '';
  return {
    of,
    live: async (original) => {
      const caught = await original.live(of);
      const errors = errorsIn(caught?.says ?? '');
      const stray = errors.filter(([address]) => !of.some((each) => address.startsWith(addressOf(each))));
      if (stray.length > 0) throw new Error(`no wrong wire says why:\n${stray.map(([, text]) => text).join('\n')}`);
      return of.map((each) => {
        const says = errors.flatMap(([address, text]) => (address.startsWith(addressOf(each)) ? text : []));
        return { caught: caught && says.length > 0 ? { ...caught, says: says.join('\n') } : undefined, around: [] };
      });
    },
  };
}

/** Each error that terraform ended with, and what it stands at. */
function errorsIn(output: string): (readonly [address: string, text: string])[] {
  return output
    .split(/^Error: /m)
    .slice(1)
    .map((text) => [/^ +on .*, in (?:resource\.)?([\w.-]+)/m.exec(text)?.[1] ?? '', text] as const);
}

/** Many lives wait for few places. */
const patience = 1_800_000;

describe('wrong wires', () => {
  let original: Original;
  const lives = new Map<Expected | undefined, Promise<Seen | undefined>>();

  beforeAll(async () => {
    original = await Original.synthesize();
    const begun = lived.map((world) => {
      let begin = (): void => undefined;
      const life = new Promise<void>((resolve) => (begin = resolve)).then(() => world.live(original));
      life.catch(() => undefined);
      world.of.forEach((each, at) => {
        const seen = life.then((all) => all[at]);
        seen.catch(() => undefined);
        lives.set(each, seen);
      });
      return { begin, life };
    });
    const worker = async (): Promise<void> => {
      for (let next = begun.shift(); next; next = begun.shift()) {
        next.begin();
        await next.life.catch(() => undefined);
      }
    };
    for (let at = 0; at < side; at += 1) void worker();
  });
  afterAll(async () => {
    await Promise.allSettled(lives.values());
    await original.remove();
  }, patience);

  test(
    'nothing is noticed where nothing is wrong',
    async () => {
      expect(await lives.get(undefined)).toEqual({ caught: undefined, around: [] });
    },
    patience,
  );

  test.each(wanted.map((miswiring) => [miswiring.what, miswiring] as const))(
    '%s',
    async (what, miswiring) => {
      const { caught, around = [] } = (await lives.get(miswiring)) ?? {};
      const says = caught ? onOneLine(caught.says) : 'nobody noticed';
      expect([caught?.at, says]).toEqual([miswiring.at, expect.stringMatching(patternOf(miswiring.says))]);
      for (const other of around) expect(onOneLine(other)).not.toMatch(patternOf(miswiring.says));
      say(`${what}: ${caught?.stage} ${caught?.at}: ${excerpt(says, miswiring.says)}`);
    },
    patience,
  );

  test('at least 20 are lived each time, and those left out are named', () => {
    expect(wanted.length).toBeGreaterThanOrEqual(20);
    if (wanted.length < all.length)
      say(`${all.length - wanted.length} more with ENTRA_WORKSPACES_ALL_MISWIRINGS=1: others of the same classes`);
  });
});

function patternOf(says: string | RegExp): RegExp {
  return typeof says === 'string' ? new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : says;
}

/** The words by which it was noticed, with some of those around them. */
function excerpt(text: string, says: string | RegExp): string {
  const at = text.search(patternOf(says));
  return text.slice(Math.max(0, at - 40), at + 120).trim();
}
