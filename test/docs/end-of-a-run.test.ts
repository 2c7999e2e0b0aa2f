/** What the end of each test run says: of time, and of what was skipped. */
import { join, resolve } from 'node:path';
import { expect, jest, test } from '@jest/globals';

interface Ran {
  readonly testFilePath: string;
  readonly perfStats: { readonly start: number; readonly end: number };
}

const { default: Reporter } = (await import(resolve('test/counts-reporter.mjs'))) as {
  default: new (config?: { readonly testNamePattern?: string }) => {
    slowest(files: readonly Ran[]): readonly string[];
    onRunStart(): void;
    onRunComplete(contexts: unknown, results: { readonly testResults: readonly object[] }): void;
  };
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

test.each([
  ['what a machine lacks by its name', {}, true],
  ['other names than that of -t by their number alone', { testNamePattern: 'convention 11' }, false],
] as const)('skipped: %s', (_what, config, named) => {
  const { RAN_ON_FILE, COUNTS_FILE } = process.env;
  delete process.env['COUNTS_FILE'];
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const counts = new Reporter(config);
    counts.onRunStart();
    const testResults = [
      { status: 'passed', fullName: 'one' },
      { status: 'pending', fullName: 'another (no browser)' },
    ];
    counts.onRunComplete(undefined, { testResults: [{ ...ran('file.test.ts', 5), testResults }] });
    const printed = write.mock.calls.map(([text]) => String(text)).join('');
    expect(printed).toContain('suite unit: 1 passed, 0 failed, 1 skipped');
    expect(printed.includes('  skipped: another (no browser)')).toBe(named);
  } finally {
    write.mockRestore();
    for (const [name, value] of Object.entries({ RAN_ON_FILE, COUNTS_FILE }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
});
