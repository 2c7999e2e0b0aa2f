import { describe, expect, test } from '@jest/globals';
import { planObject, replacedBy, resolved } from '../../../twin/providers/plan.js';
import type { Attribute, Block } from '../../../twin/providers/schema.js';
import { isUnknown, unknown, type Values } from '../../../twin/providers/value.js';

const optional: Attribute = { type: 'string', optional: true };
const computed: Attribute = { type: 'string', computed: true };
const both: Attribute = { type: 'string', optional: true, computed: true };

function block(attributes: Block['attributes'], blocks: Block['blocks'] = {}): Block {
  return { attributes, blocks };
}
const items = (nesting: 'list' | 'set', forceNew = false): Block['blocks'] => ({
  item: {
    nesting,
    min: 0,
    max: 0,
    block: block({
      name: { type: 'string', required: true, ...(forceNew ? { forceNew } : {}) },
      key: both,
      color: { ...optional, defaultValue: 'red' },
    }),
  },
});

describe('planning a new object', () => {
  test('what is computed and not given is unknown, what is given stays, a default is taken', () => {
    const schema = block({ id: computed, name: optional, tone: both, color: { ...optional, defaultValue: 'red' } });
    const planned = planObject(schema, null, { id: null, name: null, tone: 'low', color: null }, true);
    expect(isUnknown(planned['id'])).toBe(true);
    expect(planned).toMatchObject({ name: null, tone: 'low', color: 'red' });
  });

  test('the same inside blocks', () => {
    const planned = planObject(block({}, items('list')), null, { item: [{ name: 'a', key: null, color: null }] }, true);
    expect(planned['item']).toEqual([{ name: 'a', key: unknown, color: 'red' }]);
  });
});

describe('planning a change', () => {
  const schema = block(
    {
      id: computed,
      labels: { type: ['set', 'string'], optional: true },
      note: optional,
      on: { type: 'bool', optional: true },
    },
    items('set'),
  );
  const prior: Values = {
    id: '1',
    labels: ['a', 'b'],
    note: '',
    on: false,
    item: [{ name: 'x', key: 'k1', color: 'red' }],
  };

  test('an empty value in state and nothing in the configuration are the same on the plugin SDK, not on the framework', () => {
    const proposed = { ...prior, note: null, on: null };
    expect(planObject(schema, prior, proposed, true)).toMatchObject({ note: '', on: false });
    expect(planObject(schema, prior, proposed, false)).toMatchObject({ note: null, on: null });
  });

  test('an element of a set keeps what was computed for it, wherever it stands; a new one has it unknown', () => {
    const proposed = {
      ...prior,
      item: [
        { name: 'y', key: null, color: null },
        { name: 'x', key: null, color: null },
      ],
    };
    expect(planObject(schema, prior, proposed, true)['item']).toEqual([
      { name: 'y', key: unknown, color: 'red' },
      { name: 'x', key: 'k1', color: 'red' },
    ]);
  });
});

describe('a block that is optional and computed', () => {
  test('stays as it is when the configuration leaves it out, and goes otherwise', () => {
    const schema = block({}, items('list'));
    const prior: Values = { item: [{ name: 'x', key: 'k1', color: 'red' }] };
    expect(planObject(schema, prior, { item: [] }, true)['item']).toEqual([]);
    const computedBlock = { ...schema, blocks: { item: { ...schema.blocks['item']!, computed: true } } };
    expect(planObject(computedBlock, prior, { item: [] }, true)['item']).toEqual(prior['item']);
  });
});

describe('what replaces', () => {
  const schema = block(
    { name: { ...optional, forceNew: true }, tags: { type: ['set', 'string'], optional: true, forceNew: true } },
    { ...items('list', true) },
  );
  const prior: Values = { name: 'a', tags: ['x', 'y'], item: [{ name: 'one', key: null, color: 'red' }] };

  test('a changed ForceNew argument, an unknown one, and one inside a block', () => {
    expect(replacedBy(schema, prior, { ...prior, name: 'b' })).toEqual(['name']);
    expect(replacedBy(schema, prior, { ...prior, name: unknown })).toEqual(['name']);
    expect(replacedBy(schema, prior, { ...prior, item: [{ name: 'two', key: null, color: 'red' }] })).toEqual(['item']);
  });

  test('not the order of a set, nor a part of a block that is not ForceNew', () => {
    expect(replacedBy(schema, prior, { ...prior, tags: ['y', 'x'] })).toEqual([]);
    expect(replacedBy(schema, prior, { ...prior, item: [{ name: 'one', key: null, color: 'blue' }] })).toEqual([]);
  });
});

describe('what is saved', () => {
  const schema = block(
    {
      id: computed,
      note: optional,
      count: { type: 'number', optional: true },
      tags: { type: ['set', 'string'], optional: true },
    },
    items('set'),
  );
  const planned: Values = {
    id: unknown,
    note: null,
    count: null,
    tags: null,
    item: [{ name: 'a', key: unknown, color: 'red' }],
  };

  test('the answer wins, what it leaves out stays as planned, what is still unknown is null', () => {
    expect(resolved(schema, planned, { id: '7', note: 'made' }, true)).toEqual({
      id: '7',
      note: 'made',
      count: null,
      tags: null,
      item: [{ name: 'a', key: null, color: 'red' }],
    });
  });

  test('an empty answer for what was left out stays null on the plugin SDK', () => {
    expect(resolved(schema, planned, { note: '', tags: [] }, true)).toMatchObject({ note: null, tags: null });
    expect(resolved(schema, planned, { note: '', tags: [] }, false)).toMatchObject({ note: '', tags: [] });
  });

  test('blocks of the answer come whole', () => {
    const answer = { item: [{ name: 'b', key: 'k', color: 'blue' }] };
    expect(resolved(schema, planned, answer, true)['item']).toEqual([{ name: 'b', key: 'k', color: 'blue' }]);
  });
});
