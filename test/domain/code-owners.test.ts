/** What a pattern of CODEOWNERS fits. */
import { expect, test } from '@jest/globals';
import { unownedIn } from '../../domain/code-owners.js';

test.each<[string, readonly string[]]>([
  ['*', ['.github/a.yml', 'b.ts']],
  ['/*', ['.github/a.yml', 'b.ts']],
  ['*.ts', ['b.ts']],
  ['a.yml', ['.github/a.yml']],
  ['/a.yml', []],
  ['.github/', ['.github/a.yml']],
  ['/.github', ['.github/a.yml']],
  ['.github/*', ['.github/a.yml']],
  ['**/a.yml', ['.github/a.yml']],
  ['.gi?hub/**', ['.github/a.yml']],
  ['?.ts', ['b.ts']],
  ['.github/a', []],
  ['git', []],
])('%s', (pattern, owned) => {
  const paths = ['.github/a.yml', 'b.ts'];
  expect(paths.filter((path) => !unownedIn(`${pattern} @it`, paths).includes(path))).toEqual(owned);
});

test('a pattern of many stars ends', () => {
  const path = `.github/workflows/${'a'.repeat(60)}`;
  expect(unownedIn(`${'*?'.repeat(30)}x @it`, [path])).toContain(path);
});
