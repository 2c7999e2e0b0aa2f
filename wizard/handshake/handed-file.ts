/** A file that a person was handed and names by its path: which one is meant, what it holds, and how its path is shown. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { readText, whyUnreadable } from '../../deployment/text-file.js';
import { Failure } from '../terminal/failure.js';

/** A metadata file is a few kilobytes; a browser's cache or an image is not. */
export const largestMegabytes = 1;

/** The path that is meant by one that was typed or dragged into a terminal. */
export const pathOf = ({ cwd }: { readonly cwd: string }, typed: string): string => resolve(cwd, untilde(typed));

/** Without the quotes, escapes and `~` that come with a dragged or typed path. */
function untilde(path: string): string {
  const bare = path
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/\\ /g, ' ');
  return bare === '~' || bare.startsWith('~/') ? `${homedir()}${bare.slice(1)}` : bare;
}

/**
 * The text of the file at a path.
 * @param named How it was named, for the message
 */
export function readHanded(path: string, named: string, fix: string): string {
  try {
    return readText(path, { megabytes: largestMegabytes, ansi: true }).text;
  } catch (error) {
    throw new Failure(`${shownPath(named)} cannot be read: ${whyUnreadable(error)}.`, [fix]);
  }
}

/** A path as a message may show it: a long word without an ending may be the token, given at the wrong place. */
function shownPath(path: string): string {
  return /[^/\\.\s]{60,}$/.test(path) ? 'What was given (one long word, as the token is)' : path;
}

/** Whether a text may stand on the screen while it is typed as a path: a long word is dots until its ending comes. */
export function mayBePath(text: string): boolean {
  return !/[^/\\.\s]{25,}$/.test(text.trim());
}
