import { UsageError } from '../terminal/failure.js';
import { Option } from 'commander';
import type { OptionValues } from '../command.js';
import type { Run } from './table.js';
import { personOptions } from './person-options.js';
import { checkWith } from './preflight.js';

/** `doctor`: what is wrong with a deployment that was applied, or, with `--user`, with one person's way to a desktop. */
export const run: Run<'doctor'> = async (options, args, context) => {
  if (options.user !== undefined && options.html !== undefined) {
    throw new UsageError('--html shows everybody: leave --user out.');
  }
  if (options.user !== undefined) return (await import('./doctor-user.js')).run(options, args, context);
  const alone = personOptions.map(({ flags }) => flags.split(' ')[0] ?? '').filter((flag) => isGiven(options, flag));
  if (alone.length > 0) throw new UsageError(`${alone.join(', ')} goes with --user.`);
  return checkWith('doctor', options, context);
};

function isGiven(options: OptionValues, flag: string): boolean {
  const name = new Option(flag).attributeName();
  return options[name] !== undefined && options[name] !== false;
}
