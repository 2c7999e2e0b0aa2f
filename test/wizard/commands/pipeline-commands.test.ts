/** `pipeline …` where it has no place, and what it refuses before anything of a repository runs. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { mainProgram } from '../../../wizard/repository/main-program.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { marked } from '../../../wizard/terraform/marker.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

let folder: string;
const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@contoso.com', ...words], {
    cwd: join(folder, 'clone'),
    encoding: 'utf8',
  });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-commands-'));
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', join(folder, 'clone')]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'clone', name), text);
};
const commit = (message: string): void => {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};

async function called(words: string[], env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: number; said: string }> {
  const [stdout, stderr] = [keptStream(), keptStream(false, 400)];
  const exitCode = await run(words, {
    ...{ stdin: { isTTY: false } as NodeJS.ReadStream, stdout, stderr: stderr as never },
    ...{ env: { PATH: process.env['PATH'], HOME: folder, ...env }, cwd: join(folder, 'clone') },
    ...{ interrupts: new Interrupts(), prompts: scriptedPrompts([]) },
  });
  return { exitCode, said: stdout.text + stderr.text };
}

const smallest = readFileSync(resolve('examples/smallest.json'), 'utf8');
const job = (): NodeJS.ProcessEnv => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: 'pull_request',
  RUNNER_TEMP: folder,
  GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
});
const summary = (): string =>
  existsSync(join(folder, 'summary.md')) ? readFileSync(join(folder, 'summary.md'), 'utf8') : '';

test.each([['plan'], ['apply'], ['report']])(
  'pipeline %s belongs in a job; on a laptop it names what does',
  async (name) => {
    write({ 'deployment.json': smallest });
    const { exitCode, said } = await called(['pipeline', name, ...(name === 'apply' ? ['0'.repeat(64)] : [])]);
    expect([exitCode, said]).toEqual([2, expect.stringMatching(/runs in a job[\s\S]*On a laptop: entra-workspaces/)]);
  },
);

test('a check in a job that has an identity is refused before anything is read', async () => {
  const env = { ...job(), ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x.example', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
  const { exitCode, said } = await called(['pipeline', 'check'], env);
  expect([exitCode, said]).toEqual([1, expect.stringContaining('This job has an identity')]);
});

test('what differs from main is said in words, and shown with the run; the clone is as before', async () => {
  write({ 'deployment.json': smallest, '.gitignore': 'cdktf.out/\n' });
  commit('main');
  write({ 'deployment.json': smallest.replace('"schemaVersion": 1,', '"schemaVersion": 1, "tags": {"team": "it"},') });
  commit('change');
  const { exitCode, said } = await called(['pipeline', 'check'], job());
  expect([exitCode, said]).toEqual([0, expect.stringContaining('What differs')]);
  expect(summary()).toContain('Settings that differ: provider.aws');
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(git('status', '--porcelain')).toBe('');
});

test('the first change of all is compared with nothing, which is said and fails nothing', async () => {
  write({ 'readme.txt': 'nothing yet' });
  commit('main');
  write({ 'deployment.json': smallest, '.gitignore': 'cdktf.out/\n' });
  commit('change');
  const { exitCode, said } = await called(['pipeline', 'check'], job());
  expect([exitCode, summary(), said]).toEqual([0, '', expect.stringContaining('main could not be synthesized')]);
});

test('what a branch brings for npm is looked at first, on both sides; with main.ts as generated npm is not started at all', async () => {
  const marker = join(folder, 'npm-ran');
  const fakes = join(folder, 'fakes');
  execFileSync('mkdir', [fakes]);
  writeFileSync(join(fakes, 'npm'), `#!/bin/sh\necho "$PWD" >> ${marker}\n`, { mode: 0o755 });
  const env = { ...job(), PATH: `${fakes}:${process.env['PATH']}` };
  const generated = { 'main.ts': marked('main.ts', mainProgram), 'cdktf.json': '{"app":"true"}' };
  write({ 'deployment.json': smallest, '.gitignore': 'cdktf.out/\n', ...generated });
  commit('main');
  write({ '.npmrc': 'git=./evil.sh\n' });
  commit('change');
  const refused = await called(['pipeline', 'check'], env);
  expect([refused.exitCode, refused.said]).toEqual([1, expect.stringContaining('got: git=./evil.sh')]);
  rmSync(join(folder, 'clone', '.npmrc'));
  commit('without');
  expect((await called(['pipeline', 'check'], env)).exitCode).toBe(0);
  expect(existsSync(marker)).toBe(false);
  // Changed, it is its owner's program and needs its packages.
  write({ 'main.ts': `${generated['main.ts']}// mine\n` });
  commit('mine');
  const own = await called(['pipeline', 'check'], env);
  expect([own.exitCode, own.said]).toEqual([1, expect.stringContaining('Your main.ts wrote no stack')]);
  expect(readFileSync(marker, 'utf8').trim().split('\n')).toHaveLength(1);
});
