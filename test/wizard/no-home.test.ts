import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

test('a number that no user has, and no HOME, end nothing: it is a container', () => {
  const folder = mkdtempSync(join(tmpdir(), 'no-home-'));
  const hook = join(folder, 'no-home.cjs');
  // As Node does where neither names a folder: https://github.com/felddy/foundryvtt-docker/pull/39
  writeFileSync(
    hook,
    "const os = require('node:os'); const real = os.homedir; os.homedir = () => { if (process.env.HOME) return real(); throw new Error('uv_os_homedir returned ENOENT'); };",
  );
  const { HOME: _home, ...env } = process.env;
  const { stderr } = spawnSync(
    process.execPath,
    [
      '--require',
      hook,
      resolve('bin/entra-workspaces.cjs'),
      'users',
      'list',
      '--deployment',
      join(folder, 'none.json'),
    ],
    { encoding: 'utf8', env: { ...env, NODE_OPTIONS: '', CI: '' } },
  );
  rmSync(folder, { recursive: true });
  expect(stderr).toContain('none.json');
  expect(stderr).not.toContain('uv_os_homedir');
});
