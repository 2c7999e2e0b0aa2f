/** Lists of people are data that nobody owns: a list may not have the name of code. */
import { expect, test } from '@jest/globals';
import { codeOwners, refuseListsOfCode } from '../../../wizard/repository/pipelines/code-owners.js';

const named = (...files: readonly string[]) => ({ sites: files.map((file) => ({ desktops: { users: { file } } })) });

test.each(['users.csv', 'people/Büro Berlin.csv', 'list.TSV', 'names (old).txt'])('%s is a list', (file) => {
  refuseListsOfCode(named(file));
  expect(codeOwners(named(file), ['@it'])).toContain(`\n/${file.replaceAll(' ', '\\ ')}\n`);
});

test.each([
  ['package.json', 'package.json'],
  ['./main.ts', 'every file but lists (.csv, .tsv, .txt)'],
  ['allow.json', 'allow.json'],
  ['CODEOWNERS', 'CODEOWNERS'],
  ['*.csv', 'what this fits as a pattern'],
  // A line of CODEOWNERS of its own, for a folder.
  ['a\n/wizard/\tx.csv', 'what this fits as a pattern'],
  ['people\tx.csv', 'what this fits as a pattern'],
])('before there is a pipeline %s is refused beside a list, and both are named', (file, code) => {
  expect(() => refuseListsOfCode(named('users.csv', file))).toThrow(
    expect.objectContaining({
      fix: [expect.stringContaining(`as ${code} has an owner and a list has none, got: ${file}`), expect.anything()],
    }),
  );
});
