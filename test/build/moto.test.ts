/** The installation of the moto server, with a Python that downloads nothing. */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

// `-m venv FOLDER` puts itself into the folder, `-m pip` takes a while and puts the server beside itself, where it is still there.
const python = `#!/bin/sh
echo "$2" >> "$LOG"
case "$2" in
  venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  pip) sleep 2 && touch "$(dirname "$0")/moto_server" ;;
esac
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-moto-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'python3'), python);
  chmodSync(join(folder, 'bin', 'python3'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Installs in a process of its own; what it prints. */
async function install(): Promise<string> {
  const program = `import { installMoto } from ${JSON.stringify(resolve('build/moto.ts'))}; console.log(installMoto(process.argv[1]));`;
  const loader = resolve('node_modules/tsx/dist/esm/index.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', loader, '--input-type=module', '-e', program, join(folder, 'moto')],
    {
      env: {
        PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
        LOG: join(folder, 'log'),
      },
    },
  );
  return stdout;
}

const asked = (): string[] => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
const server = (): string => `${join(folder, 'moto', 'bin', 'moto_server')}\n`;

test('of two processes at once one installs, and both get the server', async () => {
  expect(await Promise.all([install(), install()])).toEqual([server(), server()]);
  expect(asked()).toEqual(['venv', 'pip']);
  expect(existsSync(join(folder, 'moto.lock'))).toBe(false);
});

test('what a killed process left is done again', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  mkdirSync(join(folder, 'moto', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'moto', 'bin', 'moto_server'), '');
  writeFileSync(join(folder, 'moto.lock'), String(pid));
  expect(await install()).toBe(server());
  expect(asked()).toEqual(['venv', 'pip']);
  expect(await install()).toBe(server());
  expect(asked()).toEqual(['venv', 'pip']);
});
