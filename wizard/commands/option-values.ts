/** What a command is given where nobody typed it: of the command line, or for a command that calls another one. */
import { Option } from 'commander';
import type { OptionDescription, OptionValues } from '../command.js';
import { commandTable, type CommandName, type ValuesFor } from './table.js';

/** Flags that nobody gave are false, lists are empty, a `--no-…` is true. */
export function absent(options: readonly OptionDescription[]): OptionValues {
  return Object.fromEntries(
    options.flatMap(({ flags, repeatable }): [string, boolean | readonly string[]][] => {
      const option = new Option(flags);
      if (repeatable) return [[option.attributeName(), []]];
      return option.isBoolean() ? [[option.attributeName(), option.negate]] : [];
    }),
  );
}

/** The values of a command as if only some of its options had been typed. */
export function valuesFor<Name extends CommandName>(
  name: Name,
  given: Partial<ValuesFor<NoInfer<Name>>>,
): ValuesFor<Name> {
  const row = commandTable.find((each) => each.name === name);
  const options: readonly OptionDescription[] = row !== undefined && 'options' in row ? row.options : [];
  // The table says which values these are.
  return { ...absent(options), ...given } as unknown as ValuesFor<Name>;
}
