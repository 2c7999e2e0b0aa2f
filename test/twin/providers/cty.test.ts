import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sameObject, sameValue } from '../../../twin/providers/compare.js';
import { decode, decodeStateJson, encode, typeOf } from '../../../twin/providers/cty.js';
import type { Block } from '../../../twin/providers/schema.js';
import type { CtyType } from '../../../twin/providers/cty-type.js';
import { Dynamic, Unknown, unknown, type Value, type Values } from '../../../twin/providers/value.js';

const everything: Block = {
  attributes: {
    text: { type: 'string', optional: true },
    number: { type: 'number', optional: true },
    on: { type: 'bool', optional: true },
    list: { type: ['list', 'number'], optional: true },
    set: { type: ['set', 'string'], optional: true },
    map: { type: ['map', ['list', 'string']], optional: true },
    object: { type: ['object', { a: 'string', b: ['list', 'bool'] }], computed: true },
    any: { type: 'dynamic', optional: true },
  },
  blocks: {
    one: {
      nesting: 'single',
      min: 0,
      max: 0,
      block: { attributes: { x: { type: 'string', optional: true } }, blocks: {} },
    },
    many: {
      nesting: 'list',
      min: 0,
      max: 0,
      block: { attributes: { x: { type: 'string', optional: true } }, blocks: {} },
    },
  },
};
const empty: Values = {
  text: null,
  number: null,
  on: null,
  list: null,
  set: null,
  map: null,
  object: null,
  any: null,
  one: null,
  many: [],
};

describe('values on the wire', () => {
  test('what is left out travels as null, an absent block as an empty list', () => {
    expect(decode(everything, encode(everything, {}))).toEqual(empty);
    expect(decode(everything, encode(everything, null))).toBeNull();
  });

  test('unknown values come back, refined ones with what is known of them', () => {
    const refined = new Unknown(12, new Uint8Array([0x81, 0x02, 0x01]));
    const back = decode(everything, encode(everything, { text: unknown, set: refined, any: unknown }));
    expect(back?.['text']).toEqual(unknown);
    expect(back?.['set']).toEqual(refined);
    expect(back?.['any']).toEqual(unknown);
  });

  test('a number that a double holds inexactly keeps its decimal digits', () => {
    expect(Buffer.from(encode(everything, { number: 0.1 }).msgpack ?? []).includes('0.1')).toBe(true);
    expect(decode(everything, encode(everything, { number: 0.1 }))?.['number']).toBe(0.1);
  });

  test('a value of any type carries its type, in a plan and in a state file', () => {
    const value: Value = { n: 1.5, list: ['a', null, { b: true }] };
    const back = decode(everything, encode(everything, { any: value }))?.['any'] as Dynamic;
    expect(back.value).toEqual(value);
    const written = JSON.stringify({ any: { type: typeOf(value), value }, gone: 'an attribute of an older schema' });
    const state = decodeStateJson(everything, Buffer.from(written));
    expect((state?.['any'] as Dynamic).value).toEqual(value);
    expect(state).not.toHaveProperty('gone');
  });

  test('any object survives the way there and back', () => {
    const text = fc.option(fc.string());
    const record = fc.record({
      text,
      number: fc.option(
        fc.oneof(
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
        ),
      ),
      on: fc.option(fc.boolean()),
      list: fc.option(fc.array(fc.integer())),
      set: fc.option(fc.uniqueArray(fc.string())),
      map: fc.option(
        fc.dictionary(
          fc.string().filter((name) => name !== '__proto__'),
          fc.array(fc.string()),
        ),
      ),
      object: fc.option(fc.record({ a: text, b: fc.option(fc.array(fc.boolean())) })),
      one: fc.option(fc.record({ x: text })),
      many: fc.array(fc.record({ x: text })),
    });
    fc.assert(
      fc.property(record, (values) => {
        const back = decode(everything, encode(everything, values));
        expect(sameObject(everything, back, { ...empty, ...(values as Values) })).toBe(true);
      }),
    );
  });
});

describe('equality', () => {
  test.each<[CtyType, Value, Value, boolean]>([
    [['set', 'string'], ['a', 'b'], ['b', 'a'], true],
    [['list', 'string'], ['a', 'b'], ['b', 'a'], false],
    [['map', 'string'], { a: '1', b: '2' }, { b: '2', a: '1' }, true],
    ['dynamic', new Dynamic({ a: 1 }, ['map', 'number']), { a: 1 }, true],
    ['string', unknown, 'known', false],
    ['string', null, '', false],
  ])('%j: %j and %j', (type, one, other, same) => {
    expect(sameValue(type, one, other)).toBe(same);
  });
});
