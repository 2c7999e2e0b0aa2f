/** The notice of a newer version, with a program in npm's place that writes down how it was called. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { updateNotice, updateVariable, type UpdateSurroundings } from '../../wizard/update-notice.js';
import { PseudoTerminal } from './terminal/pty.js';
import { day } from '../../domain/day.js';

let folder: string;
const file = (): string => join(folder, 'cache', 'entra-workspaces', 'newest-version.json');
const called = (): string => join(folder, 'called');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'update-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'home'));
  writeFileSync(
    join(folder, 'bin', 'npm'),
    `#!/bin/sh\nprintf '"0.2.0"\\n'\n{ echo "$@"; pwd; env; } > ${called()}.part\nmv ${called()}.part ${called()}\n`,
  );
  chmodSync(join(folder, 'bin', 'npm'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const notice = (given: Partial<UpdateSurroundings> = {}): string | undefined =>
  updateNotice({
    watched: true,
    home: join(folder, 'home'),
    version: '0.1.0',
    ...given,
    env: {
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      XDG_CACHE_HOME: join(folder, 'cache'),
      npm_config_registry: 'https://registry.contoso.com/',
      AWS_SECRET_ACCESS_KEY: 'secret',
      ...given.env,
    },
  });

async function untilCalled(): Promise<string> {
  while (!existsSync(called())) await new Promise((go) => setTimeout(go, 20));
  return readFileSync(called(), 'utf8');
}

test('the first command asks and says nothing, the next one says it, and nobody asks again on that day', async () => {
  expect(notice()).toBeUndefined();
  const how = await untilCalled();
  expect(how).toMatch(/^view entra-workspaces version --json .*--fetch-retries=0 --fetch-timeout=5000\n/);
  rmSync(called());
  expect(notice()).toBe(
    `entra-workspaces 0.2.0 is out, this is 0.1.0: npm install entra-workspaces@0.2.0 (${updateVariable}=off hides this)`,
  );
  const asked = readFileSync(file(), 'utf8');
  expect([asked, notice({ version: '0.2.0' }), notice({ version: '0.3.0' })]).toEqual([
    '"0.2.0"\n',
    undefined,
    undefined,
  ]);
  expect(existsSync(called())).toBe(false);
});

test('npm runs outside of the project and gets no credentials: a foreign .npmrc decides nothing', async () => {
  notice();
  const how = await untilCalled();
  expect(how).toContain(`\n${join(folder, 'cache', 'entra-workspaces')}\n`);
  expect(how).toContain('npm_config_registry=https://registry.contoso.com/');
  expect(how).not.toContain('AWS_');
});

test('a day later it is asked again', async () => {
  notice();
  await untilCalled();
  rmSync(called());
  const before = new Date(Date.now() - 2 * day);
  utimesSync(file(), before, before);
  expect(notice()).toContain('0.2.0 is out');
  expect(await untilCalled()).toContain('view entra-workspaces');
});

test.each([
  ['in a pipe', { watched: false }],
  ['in CI', { env: { CI: 'true' } }],
  ['in a job of GitHub', { env: { GITHUB_ACTIONS: 'true' } }],
  ['with our variable', { env: { [updateVariable]: 'off' } }],
  ['with that of other programs', { env: { NO_UPDATE_NOTIFIER: '1' } }],
  ['with the setting of npm', { env: { npm_config_update_notifier: 'false' } }],
] as const)('%s nothing is asked and nothing said', async (_where, given) => {
  mkdirSync(join(folder, 'cache', 'entra-workspaces'), { recursive: true });
  writeFileSync(file(), '"0.2.0"\n');
  utimesSync(file(), 1, 1);
  expect(notice(given)).toBeUndefined();
  // Whoever asks makes the file new at once.
  expect(readFileSync(file(), 'utf8')).toBe('"0.2.0"\n');
  expect(notice()).toContain('0.2.0 is out');
  // Else it would still write where the folder is being removed.
  await untilCalled();
});

test('a clone is nobody who updates', () => {
  writeFileSync(join(folder, 'home', 'package-lock.json'), '{}');
  expect(notice()).toBeUndefined();
  expect(existsSync(file())).toBe(false);
});

test.each(['', '{"error": "E404"}', '"9.9.9\u001b[2J"', '"2.0.0-beta.1"', '<html>'])(
  'an answer that is no release (%j) is none',
  (answer) => {
    mkdirSync(join(folder, 'cache', 'entra-workspaces'), { recursive: true });
    writeFileSync(file(), answer);
    expect(notice()).toBeUndefined();
  },
);

test('a machine without npm, and a cache that cannot be made: no notice and no error', () => {
  expect(notice({ env: { PATH: '/nonexistent' } })).toBeUndefined();
  writeFileSync(join(folder, 'file'), '');
  expect(notice({ env: { XDG_CACHE_HOME: join(folder, 'file') } })).toBeUndefined();
});

test('in a terminal a command from a clone says its result and nothing else', async () => {
  const terminal = new PseudoTerminal(['--version'], {
    cwd: folder,
    env: { XDG_CACHE_HOME: join(folder, 'cache'), PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
  });
  await terminal.exit;
  expect(terminal.text()).toMatch(/^\d+\.\d+\.\d+$/);
  expect(existsSync(called())).toBe(false);
});
