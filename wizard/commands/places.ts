/** Where things lie unless an option says otherwise. */
import { resolve } from 'node:path';
import type { CommandContext, OptionValues } from './command.js';

/** Absolute path of the deployment file. */
export function deploymentFile(options: OptionValues, context: Pick<CommandContext, 'cwd'>): string {
  const given = options['deployment'];
  return resolve(context.cwd, typeof given === 'string' ? given : 'deployment.json');
}

/** The output folder, as it is written on the command line. */
export function outFolder(options: OptionValues): string {
  const given = options['out'];
  return typeof given === 'string' ? given : 'cdktf.out';
}
