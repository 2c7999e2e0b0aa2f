/** What a shell may offer at each place of the command line: read from the command table, so that it never differs. */
import { Option } from 'commander';
import type { CommandRow, OptionDescription } from '../command.js';
import { everywhere, help, versionOption } from '../shared-options.js';
import { asciiOf } from '../terminal/style.js';

/** What follows an option: one of some words, a file, a folder, or something that nobody can guess. */
export type Value = readonly string[] | 'file' | 'folder' | 'any';

export interface OfferedWord {
  readonly word: string;
  /**
   * In ASCII: Windows PowerShell reads what a program prints by the code page of the console, and the other shells read it
   * under any locale. Source: https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_character_encoding
   */
  readonly about: string;
}

export interface OfferedOption {
  /** `--json`, and a short form where there is one. */
  readonly names: readonly string[];
  readonly about: string;
  /** Undefined: it takes none. */
  readonly value?: Value;
}

/** A place: the program (''), a command (`users add`). */
export interface Place {
  readonly at: string;
  /** Commands below it, or words that it takes. */
  readonly words: readonly OfferedWord[];
  readonly options: readonly OfferedOption[];
  /** It takes files. */
  readonly files: boolean;
}

/**
 * Every place of a command line.
 * @param defaultCommand runs where none is named: its options may follow the program itself
 */
export async function placesOf(table: readonly CommandRow[], defaultCommand: string): Promise<readonly Place[]> {
  const below = (await Promise.all(table.map((command) => placesBelow(command, '')))).flat();
  const words = [...table.map(wordOf), { word: 'help', about: 'explain a command' }];
  const ofDefault = below.find(({ at }) => at === defaultCommand)?.options ?? [];
  return [
    { at: '', words, options: [...ofDefault, offered(versionOption)], files: false },
    { at: 'help', words: table.map(wordOf), options: [], files: false },
    ...below,
  ];
}

async function placesBelow(command: CommandRow, before: string): Promise<readonly Place[]> {
  const at = before === '' ? command.name : `${before} ${command.name}`;
  const { commands = [], args = [] } = command;
  const options = [...(command.options ?? []), ...((await command.moreOptions?.()) ?? [])];
  const place: Place = {
    at,
    words: [
      ...commands.map(wordOf),
      ...args.flatMap(([, about, choices = []]) => choices.map((word) => ({ word, about: asciiOf(about) }))),
    ],
    options: [...options, ...everywhere, help].map(offered),
    files: args.some(([name]) => /file/.test(name)),
  };
  return [place, ...(await Promise.all(commands.map((each) => placesBelow(each, at)))).flat()];
}

function wordOf({ name, summary }: CommandRow): OfferedWord {
  return { word: name, about: asciiOf(summary) };
}

function offered({ flags, description, choices }: OptionDescription): OfferedOption {
  const { long, short, required, optional } = new Option(flags);
  const names = [long, short].filter((name) => typeof name === 'string');
  const about = asciiOf(description);
  if (!required && !optional) return { names, about };
  const named = /[<[]([^\]>]*)[\]>]/.exec(flags)?.[1] ?? '';
  const guessed = /dir/.test(named) ? 'folder' : /file/.test(named) ? 'file' : 'any';
  return { names, about, value: choices ?? guessed };
}
