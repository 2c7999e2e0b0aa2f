/** Tags in one cell: read whole, or refused by one rule. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatProblem } from '../../deployment/problem.js';
import { tagsIn, tagsText } from '../../deployment/tags-cell.js';
import { readUsersFile } from '../../deployment/users-file.js';
import { runs } from './arbitrary.js';

const plain = fc.stringMatching(/^[A-Za-z0-9_.:/+@-]{1,20}$/);
/** One key is refused: the next test. */
const key = plain.filter((text) => text !== '__proto__');

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.dictionary(key, plain, { noNullPrototype: true }), (tags) => {
      expect(tagsIn(tagsText(tags))).toEqual({ tags });
    }),
    runs(300),
  );
});

test.each([
  ['Finance', 'must be key=value, several with a semicolon between'],
  ['=Finance', 'must be key=value, several with a semicolon between'],
  ['a=1; a=2', 'must give each key once'],
  ['a=1; __proto__=2', 'must have other keys than __proto__, which many programs pass over'],
])('%s is one problem, and none of the type behind it', (cell, rule) => {
  expect(tagsIn(cell)).toEqual({ rule });
  const { rows, problems } = readUsersFile(`upn,tags\nada@contoso.com,${cell}\n`, 'u.csv');
  expect(rows).toEqual([]);
  expect(problems.map(formatProblem)).toEqual([`u.csv:2 tags: ${rule}, got: ${cell}`]);
});

test('a key that AWS does not take is one problem, cut in the middle where it is long', () => {
  const key = `k${'e'.repeat(200)}y`;
  const { problems } = readUsersFile(`upn,tags\nada@contoso.com,${key}=1\n`, 'u.csv');
  expect(problems.map(({ path, rule, got }) => [path, rule.slice(0, 14), got.length, got.includes('…')])).toEqual([
    ['tags', 'must be a tag ', 120, true],
  ]);
});
