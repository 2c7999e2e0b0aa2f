/**
 * The lock file of a generated repository, so that `npm ci` installs on each machine exactly what this version was tested
 * with. It is made from the lock file of this project: nothing has to be asked of a registry.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { present } from '../../domain/present.js';
import { packageRoot } from '../terraform/package-root.js';

/** A package in a lock file. Source: https://docs.npmjs.com/cli/configuring-npm/package-lock-json (packages). */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** The part of a package.json that a lock file repeats. */
export interface Manifest {
  readonly name: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What a repository depends on beside this package. */
export const companions = ['cdktf', 'constructs', 'tsx'] as const;

/** The file in `dist/` that carries the locked packages to where this project's own lock file is not. */
export const lockedPackagesName = 'locked-packages.json';

const own = 'entra-workspaces';

/** The packages of a lock file that some of them need, each under its place. */
export function closureOf(all: LockedPackages, names: readonly string[]): LockedPackages {
  const found: Record<string, LockedPackage> = {};
  const add = (name: string, from: string): void => {
    const place = placeOf(all, name, from);
    const entry = place === undefined ? undefined : all[place];
    if (place === undefined || entry === undefined || found[place]) return;
    const { dev: _dev, ...rest } = entry;
    found[place] = rest;
    const needed = { ...entry.dependencies, ...entry.optionalDependencies };
    for (const each of Object.keys(needed)) add(each, place);
  };
  for (const name of names) add(name, '');
  return found;
}

/** As Node looks for it: below the package that asks, then upwards. */
function placeOf(all: LockedPackages, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (place in all) return place;
    if (folder === '') return undefined;
  }
}

/**
 * The lock file that belongs to a package.json; `integrity` is that of this package (`sha512-…`). Nothing where this package
 * comes from a place that npm has to look into.
 */
export function lockFileOf(
  manifest: Manifest,
  { home = packageRoot(), integrity = installedIntegrity(home) }: { home?: string; integrity?: string } = {},
): object | undefined {
  const source = manifest.dependencies[own] ?? '';
  const isFile = /^(file|https):.*\.tgz$/.test(source);
  if (!isFile && !/^\d+\.\d+\.\d+/.test(source)) return undefined;
  const { version, license, bin, engines, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(join(home, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  const entry = {
    version,
    // As npm writes it: a path without a dot before it.
    ...(isFile ? { resolved: source.replace(/^file:\.\//, 'file:') } : {}),
    ...present({ integrity }),
    ...{ license, bin, engines, peerDependencies, peerDependenciesMeta },
  };
  const { name, dependencies, engines: wanted } = manifest;
  const packages = { ...lockedPackages(home), [`node_modules/${own}`]: entry };
  return {
    name,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name, dependencies: inOrder(dependencies), engines: wanted },
      ...inOrder(packages),
    },
  };
}

/** As npm writes it, so that an `npm install` changes nothing. */
function inOrder<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([one], [other]) => one.localeCompare(other, 'en')));
}

function lockedPackages(home: string): LockedPackages {
  // A clone has the lock file itself; a published package never has.
  const ofClone = join(home, 'package-lock.json');
  if (existsSync(ofClone)) {
    const { packages } = JSON.parse(readFileSync(ofClone, 'utf8')) as { packages: LockedPackages };
    return closureOf(packages, companions);
  }
  return JSON.parse(readFileSync(join(home, 'dist', lockedPackagesName), 'utf8')) as LockedPackages;
}

/** Where npm got the running package from, told by what npm notes beside the packages that it installed. */
export function installedFrom(home: string): { readonly resolved?: string; readonly integrity?: string } | undefined {
  const note = join(dirname(home), '.package-lock.json');
  if (!existsSync(note)) return undefined;
  const { packages } = JSON.parse(readFileSync(note, 'utf8')) as { packages?: LockedPackages };
  return packages?.[`node_modules/${own}`];
}

/** What npm calls the content of the running package, `sha512-…`; nothing where npm did not install it. */
export function installedIntegrity(home = packageRoot()): string | undefined {
  return installedFrom(home)?.integrity;
}

/** A file that is given as the source of this package, seen from the repository; anything else as it is given. */
export function packageSourceFor(target: string, cwd: string, given: string): string {
  const file = resolve(cwd, given.replace(/^file:/, ''));
  if (!existsSync(file)) return given;
  const path = relative(target, file).split(sep).join('/');
  return `file:${path.startsWith('.') ? path : `./${path}`}`;
}
