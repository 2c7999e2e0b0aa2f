import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
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
  refuseForWindows(flag, given);
  const file = resolve(cwd, given);
  const folder = await stat(dirname(file)).catch(() => undefined);
  if (!folder?.isDirectory()) throw new UsageError(`${flag} must be in a folder that there is, got: ${given}`);
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new UsageError(`${flag} must be a file, got a folder: ${given}`);
  return file;
}

/**
 * Before something is made under a name that a person chose.
 * @throws UsageError for one that Windows keeps for itself: what is made there is cloned and sent elsewhere
 */
export function refuseForWindows(flag: `--${string}`, given: string | undefined): void {
  const problem = given === undefined ? undefined : windowsNameProblem(given);
  if (problem !== undefined) throw new UsageError(`${flag} must be another name: ${problem}, got: ${given}`);
}
