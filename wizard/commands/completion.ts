import { placesOf } from '../completion/offers.js';
import { scriptFor, shells, type Shell } from '../completion/scripts.js';
import { UsageError } from '../terminal/failure.js';
import { defaultCommand } from '../command.js';
import type { Run } from './table.js';

/** `completion`: the script of a shell, on standard output. */
export const run: Run<'completion'> = async (_options, [shell = ''], { terminal, commands }) => {
  if (!(shells as readonly string[]).includes(shell)) {
    throw new UsageError(`The shell must be one of ${shells.join(', ')}, got: ${shell}`, [
      'entra-workspaces completion --help says where each goes.',
    ]);
  }
  terminal.output(scriptFor[shell as Shell](await placesOf(commands, defaultCommand)));
};
