import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commitOf } from '../../../wizard/repository/commit.js';

let folder: string;
const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commit-'));
  git('init', '-q');
  writeFileSync(join(folder, 'deployment.json'), '{}');
  git('add', '-A');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@contoso.com', 'commit', '-qm', 'first');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a clean folder is its commit', async () => {
  expect(await commitOf(folder)).toEqual({ commit: git('rev-parse', 'HEAD'), tree: git('rev-parse', 'HEAD^{tree}') });
});

test('a new file is no part of the commit, although the settings of git hide new files', async () => {
  git('config', 'status.showUntrackedFiles', 'no');
  writeFileSync(join(folder, 'users.csv'), 'upn\n');
  await expect(commitOf(folder)).rejects.toMatchObject({ fix: expect.arrayContaining(['  ?? users.csv']) });
});
