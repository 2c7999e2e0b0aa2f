import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonMembers, type MemberPath } from '../../../wizard/clouds/json-members.js';

function read(text: Uint8Array | string, wanted: readonly MemberPath[], cutAt: readonly number[] = []) {
  const found: [string, unknown][] = [];
  const bytes = Buffer.from(text as string);
  const members = new JsonMembers(wanted, (path, value) => found.push([path.join('/'), value]));
  const cuts = [0, ...cutAt.map((each) => each % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
  for (const [index, end] of cuts.entries()) {
    if (index === 0) continue;
    // A part that its giver uses again afterwards.
    const part = Uint8Array.from(bytes.subarray(cuts[index - 1], end));
    members.write(part);
    part.fill(0);
  }
  members.end();
  return found;
}

/** The same, of JSON that was parsed as a whole. */
const whole = (
  value: Record<string, unknown>,
  [first = '', ...rest]: MemberPath,
  at: string[] = [],
): [string, unknown][] =>
  Object.entries(value)
    .filter(([name]) => first === '*' || first === name)
    .flatMap(([name, each]): [string, unknown][] => {
      const path = [...at, name];
      if (rest.length === 0) return [[path.join('/'), each]];
      const isObject = typeof each === 'object' && each !== null && !Array.isArray(each);
      return isObject ? whole(each as Record<string, unknown>, rest, path) : [];
    });

describe('members of JSON that comes in parts', () => {
  test('are those of the whole, however it is written and cut', () => {
    const names = fc.oneof(fc.constantFrom('products', 'terms', 'a"b', 'ü\\', ''), fc.string({ maxLength: 4 }));
    const json = fc.dictionary(names, fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>, {
      noNullPrototype: true,
    });
    const paths = fc.constantFrom<MemberPath>(['*'], ['*', '*'], ['products', '*'], ['*', '*', '*']);
    fc.assert(
      fc.property(json, paths, fc.nat(3), fc.array(fc.nat(), { maxLength: 6 }), (value, path, indent, cuts) => {
        const parsed = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        expect(read(JSON.stringify(value, undefined, indent), [path], cuts)).toEqual(whole(parsed, path));
      }),
      { numRuns: 500 },
    );
  });

  test('of several paths come in the order in which they stand', () => {
    const text = '{"terms":{"OnDemand":{"s1":1},"Reserved":{"s1":2}},"products":{"s1":{"x":[{"s2":3}]}}}';
    expect(
      read(text, [
        ['products', '*'],
        ['terms', 'OnDemand', '*'],
      ]),
    ).toEqual([
      ['terms/OnDemand/s1', 1],
      ['products/s1', { x: [{ s2: 3 }] }],
    ]);
  });

  test.each<[string, string]>([
    ['ends early', '{"products":{"s1":{}'],
    ['is empty', ''],
    ['is a list', '[1]'],
    ['is a web page', '<html></html>'],
    ['goes on after its end', '{} {}'],
    ['mixes its brackets', '{"a":[}]}'],
    ['has a member that is no JSON', '{"products":{"s1":{"x":tru}}}'],
  ])('are none where it %s', (_, text) => {
    expect(() => read(text, [['products', '*']])).toThrow(SyntaxError);
  });

  test('one that is larger than any price has an end', () => {
    expect(() => read(`{"products":{"s1":"${'x'.repeat(1024 * 1024)}"}}`, [['products', '*']])).toThrow(
      'larger than 1 MB',
    );
  });

  test('what is passed over takes no memory, however large', () => {
    const members = new JsonMembers([['products', '*']], () => undefined);
    members.write(Buffer.from('{"terms":{"Reserved":"'));
    const part = Buffer.alloc(1024 * 1024, 'x');
    for (let megabyte = 0; megabyte < 16; megabyte += 1) members.write(part);
    // What would be kept of one that is wanted ends at 1 MB, with an error.
    members.write(Buffer.from('"}}'));
    members.end();
  });
});
