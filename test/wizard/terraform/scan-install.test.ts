/** The checkov that a repository names by hash, installed by a real pip: what is pinned is run, and nothing else is. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../../wizard/terminal/failure.js';
import { policyScan } from '../../../wizard/terraform/policy-scan.js';

// Wheels and source archives are zip and tar files, and python3 packs both without a network.
const makeWheel = `
import sys, zipfile
target, answer = sys.argv[1:]
info = 'checkov-0.0.1.dist-info'
with zipfile.ZipFile(target, 'w') as wheel:
    wheel.writestr('checkov_stand_in.py', 'def main():\\n    print(%r)\\n' % answer)
    wheel.writestr(info + '/METADATA', 'Metadata-Version: 2.1\\nName: checkov\\nVersion: 0.0.1\\n')
    wheel.writestr(info + '/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + '/entry_points.txt', '[console_scripts]\\ncheckov = checkov_stand_in:main\\n')
    wheel.writestr(info + '/RECORD', '')
`;
const makeSource = `
import io, sys, tarfile
target, mark = sys.argv[1:]
def add(name, text):
    entry = tarfile.TarInfo('checkov-0.0.1/' + name)
    entry.size = len(text)
    archive.addfile(entry, io.BytesIO(text.encode()))
with tarfile.open(target, 'w:gz') as archive:
    add('PKG-INFO', 'Metadata-Version: 2.1\\nName: checkov\\nVersion: 0.0.1\\n')
    add('pyproject.toml', '[build-system]\\nrequires = []\\nbuild-backend = "backend"\\nbackend-path = ["."]\\n')
    add('backend.py', 'open(%r, "w").write("ran")\\n' % mark)
`;

const report = JSON.stringify({ summary: { passed: 7, failed: 0, parsing_errors: 0 }, results: { failed_checks: [] } });
const canInstall = spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-scan-'));
  mkdirSync(join(folder, 'home'));
  mkdirSync(join(folder, 'packages'));
  mkdirSync(join(folder, 'out/stacks/desktops'), { recursive: true });
  writeFileSync(join(folder, 'out/stacks/desktops/cdk.tf.json'), '{"resource":{}}');
  writeFileSync(join(folder, 'home/.checkov.yaml'), 'compact: true\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const packed = (name: string, program: string, argument: string): string => {
  const file = join(folder, 'packages', name);
  execFileSync('python3', ['-c', program, file, argument]);
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
};
const scanned = async (...requirements: string[]) => {
  writeFileSync(join(folder, 'home/.checkov.requirements.txt'), `${requirements.join('\n')}\n`);
  mkdirSync(join(folder, 'scratch'), { recursive: true });
  const request = { home: join(folder, 'home'), out: join(folder, 'out'), scratch: join(folder, 'scratch') };
  return policyScan({ ...request, env: process.env }).catch((error: unknown) =>
    error instanceof Failure ? [error.message, ...error.fix].join('\n') : Promise.reject(error as Error),
  );
};
const local = (): string[] => ['--no-index', `--find-links ${join(folder, 'packages')}`];
const wheel = 'checkov-0.0.1-py3-none-any.whl';

describe('a real pip (left out where python3 has no venv)', () => {
  const each = canInstall ? test : test.skip;

  each(
    'installs what the hash names, and that one scans',
    async () => {
      const hash = packed(wheel, makeWheel, report);
      expect(await scanned(...local(), `checkov==0.0.1 --hash=${hash}`)).toMatchObject({ checks: 7, fails: false });
    },
    240_000,
  );

  each(
    'refuses another content under the same name and version, in its own words',
    async () => {
      const hash = packed(wheel, makeWheel, report);
      packed(wheel, makeWheel, report.replace('7', '8'));
      expect(await scanned(...local(), `checkov==0.0.1 --hash=${hash}`)).toMatch(
        /^The checkov of \.checkov\.requirements\.txt could not be installed\.[^]*DO NOT MATCH THE HASHES[^]*Got/,
      );
    },
    240_000,
  );

  each(
    'runs no program of a source archive: what builds it is named by no hash',
    async () => {
      const mark = join(folder, 'ran');
      const hash = packed('checkov-0.0.1.tar.gz', makeSource, mark);
      const said = await scanned(...local(), `checkov==0.0.1 --hash=${hash}`);
      expect([said, spawnSync('test', ['-e', mark]).status]).toEqual([
        expect.stringContaining('could not be installed'),
        1,
      ]);
    },
    240_000,
  );
});
