/** What this program is called where a person started it, so that a command that is shown can be typed as it is. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
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
  const ofRepository = basename(dirname(home)) === 'node_modules' && isWithin(cwd, dirname(dirname(home)));
  return ofNpx || ofRepository ? 'npx entra-workspaces' : 'entra-workspaces';
}

/** npx finds the packages of every folder above. */
const isWithin = (folder: string, whole: string): boolean => folder === whole || folder.startsWith(`${whole}${sep}`);

/**
 * A text whose commands of ours are as they are typed here: `entra-workspaces plan` becomes `npx entra-workspaces plan`. The
 * name alone (of the program, the package, a tag) stays, and so does a command that somebody is told to call in another way.
 * @param program From `asTyped`
 * @param commands Names of commands
 */
export function commandsAsTyped(program: string, commands: readonly string[]): (text: string) => string {
  if (program === 'entra-workspaces') return (text) => text;
  const called = new RegExp(
    String.raw`(?<![\w./@-]|npx )entra-workspaces(?= (?:--[a-z]|(?:${commands.join('|')})(?![\w-])))`,
    'g',
  );
  return (text) => text.replace(called, () => program);
}
