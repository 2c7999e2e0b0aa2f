/** What this program is called where a person started it, so that a command that is shown can be typed as it is. */
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { posix } from './shell-words.js';

export interface Started {
  /** Folder of this package. */
  readonly home: string;
  readonly cwd: string;
}

/**
 * A clone has no command of ours: its program is named. A package in a repository, and one that npm fetched for a single run,
 * are called by npx; what is installed for all is on the path.
 */
export function asTyped({ home, cwd }: Started): string {
  if (existsSync(join(home, 'package-lock.json'))) {
    const program = relative(cwd, join(home, 'bin', 'entra-workspaces.cjs'));
    return `node ${posix(program.split(sep).join('/'))}`;
  }
  // Source of the folder's name: https://docs.npmjs.com/cli/commands/npm-exec (npx cache).
  const ofNpx = home.split(sep).includes('_npx');
  const ofRepository = home === join(cwd, 'node_modules', 'entra-workspaces');
  return ofNpx || ofRepository ? 'npx entra-workspaces' : 'entra-workspaces';
}
