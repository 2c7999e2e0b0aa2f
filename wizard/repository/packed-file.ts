/**
 * The running package as one file, where no registry has it: what a repository depends on then, instead of a version that
 * its own first step could not install.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../../deployment/make-folder.js';
import { packageRoot } from '../terraform/package-root.js';
import { installedFrom } from './lock-file.js';
import { replaceFiles } from './replace-file.js';
import type { ListedFile } from './write.js';

export interface PackedFile {
  /** Where it lies now. */
  readonly path: string;
  /** Its name in the repository, beside package.json. */
  readonly name: string;
  /** As lock files write it: `sha512-…`. */
  readonly integrity: string;
}

/**
 * Nothing where the package came from a registry. A clone is packed into its own `.cache` folder; run from its sources it is
 * a developer's, who wants no file of 1 MB in each try.
 * @param home folder of the running package
 * @param program the file that runs
 */
export function packedFile(home = packageRoot(), program = fileURLToPath(import.meta.url)): PackedFile | undefined {
  const resolved = installedFrom(home)?.resolved;
  if (resolved !== undefined) {
    const path = resolve(dirname(dirname(home)), resolved.replace(/^file:/, ''));
    return resolved.startsWith('file:') && existsSync(path) ? described(path) : undefined;
  }
  const isClone = existsSync(join(home, 'package-lock.json'));
  return isClone && program.startsWith(join(home, 'dist') + sep) ? described(pack(home)) : undefined;
}

/** A file that is the package. */
export function described(path: string): PackedFile {
  const hash = createHash('sha512').update(readFileSync(path)).digest('base64');
  return { path, name: basename(path), integrity: `sha512-${hash}` };
}

function pack(home: string): string {
  const folder = join(home, '.cache', 'packed');
  makeFolder(folder);
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    // Since Node 22.8 npm keeps what it compiled in the shared folder of temporary files, where others can be first.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    // npm is a script with another ending there.
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(output) as [{ readonly filename: string }];
  return join(folder, filename);
}

/** Lays the file into the repository; says whether it was not there yet. */
export function layPackedFile(packed: PackedFile, target: string): boolean {
  const { bytes, before, there } = compared(packed, target);
  if (before?.equals(bytes)) return false;
  replaceFiles([{ path: there, bytes, before }]);
  return true;
}

/** The file as a line of what would be written; none where there is no such file. */
export function listedPackedFile(packed: PackedFile | undefined, target: string): readonly ListedFile[] {
  if (packed === undefined) return [];
  const { bytes, before } = compared(packed, target);
  const action = before === undefined ? 'create' : before.equals(bytes) ? 'same' : 'update';
  return [{ path: packed.name, action, about: 'this program, which no registry has' }];
}

function compared({ path, name }: PackedFile, target: string) {
  const there = join(target, name);
  return { there, bytes: readFileSync(path), before: existsSync(there) ? readFileSync(there) : undefined };
}
