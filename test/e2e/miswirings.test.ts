import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountMiswirings } from './miswirings/account.js';
import { federationMiswirings } from './miswirings/federation.js';
import { Original } from './miswirings/original.js';
import type { Caught, Miswiring } from './miswirings/miswiring.js';
import { orderMiswirings } from './miswirings/order.js';
import { registrationMiswirings } from './miswirings/registration.js';
import { onOneLine } from './terraform.js';
import { say } from './worlds.js';

// Scenario 6: wrong wires put into the synthesized JSON, each of which has to show. Every one gets both clouds and a life
// of its own: foundation, handshake, connected, people at work, a second plan, a rebuild, destroy.

const all = [...registrationMiswirings, ...federationMiswirings, ...accountMiswirings, ...orderMiswirings];
const wanted = process.env['ENTRA_WORKSPACES_ALL_MISWIRINGS'] === '1' ? all : all.filter(({ asked }) => !asked);
/** Lives at a time: they wait more than they compute. */
const side = Number(process.env['ENTRA_WORKSPACES_MISWIRINGS_SIDE_BY_SIDE'] ?? 4);

/** Many lives wait for few places. */
const patience = 1_800_000;

describe('wrong wires', () => {
  let original: Original;
  const lives = new Map<Miswiring | undefined, Promise<Caught | undefined>>();

  beforeAll(async () => {
    original = await Original.synthesize();
    const waiting = [undefined, ...wanted];
    const begun = waiting.map((miswiring) => {
      let begin = (): void => undefined;
      const life = new Promise<void>((resolve) => (begin = resolve)).then(() => original.live(miswiring));
      life.catch(() => undefined);
      lives.set(miswiring, life);
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
      expect(await lives.get(undefined)).toBeUndefined();
    },
    patience,
  );

  test.each(wanted.map((miswiring) => [miswiring.what, miswiring] as const))(
    '%s',
    async (what, miswiring) => {
      const caught = await lives.get(miswiring);
      const says = caught ? onOneLine(caught.says) : 'nobody noticed';
      expect([caught?.at, says]).toEqual([miswiring.at, expect.stringMatching(patternOf(miswiring.says))]);
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
