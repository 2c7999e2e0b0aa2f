import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { windowsNameProblem } from '../../domain/windows-name.js';
import type { CommandContext } from '../command.js';
import { UsageError } from '../terminal/failure.js';

/**
 * Where a file goes that was asked for by a flag; undefined: none was. Told before anything is looked at, which may take minutes.
 * @throws UsageError for a folder, or where there is no folder for it
 */
export async function outputFile(
  flag: `--${string}`,
  given: string | undefined,
  { cwd }: CommandContext,
): Promise<string | undefined> {
  if (given === undefined) return undefined;
  refuseForWindows(flag, given, { cwd });
  const file = resolve(cwd, given);
  const folder = await stat(dirname(file)).catch(() => undefined);
  if (!folder?.isDirectory()) throw new UsageError(`${flag} must be in a folder that there is, got: ${given}`);
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new UsageError(`${flag} must be a file, got a folder: ${given}`);
  return file;
}

/**
 * Before something is made under a name that a person chose. Folders that there are have their names already.
 * @throws UsageError for one that Windows keeps for itself: what is made there is cloned and sent elsewhere
 */
export function refuseForWindows(
  flag: `--${string}`,
  given: string | undefined,
  { cwd }: Pick<CommandContext, 'cwd'>,
): void {
  if (given === undefined) return;
  const path = resolve(cwd, given);
  let there = path;
  while (!isFolder(there) && dirname(there) !== there) there = dirname(there);
  const problem = windowsNameProblem(relative(there, path));
  if (problem !== undefined) throw new UsageError(`${flag} must be another name: ${problem}, got: ${given}`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
