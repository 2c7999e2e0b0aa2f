/** `packages`: files that npm would read and that name what nobody reviewed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = { version: 'git+ssh://git@contoso.example/x.git#1', from: 'x' };
const good = JSON.stringify({ lockfileVersion: 3, packages: {} });

test.each([
  ['nothing but a lock file of today', { 'package-lock.json': good }, 0, 'nothing but packages by https'],
  [
    'a lock file that npm prefers',
    { 'package-lock.json': good, 'npm-shrinkwrap.json': '{"lockfileVersion":3,"packages":{}}' },
    1,
    'npm-shrinkwrap.json in place of package-lock.json',
  ],
  [
    'a lock file of the first form, which names packages elsewhere',
    { 'package-lock.json': JSON.stringify({ lockfileVersion: 1, dependencies: { x: git } }) },
    1,
    'package-lock.json lists no "packages"',
  ],
  [
    'an entry that npm does not write',
    {
      'package-lock.json': JSON.stringify({ packages: { 'node_modules/a': null, 'node_modules/b': { resolved: 1 } } }),
    },
    1,
    'packages: "node_modules/b" must be an object whose resolved and integrity are texts',
  ],
  ['a lock file that holds no object', { 'package-lock.json': 'null' }, 1, 'package-lock.json lists no "packages"'],
])('%s', async (_what, files, exitCode, words) => {
  for (const [name, text] of Object.entries({ 'deployment.json': '{}', ...files })) {
    writeFileSync(join(folder, name), text);
  }
  const [stdout, stderr] = [keptStream(), keptStream(false, 200)];
  const ended = await run(['packages'], {
    ...{ stdin: { isTTY: false } as NodeJS.ReadStream, stdout, stderr: stderr as never },
    ...{ env: { NO_COLOR: '1' }, cwd: folder, prompts: scriptedPrompts([]), interrupts: new Interrupts() },
  });
  expect({ ended, said: stderr.text }).toEqual({ ended: exitCode, said: expect.stringContaining(words) });
});
