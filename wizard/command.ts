/** What a command is: described in a table, loaded when it is called. */
import type { Interrupts } from './terminal/interrupts.js';
import type { Terminal } from './terminal/terminal.js';

/** Values of options, by the camel-cased name of their flag, as commander parses them. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

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
  readonly commands: readonly CommandDescription[];
}

/** The command that runs when none is named. */
export const defaultCommand = 'init';

/** Runs a command. A number is an exit code that is no failure of ours (`--check` that found something). */
export type RunCommand = (
  options: OptionValues,
  words: readonly string[],
  context: CommandContext,
) => Promise<number | undefined | void>;

export interface OptionDescription {
  /** In commander's notation: `--out <dir>`, `--yes`, `--allow-remove <upn>`. */
  readonly flags: string;
  readonly description: string;
  /** Allowed words. */
  readonly choices?: readonly string[];
  /** May be given several times; the value is a list. */
  readonly repeatable?: boolean;
}

export interface CommandDescription {
  readonly name: string;
  readonly summary: string;
  /** What a person should know before calling it; a paragraph a line. */
  readonly description?: readonly string[];
  /** In commander's notation: `<file>`, `[upn...]`, with what it is, and the allowed words where there are few. */
  readonly words?: readonly (readonly [name: string, description: string, choices?: readonly string[]])[];
  /** A function where the options come from another table (the questions). */
  readonly options?: readonly OptionDescription[] | (() => Promise<readonly OptionDescription[]>);
  readonly examples?: readonly string[];
  /** Commands below this one; then `load` is left out. */
  readonly commands?: readonly CommandDescription[];
  /** Calls no cloud, or brings its own: a shell whose sandbox has ended may still use it. */
  readonly withoutClouds?: boolean;
  readonly load?: () => Promise<{ readonly run: RunCommand }>;
}
