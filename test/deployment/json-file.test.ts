/** JSON files beside a deployment: every problem with its line, in words of ours. */
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readJsonAs, whyNoJson } from '../../deployment/json-file.js';
import { formatProblem } from '../../deployment/problem.js';
import { adoptedIn } from '../../wizard/adoption/adopted-file.js';
import { emptyHandOver, handOverIn } from '../../wizard/bootstrap/hand-over.js';

const schema = z.strictObject({
  id: z.string(),
  at: z.iso.datetime().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});
const said = (text: string): string[] => {
  const read = readJsonAs(schema, text, 'a.json');
  return 'data' in read ? [] : read.problems.map(formatProblem);
};
const fixOf = (act: () => unknown): readonly string[] => {
  try {
    act();
  } catch (error) {
    return (error as { fix: readonly string[] }).fix;
  }
  return [];
};

test('what fits is given back', () => {
  expect(readJsonAs(schema, '\uFEFF{"id":"a"}', 'a.json')).toEqual({ data: { id: 'a' } });
});

test.each([
  ['{"id":1}', 'a.json:1 id: must be text, got: 1 (nearest: "1")'],
  ['{\n"id":"a",\n"at":"today"}', 'a.json:3 at: must be a time such as 2027-01-31T08:00:00Z, got: today'],
  ['{"id":"a",\n"idd":1}', 'a.json:2 idd: must be a known key, got: idd (nearest: id)'],
  ['{"id":"a",\n"id":"b"}', 'a.json:2 id: must be given once, got: the key twice'],
  [
    '{"id":"a","tags":{"__proto__":"x"}}',
    'a.json:1 tags.__proto__: must be another key: many programs pass over this one, got: __proto__',
  ],
  ['{"id":"a",}', 'a.json:1: must have no comma before }, got: ,}'],
  ['[]', 'a.json:1: must be an object, got: an empty list'],
])('%s', (text, message) => expect(said(text)).toEqual([message]));

test('everything that is wrong is said at once', () => {
  expect(said('{"id":1,"id":2,"x":3}')).toHaveLength(3);
});

test('a text that is no JSON is said by the place, not in the words of V8', () => {
  expect(whyNoJson('{\n "a": 1\n "b": 2 }', 'package-lock.json')).toEqual([
    'package-lock.json:3: must have a comma or } here, got: "b": 2 }',
  ]);
});

describe('a key twice', () => {
  test('in what is taken over', () => {
    const text = '{"about":"x","imports":[],\n"imports":[{"to":"aws_kms_key.a","id":"1"}],"certificates":[]}';
    expect(fixOf(() => adoptedIn(text))).toContain('adopted.json:2 imports: must be given once, got: the key twice');
  });

  test('in what bootstrap made so far', () => {
    const plain = JSON.stringify(emptyHandOver('contoso', '22222222-2222-4222-8222-222222222222'));
    expect(handOverIn(plain, 'bootstrap.json', 'contoso').deployment).toBe('contoso');
    const text = plain.replace('{', '{\n"deployment":"other",');
    expect(fixOf(() => handOverIn(text, 'bootstrap.json', 'contoso'))[0]).toMatch(
      /^bootstrap\.json:2 deployment: must be given once/,
    );
  });
});

describe('a long name or value is cut in the middle, wherever it is said', () => {
  const long = `begin${'x'.repeat(200)}end`;
  const keys = z.strictObject({ tags: z.record(z.string().regex(/^[a-z]{1,9}$/, 'must be short'), z.string().max(3)) });
  test.each([
    ['a name that is not taken', { tags: { [long]: 'a' } }],
    ['a value under a long name', { tags: { a: long } }],
    ['a key that is not known', { tags: {}, [long]: 1 }],
    ['a text where another type is wanted', { tags: long }],
    ['a key twice', `{"tags":{"${long}":"a","${long}":"b"}}`],
  ])('%s', (_what, value) => {
    const read = readJsonAs(keys, typeof value === 'string' ? value : JSON.stringify(value), 'a.json');
    const lines = 'data' in read ? [] : read.problems.map(formatProblem);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/begin.*….*end/);
      expect(line).not.toContain('x'.repeat(100));
    }
  });
});
