/** What the end of each test run says of time. */
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

interface Ran {
  readonly testFilePath: string;
  readonly perfStats: { readonly start: number; readonly end: number };
}

const { default: Reporter } = (await import(resolve('test/counts-reporter.mjs'))) as {
  default: new () => { slowest(files: readonly Ran[]): readonly string[] };
};
const reporter = new Reporter();

const ran = (name: string, milliseconds: number): Ran => ({
  testFilePath: join(process.cwd(), 'test', name),
  perfStats: { start: 1000, end: 1000 + milliseconds },
});

test('the ten slowest files are named, the slowest first, whatever order they ran in', () => {
  const files = Array.from({ length: 12 }, (_, at) => ran(`file-${at}.test.ts`, at * 100));
  const [title, first, ...others] = reporter.slowest([...files.slice(6), ...files.slice(0, 6)]);
  expect([title, first]).toEqual(['slowest files:', '     1.1 s test/file-11.test.ts']);
  expect(others).toHaveLength(9);
  expect(others.at(-1)).toBe('     0.2 s test/file-2.test.ts');
});

test('without any file nothing is said', () => {
  expect(reporter.slowest([])).toEqual([]);
});
