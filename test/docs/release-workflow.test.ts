import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

/** The scripts of .github/workflows/release.yml as GitHub runs them, with npm and gh played. */
interface Step {
  readonly id?: string;
  readonly run?: string;
}
const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8')) as {
  readonly jobs: Record<string, { readonly steps?: readonly Step[] }>;
};
const scriptsOf = (job: string): string[] =>
  (jobs[job]?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-release-'));
  mkdirSync(join(folder, 'programs'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

/** A program that only notes how it was called. */
function played(name: string): void {
  write(`programs/${name}`, `#!/bin/bash\necho "${name} $*" >> "$CALLS"\n`);
  chmodSync(join(folder, 'programs', name), 0o755);
}

function run(script: string, env: Record<string, string> = {}) {
  const [calls, output] = ['calls', 'output'].map((name) => join(folder, name));
  for (const file of [calls!, output!]) writeFileSync(file, '');
  const { status, stdout, stderr } = spawnSync('/bin/bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(folder, 'programs')}:${process.env['PATH']}`,
      CALLS: calls!,
      GITHUB_OUTPUT: output!,
      ...env,
    },
  });
  return { status, said: stdout + stderr, calls: readFileSync(calls!, 'utf8'), output: readFileSync(output!, 'utf8') };
}

describe('a version is published', () => {
  const [script = ''] = scriptsOf('version');
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@contoso.com', ...args], { cwd: folder });
  const at = (version: string): void => {
    write('package.json', JSON.stringify({ version }));
    mkdirSync(join(folder, '.changeset'), { recursive: true });
    write('.changeset/README.md', '# Change notes\n');
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '-m', 'x');
  };

  test('when no tag names it', () => {
    at('0.2.0');
    expect(run(script)).toMatchObject({ status: 0, output: 'tag=v0.2.0\n' });
  });

  test('not again', () => {
    at('0.2.0');
    git('tag', 'v0.2.0');
    expect(run(script)).toMatchObject({
      status: 0,
      output: '',
      said: expect.stringContaining('nothing to publish: v0.2.0'),
    });
  });

  test('not while notes wait for the next one, and never the one that the repository began with', () => {
    at('0.2.0');
    write('.changeset/ada.md', 'x');
    expect(run(script)).toMatchObject({ status: 0, output: '', said: expect.stringContaining('1 change notes wait') });
    rmSync(join(folder, '.changeset/ada.md'));
    write('package.json', JSON.stringify({ version: '0.1.0' }));
    expect(run(script)).toMatchObject({ status: 0, output: '' });
  });
});

describe('what is published', () => {
  const [script = ''] = scriptsOf('publish');
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  test('has the digest of what was packed, and goes with provenance and without scripts', () => {
    played('npm');
    write('package.tgz', 'packed');
    expect(run(script, { DIGEST: sha256('packed') })).toMatchObject({
      status: 0,
      calls: 'npm publish ./package.tgz --provenance --access public --ignore-scripts\n',
    });
  });

  test('is nothing when it was changed since', () => {
    played('npm');
    write('package.tgz', 'something else');
    const { status, calls } = run(script, { DIGEST: sha256('packed') });
    expect({ published: calls, ended: status === 0 }).toEqual({ published: '', ended: false });
  });
});

test('the release says what the changelog says of this version, no more', () => {
  const [script = ''] = scriptsOf('tag');
  played('gh');
  write('package.tgz', 'packed');
  write('CHANGELOG.md', '# Changelog\n\n## 0.3.0\n\n- New.\n\n### Fixed\n\n- Old.\n\n## 0.2.0\n\n- Before.\n');
  const env = { TAG: 'v0.3.0', GITHUB_REPOSITORY: 'contoso/entra-workspaces', GITHUB_SHA: 'abc' };
  expect(run(script, env)).toMatchObject({
    status: 0,
    calls:
      'gh release create v0.3.0 entra-workspaces-0.3.0.tgz --repo contoso/entra-workspaces --target abc --title v0.3.0 --notes-file notes.md\n',
  });
  expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toBe('## 0.3.0\n\n- New.\n\n### Fixed\n\n- Old.\n\n');
  expect(readFileSync(join(folder, 'entra-workspaces-0.3.0.tgz'), 'utf8')).toBe('packed');
});
