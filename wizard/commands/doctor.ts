import type { CommandContext, OptionValues, RunCommand } from './command.js';
import { checkWith } from './preflight.js';

/** `doctor`: what is wrong with a deployment that was applied. */
export const run: RunCommand = async (options: OptionValues, _words, context: CommandContext) =>
  checkWith('doctor', options, context);
