import { describe, expect, test } from '@jest/globals';
import { changedPart, refreshed } from '../../../twin/providers/msgraph/body.js';

// What the provider's own table of cases says (internal/utils/json_test.go), and what follows from it for bodies of Intune.

describe('what a PATCH carries', () => {
  test.each([
    ['nothing where nothing changed', { a: 1 }, { a: 1 }, undefined],
    [
      'a changed field with the type',
      { '@odata.type': '#t', a: 1, b: 2 },
      { '@odata.type': '#t', a: 1, b: 3 },
      { '@odata.type': '#t', b: 3 },
    ],
    ['a changed object whole', { o: { x: 1, y: 2 } }, { o: { x: 1, y: 3 } }, { o: { x: 1, y: 3 } }],
    ['an array that became empty', { a: [1] }, { a: [] }, { a: [] }],
    ['no field that became null', { a: 'x', b: 1 }, { a: null, b: 2 }, { b: 2 }],
    ['no field that was left out', { a: 'x', b: 1 }, { b: 2 }, { b: 2 }],
    ['nothing where only a null came', { a: 'x' }, { a: null }, undefined],
  ] as const)('%s', (_what, before, now, wanted) => {
    expect(changedPart(before as never, now as never)).toEqual(wanted);
  });
});

describe('what a refresh makes of a body', () => {
  test.each([
    ['takes what Graph has', { a: 1 }, { a: 2, b: 3 }, { a: 2 }],
    ['keeps what Graph does not show, or shows as null', { a: 1, b: 2 }, { b: null }, { a: 1, b: 2 }],
    ['takes a value where the body has null', { a: null }, { a: 'x' }, { a: 'x' }],
    ['fills an empty array with all that Graph has', { a: [] }, { a: ['0'] }, { a: ['0'] }],
    [
      'compares arrays by position',
      { a: [{ x: 1 }, { x: 2 }] },
      {
        a: [
          { x: 2, id: '0' },
          { x: 1, id: '1' },
        ],
      },
      { a: [{ x: 2 }, { x: 1 }] },
    ],
    [
      'takes an array of another length whole',
      { a: [{ x: 1 }] },
      {
        a: [
          { x: 1, id: '0' },
          { x: 2, id: '1' },
        ],
      },
      {
        a: [
          { x: 1, id: '0' },
          { x: 2, id: '1' },
        ],
      },
    ],
    [
      'pairs elements by their name',
      {
        a: [
          { name: 'p', v: 1 },
          { name: 'q', v: 2 },
        ],
      },
      {
        a: [
          { name: 'q', v: 2, id: 1 },
          { name: 'p', v: 9 },
        ],
      },
      {
        a: [
          { name: 'p', v: 9 },
          { name: 'q', v: 2 },
        ],
      },
    ],
    ['keeps a text that Graph shows as asterisks', { a: 'secret' }, { a: '******' }, { a: 'secret' }],
  ] as const)('%s', (_what, body, answered, wanted) => {
    expect(refreshed(body as never, answered as never, true)).toEqual(wanted);
  });

  test('without ignore_missing_property what Graph does not show is gone, unless it is nothing', () => {
    expect(refreshed({ a: 1, b: '', c: [] }, {}, false)).toEqual({ b: '', c: [] });
  });
});
