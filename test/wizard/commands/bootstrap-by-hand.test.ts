/** `bootstrap --by-hand` prints the steps of a pipeline; whatever is not of them is refused by name. */
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

async function byHand(example: string, ...more: string[]) {
  const [stdout, stderr] = [keptStream(), keptStream()];
  const exitCode = await run(['bootstrap', '--by-hand', '--deployment', resolve('examples', example), ...more], {
    ...{ stdin: { isTTY: false } as NodeJS.ReadStream, stdout, stderr: stderr as never, env: {} },
    ...{ cwd: process.cwd(), interrupts: new Interrupts(), prompts: scriptedPrompts([]) },
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text.replace(/\s+/g, ' ') };
}

test('with a pipeline its steps, on standard output', async () => {
  const { exitCode, stdout } = await byHand('everything-on.json');
  expect({ exitCode, first: stdout.slice(0, 3) }).toEqual({ exitCode: 0, first: '1. ' });
});

test('without one it says what makes one, and what makes the place of the state', async () => {
  const { exitCode, stderr } = await byHand('smallest.json');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /names no pipeline.*init --pipeline github.*bootstrap --deployment .* --laptop makes the place of the state/,
  );
});

test.each([['--laptop'], ['--laptop', '--intune'], ['--undo']])('with %s it is refused', async (...flags) => {
  const { exitCode, stderr } = await byHand('smallest.json', ...flags);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`so it goes without ${flags.join(', ')}`);
});
