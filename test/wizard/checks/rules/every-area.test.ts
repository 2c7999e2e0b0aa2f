/** A new area needs a file of cases here, as a new rule needs a table in the file of its area. */
import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { rules } from '../../../../wizard/checks/rules/index.js';

test('every area of rules has a file of cases', () => {
  const files = readdirSync(import.meta.dirname).flatMap((name) => /^(.+)\.test\.ts$/.exec(name)?.[1] ?? []);
  expect(files.filter((name) => name !== 'every-area').sort()).toEqual(
    [...new Set<string>(rules.map(({ area }) => area))].sort(),
  );
});
