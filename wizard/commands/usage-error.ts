/** Words that fit no command or option: what is said of them, and which help lists what could have been meant. */
import type { CommanderError } from 'commander';
import type { CommandRow } from '../command.js';
import { UsageError } from '../terminal/failure.js';

/** The command that was typed, as far as it exists, and those that it has itself. */
function calledIn(given: readonly string[], table: readonly CommandRow[]) {
  const [called, below] = given.filter((word) => !word.startsWith('-'));
  const command = table.find((each) => each.name === called);
  const ofIt = command?.commands ?? [];
  const found = ofIt.find((each) => each.name === below);
  return { called, below, command, found, names: ofIt.map((each) => each.name).join(', ') };
}

/** What is said of it to the person who typed it. */
export function usageError(
  { code, message }: CommanderError,
  given: readonly string[],
  table: readonly CommandRow[],
): UsageError {
  if (code === 'commander.help') return withoutCommand(given, table);
  return new UsageError(withNames(sentence(message), code, given, table), [helpFor(given, table, code)]);
}

/** The help that lists what could have been meant. */
function helpFor(given: readonly string[], table: readonly CommandRow[], code: string): string {
  const { command, found, names } = calledIn(given, table);
  if (command === undefined) return 'entra-workspaces --help lists commands and options.';
  if (found !== undefined) return `entra-workspaces ${command.name} ${found.name} --help lists its options.`;
  const lists = names === '' || code === 'commander.unknownOption' ? 'options' : 'commands';
  return `entra-workspaces ${command.name} --help lists its ${lists}.`;
}

/** Commander guesses a command that is spelt alike, `help` among them; those below one are few, and all named. */
function withNames(said: string, code: string, given: readonly string[], table: readonly CommandRow[]): string {
  const { command, names } = calledIn(given, table);
  if (code !== 'commander.unknownCommand' || command === undefined || names === '') return said;
  return `${said.replace(/\s*\(Did you mean .*$/s, '')}: ${command.name} has ${names}`;
}

/** `users` alone, or help for something that is no command: commander prints its help as an error, and has no words of its own. */
function withoutCommand(given: readonly string[], table: readonly CommandRow[]): UsageError {
  const { called, below, command, names } = calledIn(given, table);
  const help = [helpFor(given, table, 'commander.help')];
  if (command === undefined) return new UsageError(`Unknown command '${below ?? called ?? ''}'`, help);
  return new UsageError(`${command.name} needs one of its commands: ${names}`, help);
}

/** commander's `error: unknown option '--x'\n(Did you mean --y?)` as a sentence. */
function sentence(message: string): string {
  // The value of an unknown option may be a secret, and what is printed here ends up in the log of a pipeline.
  const text = message
    .replace(/^error: /, '')
    .replace(/^(unknown option '--?[\w-]+)=[^]*'/, "$1'")
    .replace(/\n+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
