/**
 * Files that a person uploads in the AWS console. Each lies beside the deployment file until AWS is said to have it: one that
 * stays in a repository is uploaded again in a year, when it is another certificate's.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readText } from '../../deployment/text-file.js';
import type { HandshakeContext } from './context.js';
import { largestMegabytes } from './wrong-file.js';

type Beside = Pick<HandshakeContext, 'file' | 'cwd' | 'terminal'>;

/** Where a file for the upload lies where nobody wants it elsewhere. */
export function pathForUpload({ file }: Pick<Beside, 'file'>, name: string): string {
  return join(dirname(file), name);
}

/** Writes it, in place of one of an earlier run. Gives its path as people type it. */
export function saveForUpload({ cwd }: Pick<Beside, 'cwd'>, path: string, text: string): string {
  writeFileSync(path, text);
  return relative(cwd, path);
}

/**
 * Takes a file away that AWS has by now.
 * @param isOurs whether a text is what was saved: a file of somebody else under this name stays
 */
export function dropUploaded(context: Beside, name: string, isOurs: (text: string) => boolean): void {
  const path = pathForUpload(context, name);
  const shown = relative(context.cwd, path);
  try {
    if (!isOurs(readText(path, { megabytes: largestMegabytes }).text)) return;
  } catch {
    // It is not there, or nothing that was saved here.
    return;
  }
  try {
    rmSync(path);
    context.terminal.good(`Removed ${shown}: AWS has it.`);
  } catch {
    context.terminal.say(`AWS has ${shown} now; it is public, and no longer needed: remove it.`);
  }
}
