/**
 * Files that a person uploads in the AWS console. Each lies beside the deployment file until AWS is said to have it: one that
 * stays in a repository is uploaded again in a year, when it is another certificate's.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readText } from '../../deployment/text-file.js';
import type { HandshakeContext } from './context.js';
import { largestMegabytes } from './handed-file.js';

type Beside = Pick<HandshakeContext, 'file' | 'cwd' | 'terminal'>;

/** Where a file for the upload lies where nobody wants it elsewhere. */
export function pathForUpload({ file }: Pick<Beside, 'file'>, name: string): string {
  return join(dirname(file), name);
}

/** What was written for the upload. */
export interface Saved {
  readonly path: string;
  /** As people type it. */
  readonly shown: string;
  readonly text: string;
}

/** Writes it, in place of one of an earlier run. */
export function saveForUpload({ cwd }: Pick<Beside, 'cwd'>, path: string, text: string): Saved {
  writeFileSync(path, text);
  return { path, shown: relative(cwd, path), text };
}

/** Takes a file away that AWS has by now. One that is not what was saved any more is somebody's, and stays. */
export function dropUploaded({ terminal }: Pick<Beside, 'terminal'>, { path, shown, text }: Saved): void {
  try {
    if (readText(path, { megabytes: largestMegabytes }).text !== text) return;
  } catch {
    // It is not there, or nothing that was saved here.
    return;
  }
  try {
    rmSync(path);
    terminal.good(`Removed ${shown}: AWS has it.`);
  } catch {
    terminal.say(`AWS has ${shown} now; it is public, and no longer needed: remove it.`);
  }
}
