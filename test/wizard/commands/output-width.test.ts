import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { displayWidth } from '../../../wizard/terminal/width.js';
import { keptStream } from '../terminal/screen.js';

// What was asked for goes to standard output: on a screen its sentences are broken between words, in a file they are whole.

async function outputOf(words: readonly string[], onScreen: boolean): Promise<string[]> {
  const stdout = keptStream(onScreen, 40);
  const exitCode = await run(words, {
    stdin: { isTTY: onScreen } as NodeJS.ReadStream,
    stdout,
    stderr: keptStream(onScreen, 40) as never,
    env: { NO_COLOR: '1' },
    cwd: resolve('examples'),
    interrupts: new Interrupts(),
  });
  expect(exitCode).toBe(0);
  return stdout.text.split('\n');
}

/** Lines that would be broken in the middle of a word, and are none to copy: JSON, a host. */
const over = (lines: readonly string[]): string[] =>
  lines.filter((line) => displayWidth(line) > 40 && /^[A-Z][a-z]+.* /.test(line));

test.each([
  [['permissions', '--command', 'apply', '--deployment', 'smallest.json']],
  [['endpoints']],
  [['bootstrap', '--by-hand', '--deployment', 'everything-on.json']],
])('%j', async (words) => {
  const [screen, file] = [await outputOf(words, true), await outputOf(words, false)];
  expect(over(screen)).toEqual([]);
  expect(over(file)).not.toEqual([]);
  const said = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ');
  expect(said(screen)).toBe(said(file));
});
