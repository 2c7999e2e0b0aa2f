import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LockedPackages } from '../repository/lock-file.js';
import { foreignPackages, foreignSettings } from '../repository/packages.js';
import { whyNoJson } from '../../deployment/json-file.js';
import { Failure } from '../terminal/failure.js';
import type { Run } from './table.js';
import { deploymentFile } from './places.js';

/** `packages`: whether npm would fetch and run nothing but what the lock file names, before npm reads any of it. */
export const run: Run<'packages'> = async (options, _args, context) => {
  const { terminal } = context;
  const found = await looked(dirname(deploymentFile(options, context)));
  if (options.json) terminal.result(found);
  refuseForeign(found);
  terminal.good('npm would fetch nothing but packages by https, each known by its content.');
};

/** @throws Failure that names what npm would fetch or run beside what the lock file of this folder names */
export async function refuseForeignPackages(folder: string): Promise<void> {
  refuseForeign(await looked(folder));
}

interface Found {
  readonly settings: readonly string[];
  readonly packages: readonly string[];
}

async function looked(folder: string): Promise<Found> {
  const read = async (name: string): Promise<string> =>
    readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return '';
    });
  if ((await read('npm-shrinkwrap.json')) !== '') {
    throw new Failure('npm would read npm-shrinkwrap.json in place of package-lock.json.', [
      'One lock file is reviewed: delete npm-shrinkwrap.json.',
    ]);
  }
  return {
    settings: foreignSettings(await read('.npmrc')),
    packages: foreignPackages(lockedIn(await read('package-lock.json'))),
  };
}

function refuseForeign({ settings, packages }: Found): void {
  if (settings.length + packages.length === 0) return;
  throw new Failure('npm would fetch or run something else than what the lock file names.', [
    ...settings.map((line) => `.npmrc: must hold nothing but \`registry=https://…\`, got: ${line}`),
    ...packages.map((line) => `package-lock.json: ${line}`),
    'Take it out of this repository; what a person needs on a laptop belongs in the .npmrc of their home folder.',
  ]);
}

/**
 * The packages of a `package-lock.json`; an empty text has none.
 * @throws Failure for one that npm would read otherwise
 */
export function lockedIn(text: string): LockedPackages {
  if (text === '') return {};
  let lock: { packages?: LockedPackages } | null;
  try {
    lock = JSON.parse(text) as typeof lock;
  } catch {
    const why = whyNoJson(text, 'package-lock.json');
    throw new Failure('package-lock.json is no JSON.', [...why, 'Make it anew: npm install']);
  }
  if (typeof lock?.packages === 'object' && lock.packages !== null) {
    const broken = Object.entries(lock.packages).filter(([, entry]: readonly [string, unknown]) => !isEntry(entry));
    if (broken.length === 0) return lock.packages;
    throw new Failure('package-lock.json is not what npm writes.', [
      ...broken
        .slice(0, mostNamed)
        .map(
          ([place]) => `packages: ${JSON.stringify(place)} must be an object whose resolved and integrity are texts`,
        ),
      ...(broken.length > mostNamed ? [`… and ${broken.length - mostNamed} more`] : []),
      'Make it anew: delete it, then npm install',
    ]);
  }
  // The first form of the file names packages elsewhere; npm still installs from it.
  throw new Failure('package-lock.json lists no "packages": its form is older than npm 7.', [
    'Make it anew: delete it, then npm install',
  ]);
}

/** Problems that are named; what is broken in so many places is made anew. */
const mostNamed = 10;

/** What is read of an entry is of the kind that npm writes: of another kind nobody knows what npm makes of it. */
function isEntry(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false;
  const { resolved, integrity } = entry as Record<string, unknown>;
  return [resolved, integrity].every((each) => each === undefined || typeof each === 'string');
}
