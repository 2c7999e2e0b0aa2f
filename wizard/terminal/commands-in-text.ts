/** Commands of ours inside sentences, so that no line ends in one: half a command runs, and does something else. */
import { commandHead, together } from './width.js';

/** As far as a sentence has to know a command. */
export interface KnownCommand {
  /** `plan`, `users add`. */
  readonly name: string;
  /** Options that take a value: `--out`. The word behind another one belongs to the sentence. */
  readonly valued: readonly string[];
}

/** What ends a command in a sentence, behind its last word. */
const ending = /[.,;:!?)]+$/;
/** An argument that is no word of a sentence: a name of a person, a file, a word to fill in, something in quotes. */
const argument = /[@/{}]|\.[a-z]+$|^[A-Z][A-Z_-]+$|^["'<>]/;

/** A text whose commands stay together where a line has room for them. */
export function commandsKeptWhole(commands: readonly KnownCommand[]): (text: string) => string {
  const known = new Map(commands.map(({ name, valued }) => [name, new Set(valued)]));
  return (text) => {
    let kept = '';
    let done = 0;
    for (const head of text.matchAll(commandHead)) {
      if (head.index < done) continue;
      const command = commandAt(text.slice(head.index), head[0], known);
      kept += text.slice(done, head.index) + command.replaceAll(' ', together);
      done = head.index + command.length;
    }
    return kept + text.slice(done);
  };
}

/** The command with which a text begins. */
function commandAt(text: string, head: string, known: ReadonlyMap<string, ReadonlySet<string>>): string {
  const words = text.slice(head.length + 1).split(' ', mostWords);
  const named = (most: number) => known.get(words.slice(0, most).join(' ').replace(ending, ''));
  let count = named(2) ? 2 : 1;
  const valued = named(count);
  if (!valued) return head;
  const isOver = (): boolean => count >= words.length || ending.test(words[count - 1] ?? '');
  while (!isOver()) {
    const word = words[count] ?? '';
    if (!word.startsWith('-') && !argument.test(word)) break;
    count = endOf(words, count);
    if (valued.has(word) && !isOver()) count = endOf(words, count);
  }
  return [head, ...words.slice(0, count)].join(' ').replace(ending, '');
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
