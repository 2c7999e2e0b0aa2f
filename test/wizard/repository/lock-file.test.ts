import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { closureOf, lockFileOf, packageSourceFor, type LockedPackages } from '../../../wizard/repository/lock-file.js';
import { marked, ownershipOf } from '../../../wizard/terraform/marker.js';
import { layPackedFile, listedPackedFile, packedFile } from '../../../wizard/repository/packed-file.js';
import { packageRoot } from '../../../wizard/terraform/package-root.js';

const clone = packageRoot();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const manifest = (source: string) => ({
  name: 'desktops',
  engines: { node: '>=20.17' },
  dependencies: { tsx: '4.23.15', cdktf: '0.21.0', constructs: '10.4.2', 'entra-workspaces': source },
});
interface LockFile {
  readonly packages: LockedPackages;
}
const lockOf = (source: string, home?: string) =>
  lockFileOf(manifest(source), home === undefined ? {} : { home }) as LockFile | undefined;

/** A package as npm installs it: in node_modules, beside its note of where it came from. */
function installed(note: object): string {
  const home = join(folder, 'node_modules', 'entra-workspaces');
  mkdirSync(join(home, 'dist'), { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'entra-workspaces', version: '1.2.3' }));
  writeFileSync(join(home, 'dist', 'locked-packages.json'), '{"node_modules/cdktf":{"version":"0.21.0"}}');
  writeFileSync(
    join(folder, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/entra-workspaces': note } }),
  );
  return home;
}

describe('the closure of a lock file', () => {
  const all: LockedPackages = {
    'node_modules/a': { version: '1.0.0', dev: true, dependencies: { b: '1' }, optionalDependencies: { c: '1' } },
    'node_modules/a/node_modules/b': { version: '1.1.0', dependencies: { c: '1', d: '1' } },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/c': { version: '1.0.0', optional: true },
    'node_modules/d': { version: '1.0.0', dependencies: { a: '1' } },
    'node_modules/e': { version: '1.0.0' },
  };

  test('takes the nearest of two versions, what is optional, and circles; nothing is for development any more', () => {
    const found = closureOf(all, ['a']);
    expect(Object.keys(found).sort()).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/c',
      'node_modules/d',
    ]);
    expect(found['node_modules/a']).not.toHaveProperty('dev');
  });
});

describe('the lock file of a repository', () => {
  test('locks every package that package.json names, each with its hash, from no registry in particular', () => {
    const { packages = {} } = lockOf('0.1.0') ?? {};
    expect(packages['']?.dependencies).toEqual(manifest('0.1.0').dependencies);
    for (const name of ['cdktf', 'constructs', 'tsx', 'esbuild']) {
      expect(packages[`node_modules/${name}`]).toMatchObject({
        version: expect.any(String),
        integrity: expect.stringMatching(/^sha512-/),
      });
    }
    expect(packages['node_modules/entra-workspaces']).toMatchObject({ version: '0.1.0' });
    expect(JSON.stringify(packages)).not.toMatch(/"resolved"|"dev":/);
  });

  test('it names the builds of every platform: it is installed elsewhere too', () => {
    const names = Object.keys(lockOf('0.1.0')?.packages ?? {});
    for (const platform of ['linux-x64', 'darwin-arm64', 'win32-x64']) {
      expect(names).toContain(`node_modules/@esbuild/${platform}`);
    }
  });

  test.each([['git+https://example.com/it.git'], ['^0.1.0'], ['latest'], ['file:../clone']])(
    '%s could only be locked by asking: there is no lock file',
    (source) => expect(lockOf(source)).toBeUndefined(),
  );

  test('the hash that npm noted when it installed this package goes along', () => {
    const home = installed({ version: '1.2.3', resolved: 'https://example.com/x.tgz', integrity: 'sha512-abc' });
    expect(lockOf('1.2.3', home)?.packages).toMatchObject({
      'node_modules/cdktf': { version: '0.21.0' },
      'node_modules/entra-workspaces': { version: '1.2.3', integrity: 'sha512-abc' },
    });
    expect(lockOf('1.2.3', home)?.packages['node_modules/entra-workspaces']).not.toHaveProperty('resolved');
  });

  test('its mark stands where npm keeps it', () => {
    const text = marked('package-lock.json', `${JSON.stringify(lockOf('0.1.0'), undefined, 2)}\n`);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['name', 'lockfileVersion', 'requires', '//', 'packages']);
    expect(ownershipOf('package-lock.json', text)).toBe('generated');
    expect(ownershipOf('package-lock.json', text.replace('0.28', '0.29'))).toBe('edited');
  });
});

describe('where the package comes from', () => {
  test('installed from a file: that file, with its hash', () => {
    writeFileSync(join(folder, 'it.tgz'), 'packed');
    const home = installed({ resolved: 'file:it.tgz' });
    expect(packedFile(home)).toEqual({
      path: join(folder, 'it.tgz'),
      name: 'it.tgz',
      integrity: `sha512-${createHash('sha512').update('packed').digest('base64')}`,
    });
  });

  test('installed from a registry, or from a file that is gone: no file', () => {
    expect(packedFile(installed({ resolved: 'https://example.com/x.tgz' }))).toBeUndefined();
    expect(packedFile(installed({ resolved: 'file:gone.tgz' }))).toBeUndefined();
  });

  test('run from a clone that is built: the clone is packed; run from its sources: no file', () => {
    const packed = packedFile(clone, join(clone, 'dist', 'cli.js'));
    expect(packed).toMatchObject({ name: 'entra-workspaces-0.1.0.tgz', integrity: expect.stringMatching(/^sha512-/) });
    expect(packedFile(clone, join(clone, 'wizard', 'cli.ts'))).toBeUndefined();
  });

  test('the file lies beside package.json afterwards, and is written once', () => {
    writeFileSync(join(folder, 'it.tgz'), 'packed');
    const packed = packedFile(installed({ resolved: 'file:it.tgz' }))!;
    const repository = join(folder, 'repository');
    const listed = () => listedPackedFile(packed, repository).map(({ path, action }) => `${path} ${action}`);
    expect(listed()).toEqual(['it.tgz create']);
    expect([layPackedFile(packed, repository), layPackedFile(packed, repository)]).toEqual([true, false]);
    expect(readFileSync(join(repository, 'it.tgz'), 'utf8')).toBe('packed');
    expect(listed()).toEqual(['it.tgz same']);
    writeFileSync(join(repository, 'it.tgz'), 'of before');
    expect(listed()).toEqual(['it.tgz update']);
    expect(listedPackedFile(undefined, repository)).toEqual([]);
  });

  test.each([['it.tgz'], ['./it.tgz'], ['file:it.tgz']])('--package %s is a file, seen from the folder', (given) => {
    writeFileSync(join(folder, 'it.tgz'), '');
    expect(packageSourceFor(join(folder, 'deep', 'repository'), folder, given)).toBe('file:../../it.tgz');
  });

  test('anything else is for npm to understand', () =>
    expect(packageSourceFor(folder, folder, '^1.0.0')).toBe('^1.0.0'));
});
