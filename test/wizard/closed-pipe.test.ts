/** A reader that goes away: `| head`, a pager that was left, a `tee` that died. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commandLine } from './terminal/pty.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-pipe-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** How the command line ended, before a reader that was gone before its first word. */
function endBefore(reader: string, words: readonly string[]): number | null {
  const script = `"$@" ${reader}; exit "\${PIPESTATUS[0]}"`;
  return spawnSync('bash', ['-c', script, 'bash', process.execPath, ...commandLine, ...words], { cwd: folder }).status;
}

const deployment = resolve('examples/smallest.json');

test('nobody reads what is said to people: the work is done to its end, and the exit code says how', () => {
  expect(endBefore('2>&1 >/dev/null | true', ['synth', '--deployment', deployment, '--out', 'out'])).toBe(0);
  expect(existsSync(join(folder, 'out/manifest.json'))).toBe(true);
  expect(endBefore('2>&1 >/dev/null | true', ['synth', '--deployment', 'nowhere.json'])).not.toBe(0);
});

test('nobody reads the result: that is no error', () => {
  expect(endBefore('| true', ['schema'])).toBe(0);
});
