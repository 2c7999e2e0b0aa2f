/** The items of a fleet in DynamoDB: what is asked for, and what follows from an answer. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { FleetTable } from '../../../function/fleet/table.js';
import type { FleetRow } from '../../../domain/fleet/types.js';
import type { Wave } from '../../../domain/fleet/wave-types.js';

type Item = Record<string, { S?: string; N?: string; B?: string }>;
interface Call {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

const keyOf = (item: Item): string => `${item['fleet']?.S} ${item['item']?.S}`;

/** One table, which gives a query two items a page. */
class Dynamo {
  readonly calls: Call[] = [];
  readonly items = new Map<string, Item>();

  answer({ operation, input }: Call): object {
    this.calls.push({ operation, input });
    const values = (input['ExpressionAttributeValues'] ?? {}) as Item;
    switch (operation) {
      case 'GetItem': {
        const found = this.items.get(keyOf(input['Key'] as Item));
        return found ? { Item: found } : {};
      }
      case 'DeleteItem':
        this.items.delete(keyOf(input['Key'] as Item));
        return {};
      case 'PutItem': {
        const item = input['Item'] as Item;
        const there = this.items.get(keyOf(item));
        const condition = input['ConditionExpression'];
        const holds =
          condition === undefined ||
          (condition === 'attribute_not_exists(fleet)' ? !there : there?.['version']?.N === values[':expected']?.N);
        if (!holds) throw new Error('ConditionalCheckFailedException');
        this.items.set(keyOf(item), item);
        return {};
      }
      default: {
        const all = [...this.items.values()].filter(
          (each) =>
            each['fleet']?.S === values[':fleet']?.S && (each['item']?.S ?? '').startsWith(values[':prefix']?.S ?? ''),
        );
        const from = Number((input['ExclusiveStartKey'] as { at?: number } | undefined)?.at ?? 0);
        return {
          Items: all.slice(from, from + 2),
          ...(from + 2 < all.length ? { LastEvaluatedKey: { at: from + 2 } } : {}),
        };
      }
    }
  }
}

const usualFetch = globalThis.fetch;
let dynamo: Dynamo;
let table: FleetTable;
beforeEach(() => {
  dynamo = new Dynamo();
  table = new FleetTable('contoso-fleet');
  globalThis.fetch = (async (_: unknown, init: { headers: Record<string, string>; body: string }) => {
    const operation = init.headers['x-amz-target']!.split('.')[1]!;
    try {
      return Response.json(dynamo.answer({ operation, input: JSON.parse(init.body) as Record<string, unknown> }));
    } catch (error) {
      return Response.json({ __type: `com.amazonaws#${(error as Error).message}` }, { status: 400 });
    }
  }) as unknown as typeof fetch;
});
afterEach(() => {
  globalThis.fetch = usualFetch;
});

const row = (number: number, version = 1): FleetRow => ({
  userId: `id-${number}`,
  upn: `u${number}@contoso.com`,
  version,
  phase: 'present',
  at: 1,
});
const put = (fleet: string, item: string, json: object): void =>
  void dynamo.items.set(`${fleet} ${item}`, {
    fleet: { S: fleet },
    item: { S: item },
    json: { S: JSON.stringify(json) },
  });
const wave = (id: string, rest: Partial<Wave>): void => {
  const packed = { B: gzipSync(JSON.stringify({ id, at: 1, until: 1, version: 1, ...rest })).toString('base64') };
  dynamo.items.set(`berlin wave#${id}`, { fleet: { S: 'berlin' }, item: { S: `wave#${id}` }, packed });
};

describe('the table of a fleet', () => {
  test('gives all rows of a site, page after page, and none of another', async () => {
    for (const number of [1, 2, 3, 4, 5]) await table.of('berlin').write(row(number), 0);
    await table.of('paris').write(row(6), 0);
    expect((await table.of('berlin').rows()).map(({ userId }) => userId)).toEqual(
      [1, 2, 3, 4, 5].map((number) => `id-${number}`),
    );
  });

  test('is read as it is now, not as it was a moment ago', async () => {
    await table.of('berlin').row('id-1');
    await table.of('berlin').rows();
    expect(dynamo.calls.map(({ operation, input }) => [operation, input['ConsistentRead']])).toEqual([
      ['GetItem', true],
      ['Query', true],
    ]);
  });

  test('takes a row only where the one that was read is still there', async () => {
    const memory = table.of('berlin');
    expect(await memory.write(row(1), 0)).toBe(true);
    expect(await memory.write(row(1), 0)).toBe(false);
    expect(await memory.write(row(1, 2), 1)).toBe(true);
    expect(await memory.write(row(1, 2), 1)).toBe(false);
  });

  test('says that a fleet is paused by a person, and where its policy is gone', async () => {
    put('#policies', 'berlin', { site: 'berlin' });
    expect(await table.of('berlin').control()).toEqual({});
    await table.pause('berlin', 'ada');
    expect(await table.of('berlin').control()).toEqual({ paused: true });
    await table.resume('berlin');
    expect(await table.of('berlin').control()).toEqual({});
    await table.removeSettings('berlin');
    expect(await table.of('berlin').control()).toEqual({ paused: true });
  });

  test('lets a fleet go with what a person said of it, and with nothing of another site', async () => {
    for (const site of ['berlin', 'paris']) {
      put('#policies', site, { site });
      put(site, 'pause', {});
      put(site, 'ending', { ending: 'empty', at: 1 });
      put(site, 'control', {});
    }
    await table.removeSettings('berlin');
    expect([...dynamo.items.keys()].sort()).toEqual([
      '#policies paris',
      'berlin control',
      'paris control',
      'paris ending',
      'paris pause',
    ]);
  });

  test('opens the waves that have not ended, the oldest first', async () => {
    wave('b', { at: 3 });
    wave('c', { at: 2 });
    wave('a', { at: 1, ended: 'done' });
    expect((await table.waves('berlin').open()).map(({ id }) => id)).toEqual(['c', 'b']);
  });

  test('forgets old waves that have ended and old requests, and nothing that is under way', async () => {
    wave('old', { until: 10, ended: 'done' });
    wave('running', { until: 10 });
    wave('new', { until: 30, ended: 'done' });
    for (const [id, until] of [
      ['past', 10],
      ['coming', 30],
    ] as const)
      put('berlin', `request#${id}`, { id, until, actions: [] });
    await table.forgetOld('berlin', 20);
    expect([...dynamo.items.keys()].sort()).toEqual([
      'berlin request#coming',
      'berlin wave#new',
      'berlin wave#running',
    ]);
  });
});
