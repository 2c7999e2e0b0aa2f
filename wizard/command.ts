/** What a command is: described in a table, loaded when it is called. */
import type { Interrupts } from './terminal/interrupts.js';
import type { Terminal } from './terminal/terminal.js';

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Folder the command was called in. */
  readonly cwd: string;
  readonly interrupts: Interrupts;
  /** Version of this package. */
  readonly version: string;
  /** Standard input, for values that are piped in. */
  readonly stdin: NodeJS.ReadStream;
  /** All of them: what completion reads. */
  readonly commands: readonly CommandRow[];
}

/** The command that runs when none is named. */
export const defaultCommand = 'init';

export interface OptionDescription {
  /** In commander's notation: `--out <dir>`, `--yes`, `--allow-remove <upn>`. */
  readonly flags: string;
  readonly description: string;
  /** Allowed words. */
  readonly choices?: readonly string[];
  /** May be given several times; the value is a list. */
  readonly repeatable?: boolean;
}

/** `--max-removals` -> `maxRemovals`, as commander names a value. */
type CamelCase<Words extends string> = Words extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Words;

/** `--out <dir>` -> `out`; `--no-refresh` -> `refresh`, which is true unless it is given. */
type KeyOf<Flags extends string> = Flags extends `--no-${infer Name}`
  ? CamelCase<Name>
  : Flags extends `--${infer Name} ${string}`
    ? CamelCase<Name>
    : Flags extends `--${infer Name}`
      ? CamelCase<Name>
      : never;

type ValueOf<Option extends OptionDescription> = Option['flags'] extends `${string}<${string}`
  ? Option extends { readonly repeatable: true }
    ? readonly string[]
    : Text<Option> | undefined
  : Option['flags'] extends `${string}[${string}`
    ? Text<Option> | true | undefined
    : boolean;

type Text<Option> = Option extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;

/**
 * The values of some options, typed from their rows in the table: a flag that takes nothing is a boolean, one with `<value>`
 * a text or undefined, one that may be repeated a list. A flag that is renamed in the table does not compile where it is read.
 */
export type ValuesOf<Options extends readonly OptionDescription[]> = {
  readonly [Option in Options[number] as KeyOf<Option['flags']>]: ValueOf<Option>;
};

/** Values whose rows are not known when this is compiled: the flags of the questions. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Runs a command. A number is an exit code that is no failure of ours (`--check` that found something). */
export type RunCommand<Values = OptionValues> = (
  options: Values,
  args: readonly string[],
  context: CommandContext,
) => Promise<number | undefined | void>;

/** A command as the table has it: what it is called, what it takes, what is said of it. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** What a person should know before calling it; a paragraph a line. */
  readonly description?: readonly string[];
  /** In commander's notation: `<file>`, `[upn...]`, with what it is, and the allowed words where there are few. */
  readonly args?: readonly (readonly [name: string, description: string, choices?: readonly string[]])[];
  readonly options?: readonly OptionDescription[];
  /** Options from another table (the questions), loaded for the command that is called. */
  readonly moreOptions?: () => Promise<readonly OptionDescription[]>;
  readonly examples?: readonly string[];
  /** Commands below this one; then nothing is run for it itself. */
  readonly commands?: readonly CommandRow[];
  /** Calls no cloud, or brings its own: a shell whose sandbox has ended may still use it. */
  readonly withoutClouds?: boolean;
}

/** A command with its program, which is loaded when it is called. */
export interface CommandDescription extends CommandRow {
  readonly commands?: readonly CommandDescription[];
  readonly load?: () => Promise<{ readonly run: RunCommand<never> }>;
}
