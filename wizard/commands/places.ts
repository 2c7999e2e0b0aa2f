/** Where things lie unless an option says otherwise. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../terminal/failure.js';
import type { CommandContext, OptionValues } from '../command.js';

/**
 * Absolute path of the deployment file.
 * @throws Failure when there is none: with what makes one, which a person who just began does not know
 */
export function deploymentFile(options: OptionValues, context: Pick<CommandContext, 'cwd'>): string {
  const given = options['deployment'];
  const file = resolve(context.cwd, typeof given === 'string' ? given : 'deployment.json');
  if (existsSync(file)) return file;
  throw new Failure(`There is no deployment file: ${file} does not exist.`, [
    'Run this where it lies, or name it: --deployment FILE',
    'To make one: entra-workspaces init',
  ]);
}

/** The output folder, as it is written on the command line. */
export function outFolder(options: OptionValues): string {
  const given = options['out'];
  return typeof given === 'string' ? given : 'cdktf.out';
}
