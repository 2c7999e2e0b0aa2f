import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readJson } from '../../deployment/json-text.js';
import { runs } from './arbitrary.js';

const problem = (text: string) => readJson(text).problems[0];

describe('reading JSON', () => {
  test('gives what JSON.parse gives, for any value', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat({ max: 4 }), (text, indent) => {
        const value: unknown = JSON.parse(text);
        const read = readJson(JSON.stringify(value, null, indent));
        // One name is refused, however good the text is.
        expect(read.problems.filter(({ got }) => got !== '__proto__')).toEqual([]);
        expect(read.value).toEqual(value);
      }),
      runs(500),
    );
  });

  test('refuses whatever JSON.parse refuses, and with a line', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '{', '}', ',', '"', '\\', "'", 'x', '\u0000'),
        (text, place, insert) => {
          const at = place % (text.length + 1);
          const broken = text.slice(0, at) + insert + text.slice(at + 1);
          let parses = true;
          try {
            JSON.parse(broken);
          } catch {
            parses = false;
          }
          const read = readJson(broken);
          const twice = read.problems.some(({ rule }) => /^must be (given once|another key)/.test(rule));
          // A name that stands twice is no fault for JSON.parse, and a text may have both faults.
          if (parses) expect(read.value !== undefined || twice).toBe(true);
          else expect(read.value).toBeUndefined();
          if (!parses) expect(read.problems.at(-1)?.line).toBeGreaterThanOrEqual(1);
        },
      ),
      runs(1000),
    );
  });

  test('knows the line of each value, and of the nearest thing around a missing one', () => {
    const { lineOf } = readJson('{\r\n  "a": {\r\n    "b": [1,\r\n 2]\r\n  }\r\n}');
    expect(lineOf(['a', 'b'])).toBe(3);
    expect(lineOf(['a', 'b', 1])).toBe(4);
    expect(lineOf(['a', 'missing', 'deeper'])).toBe(2);
    expect(lineOf([])).toBe(1);
  });

  test('skips a byte order mark', () => {
    expect(readJson('\uFEFF{"a":1}').value).toEqual({ a: 1 });
  });

  test.each([
    ['{\n  // who\n  "a": 1\n}', 2, /no comments/, /Remove the comment/],
    ['{ /* who */ "a": 1 }', 1, /no comments/, /rewritten/],
    ['# who\n{ "a": 1 }', 1, /no comments/, /rewritten/],
  ])('names a comment as such: %j', (text, line, rule, fix) => {
    expect(problem(text)).toEqual(
      expect.objectContaining({ line, rule: expect.stringMatching(rule), fix: expect.stringMatching(fix) }),
    );
  });

  test.each([
    ['{ "a": 1, }', 1, /no comma before }/],
    ['[\n1,\n]', 2, /no comma before ]/],
    ['{ "a" 1 }', 1, /colon after the key/],
    ["{ 'a': 1 }", 1, /key in double quotes/],
    ['{ "a": \'x\' }', 1, /quote text with double quotes/],
    ['{\n"a": "x\n"}', 2, /ends with a double quote on the same line/],
    ['{ "a": 01 }', 1, /JSON value/],
    ['{ "a": 1 "b": 2 }', 1, /comma or } here/],
    ['{ "a": 1 } {', 1, /end after the closing brace/],
    ['', 1, /JSON value/],
    ['{ "a": True }', 1, /JSON value/],
    ['{\n "a": "C:\\Users" }', 2, /backslash only before/],
    ['{ "a": "\\u12x4" }', 1, /backslash only before/],
    ['{ "a": "ends in a backslash\\', 1, /backslash only before/],
  ])('says what is wrong with %j', (text, line, rule) => {
    expect(problem(text)).toEqual(expect.objectContaining({ line, rule: expect.stringMatching(rule) }));
    expect(problem(text)?.got).not.toBe('');
  });

  test('refuses a key given twice, of which one would be dropped in silence', () => {
    const read = readJson('{\n "a": { "b": 1,\n "b": 2 }\n}');
    expect(read.problems).toEqual([{ path: 'a.b', rule: 'must be given once', got: 'the key twice', line: 3 }]);
  });

  test('a key named __proto__ pollutes nothing, and is refused: a schema would pass over it in silence', () => {
    const { value, problems } = readJson('{ "__proto__": { "polluted": true } }');
    expect(problems).toMatchObject([
      { path: '__proto__', rule: expect.stringMatching(/^must be another key/), line: 1 },
    ]);
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('refuses a document nested without end, instead of running out of stack', () => {
    expect(problem('['.repeat(100_000))?.rule).toMatch(/nested deeper/);
  });
});
