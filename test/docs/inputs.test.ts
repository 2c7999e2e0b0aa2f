import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';

const filesBelow = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

test('each list, deployment and metadata file among the inputs is used by a test, by its name', () => {
  const tests = filesBelow('test', /\.ts$/).map((path) => readFileSync(path, 'utf8'));
  const inputs = ['.', 'xml'].flatMap((folder) =>
    readdirSync(join('test/inputs', folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [basename(entry.name)] : [],
    ),
  );
  expect(inputs.length).toBeGreaterThan(50);
  expect(inputs.filter((name) => !tests.some((text) => text.includes(name)))).toEqual([]);
});
