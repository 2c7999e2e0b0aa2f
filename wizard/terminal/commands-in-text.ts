/** Commands of ours inside sentences, so that no line ends in one: half a command runs, and does something else. */
import { posix } from './shell-words.js';
import { commandHead, together } from './width.js';

/** As far as a sentence has to know a command. */
export interface KnownCommand {
  /** `plan`, `users add`. */
  readonly name: string;
  /** Options that take a value: `--out`. The word behind another one belongs to the sentence. */
  readonly valued: readonly string[];
  /** Those of them that say on what it works, the same for every command that has them: `--deployment`. */
  readonly carried?: readonly string[];
}

/** What ends a command in a sentence, behind its last word. */
const ending = /[.,;:!?)]+$/;
/** An argument that is no word of a sentence: a name of a person, a file, a word to fill in, something in quotes. */
const argument = /[@/{}]|\.[a-z]+$|^[A-Z][A-Z_-]+$|^["'<>]/;

/** Where one begins before it is written as it is typed here, in backticks too. */
const anyHead = /(?<![\w./@-])entra-workspaces(?= )/g;

/** A text whose commands stay together where a line has room for them. */
export function commandsKeptWhole(commands: readonly KnownCommand[]): (text: string) => string {
  return eachCommand(commands, commandHead, (command) => command.replaceAll(' ', together));
}

/**
 * A text whose commands work on what the called one was told to work on: without its `--deployment` they would work on
 * deployment.json, which is another one.
 * @param args of the command line that was called
 */
export function commandsCarrying(commands: readonly KnownCommand[], args: readonly string[]): (text: string) => string {
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  const names = own.filter((word) => !word.startsWith('-'));
  const called = commands.findLast(({ name }) => `${names.slice(0, 2).join(' ')} `.startsWith(`${name} `));
  const given = (called?.carried ?? []).flatMap((flag) => {
    const value = valueOf(flag, own);
    return value === undefined ? [] : [{ flag, words: ` ${flag} ${posix(value)}` }];
  });
  if (given.length === 0) return (text) => text;
  return eachCommand(commands, anyHead, (command, head, { name, carried = [] }) => {
    const rest = command.slice(head.length + 1 + name.length);
    const lacking = given.filter(({ flag }) => carried.includes(flag) && !rest.split(/[ =]/).includes(flag));
    return `${head} ${name}${lacking.map(({ words }) => words).join('')}${rest}`;
  });
}

function valueOf(flag: string, args: readonly string[]): string | undefined {
  const at = args.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  return args[at] === flag ? args[at + 1] : args[at]?.slice(flag.length + 1);
}

function eachCommand(
  commands: readonly KnownCommand[],
  heads: RegExp,
  change: (command: string, head: string, known: KnownCommand) => string,
): (text: string) => string {
  const known = new Map(commands.map((command) => [command.name, { command, valued: new Set(command.valued) }]));
  return (text) => {
    let changed = '';
    let done = 0;
    for (const head of text.matchAll(heads)) {
      if (head.index < done) continue;
      const found = commandAt(text.slice(head.index).split('`', 1)[0] ?? '', head[0], known);
      if (found === undefined) continue;
      changed += text.slice(done, head.index) + change(found.words, head[0], found.command);
      done = head.index + found.words.length;
    }
    return changed + text.slice(done);
  };
}

interface Known {
  readonly command: KnownCommand;
  readonly valued: ReadonlySet<string>;
}

/** The command with which a text begins. */
function commandAt(
  text: string,
  head: string,
  known: ReadonlyMap<string, Known>,
): { readonly words: string; readonly command: KnownCommand } | undefined {
  const words = text.slice(head.length + 1).split(' ', mostWords);
  const named = (most: number) => known.get(words.slice(0, most).join(' ').replace(ending, ''));
  let count = named(2) ? 2 : 1;
  const found = named(count);
  if (!found) return undefined;
  const { command, valued } = found;
  const isOver = (): boolean => count >= words.length || ending.test(words[count - 1] ?? '');
  while (!isOver()) {
    const word = words[count] ?? '';
    if (!word.startsWith('-') && !argument.test(word)) break;
    count = endOf(words, count);
    if (valued.has(word) && !isOver()) count = endOf(words, count);
  }
  return { words: [head, ...words.slice(0, count)].join(' ').replace(ending, ''), command };
}

/** One past a word, or past the text in quotes that begins there. */
function endOf(words: readonly string[], at: number): number {
  const [quote = ''] = words[at] ?? '';
  if (!/["']/.test(quote)) return at + 1;
  const closes = (word: string, place: number): boolean =>
    place >= at &&
    word
      .slice(place === at ? 1 : 0)
      .replace(ending, '')
      .endsWith(quote);
  return words.findIndex(closes) + 1 || at + 1;
}

/** No line has room for more. */
const mostWords = 40;
