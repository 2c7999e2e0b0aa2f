/**
 * Replaces a file in one step, unless it is no longer what was read. Two people, or two scripts, may edit a deployment at
 * once: whoever comes second reads again instead of writing over the first.
 */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { takeLock } from '../../deployment/file-lock.js';
import { makeFolder } from '../../deployment/make-folder.js';
import { Failure } from '../terminal/failure.js';

/** The file was changed by somebody else after it was read. Nothing was written. */
export class ChangedMeanwhile extends Failure {
  override readonly name = 'ChangedMeanwhile';
  constructor(path: string) {
    super(`${path} was changed by somebody else meanwhile. Nothing was written.`, ['Run it again.']);
  }
}

/** One file to be written. */
export interface Replacement {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What was read, or nothing where no file was; otherwise nothing is written. */
  readonly before: Uint8Array | undefined;
}

/**
 * Writes files, all or none: staged beside where they belong, then compared and renamed while nobody else does. Everything is
 * synchronous: a signal cannot come in between. Links are followed, the mode of a file stays.
 * @throws ChangedMeanwhile when one of them is no longer what was read
 */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const staged: { readonly path: string; readonly scratch: string; readonly of: Replacement }[] = [];
  const done: typeof staged = [];
  try {
    for (const of of replacements) {
      const path = target(of.path);
      makeFolder(dirname(path));
      const scratch = join(dirname(path), `.${basename(path)}.${process.pid}.${staged.length}`);
      staged.push({ path, scratch, of });
      try {
        stage(scratch, of.bytes, of.before === undefined ? undefined : statSync(path).mode);
      } catch (error) {
        // A full disk names no file, and before that the scratch one: what a person knows is the file itself.
        throw Object.assign(error as NodeJS.ErrnoException, { path: of.path });
      }
    }
    withLocks(
      staged.map(({ path }) => path),
      () => {
        for (const { path, of } of staged) if (!isAsRead(path, of.before)) throw new ChangedMeanwhile(of.path);
        try {
          for (const each of staged) {
            renameSync(each.scratch, each.path);
            done.push(each);
          }
        } catch (error) {
          // Those before it go back to what they were.
          for (const { path, of } of done.reverse()) {
            if (of.before === undefined) unlinkSync(path);
            else writeFileSync(path, of.before);
          }
          throw error;
        }
      },
    );
  } finally {
    for (const { scratch } of staged) rmSync(scratch, { force: true });
  }
}

/** Where a path leads, links resolved; itself where nothing is. */
function target(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || isLink(path)) throw error;
    return path;
  }
}

/** A link that leads nowhere is not written through. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function stage(scratch: string, bytes: Uint8Array, mode: number | undefined): void {
  const handle = openSync(scratch, 'wx', mode === undefined ? 0o666 : 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (mode !== undefined) chmodSync(scratch, mode);
}

function isAsRead(path: string, before: Uint8Array | undefined): boolean {
  try {
    const now = readFileSync(path);
    return before !== undefined && now.equals(before);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return before === undefined;
  }
}

/** Comparing and renaming takes a millisecond, and nobody a minute. */
const patience = { pause: 20, looks: 500, oldest: 60_000 };

/** Between comparing and renaming nobody else may rename: one lock a folder, in a fixed order. */
function withLocks(paths: readonly string[], act: () => void): void {
  const locks = [...new Set(paths.map((path) => join(dirname(path), '.entra-workspaces.lock')))].sort();
  const held: string[] = [];
  try {
    for (const lock of locks) {
      if (!takeLock(lock, patience))
        throw new Failure(`Another entra-workspaces holds ${lock}.`, ['If none runs, delete it.']);
      held.push(lock);
    }
    act();
  } finally {
    for (const lock of held) rmSync(lock, { force: true });
  }
}
