import { describe, expect, test } from '@jest/globals';
import { indexText, keptOrder, nameOf, type Declared, type Index } from '../../build/indexes/index-text.js';

const pattern = /^export const (?<name>\w+) = rule\(/gm;
const declared = (file: string, text: string): Declared[] =>
  [...text.matchAll(pattern)].map((found) => ({ file, found }));
const files = (...paths: string[]): Declared[] =>
  paths.flatMap((path) => declared(path, `export const ${path.split('/')[1]!.replace('.ts', '')} = rule({`));

describe('an index that is made', () => {
  test('imports what the files declare, each file once', () => {
    const index: Index = {
      path: 'rules/index.ts',
      declares: pattern,
      about: 'Rules.',
      imports: ["import type { Rule } from '../rule.js';"],
      body: (all) => `export const rules: Rule[] = [${all.map(nameOf).join(', ')}];\n`,
    };
    const all = declared(
      'network/ranges.ts',
      'export const one = rule({\nconst inside = rule({\nexport const two = rule({',
    );
    expect(indexText(index, all, '')).toBe(
      [
        '/** Rules. Made by `npm run pages`. */',
        "import type { Rule } from '../rule.js';",
        "import { one, two } from './network/ranges.js';",
        '',
        'export const rules: Rule[] = [one, two];',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['keeps the order that a person gave', '[\n  b,\n  a,\n  z,\n]', ['b', 'a', 'z']],
    ['puts what is new at the end of its folder', '[\n  b,\n  z,\n]', ['b', 'a', 'z']],
    ['keeps folders together, whatever the list says', '[\n  z,\n  a,\n  b,\n]', ['a', 'b', 'z']],
    ['forgets what is gone', '[\n  b,\n  gone,\n  a,\n  z,\n]', ['b', 'a', 'z']],
  ])('%s', (_what, before, order) => {
    expect(keptOrder(files('first/a.ts', 'first/b.ts', 'last/z.ts'), before, ['first', 'last'])).toEqual(order);
  });

  test('refuses a folder that has no place', () => {
    expect(() => keptOrder(files('other/a.ts'), '', ['first'])).toThrow(/other\/a\.ts .* got: first/);
  });
});
