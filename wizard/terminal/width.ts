/** How wide text is on a terminal, and lines that fit. Names come in every script. */
import { stripVTControlCharacters } from 'node:util';

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const invisible = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Columns that a text takes, without its colours. `fast-string-width`, which the prompts bring, takes marks of our own (`glue`) for nothing. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text).normalize('NFC')) {
    if (invisible.test(character)) continue;
    width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/** Pads a text to a number of columns. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** What an item of a list begins with: what follows stands below the text, not below the mark. */
// eslint-disable-next-line no-control-regex -- a mark may have a colour
const item = /^( *)((?:\x1b\[[\d;]*m)*(?:[•*?!✔✖…-]|\d{1,2}\.)(?:\x1b\[[\d;]*m)* +)?/;

/** Where a command of ours begins, as it is typed here. */
export const commandHead = /(?:npx entra-workspaces|node \S*entra-workspaces\.cjs|(?<![^\s(])entra-workspaces)(?= |$)/g;

/**
 * Where the command of ours begins with which a text ends: its words, options with their values, and arguments that are no
 * words of a sentence. A line end in it would be copied along, and runs one half. With `[options]` or `<upn>` it is nothing to
 * copy. Read word by word: an expression that says the same looks back at each word of a long one.
 * @returns the length of the text where it ends in none
 */
function commandAtEnd(text: string): number {
  if (/[.,;:!?]$/.test(text)) return text.length;
  for (const head of text.matchAll(commandHead)) {
    const words = text
      .slice(head.index + head[0].length)
      .split(' ')
      .slice(1);
    if (isRestOfCommand(words)) return head.index;
  }
  return text.length;
}

function isRestOfCommand(words: readonly string[]): boolean {
  const afterName = words.findIndex((word) => !/^[a-z]+$/.test(word));
  if (afterName < 0) return words.length <= 2;
  if (afterName > 2) return false;
  const given = words.slice(afterName);
  return given.every((word, at) => {
    if (word === '' || /^[[<]/.test(word)) return false;
    return /[^a-z]/.test(word) || (given[at - 1] ?? '').startsWith('-');
  });
}

/** Stands for a blank at which no line ends, wherever a line has room for what it holds together. */
export const together = '\u0000';
/** Stands for a blank at which no line ends at all. */
const glue = '\u0001';

/**
 * Breaks a text into lines of at most `width` columns, at spaces where it can. A word that is longer than a line (an
 * ARN, an address) is broken only when `breakWords` is set: a person may want to copy it. So it is with a command at the end.
 */
export function wrap(text: string, width: number, breakWords = false): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const [, indent = '', mark = ''] = item.exec(paragraph) ?? [];
    // The first line begins with this, the others with as many blanks.
    let before = indent + mark;
    const room = Math.max(1, width - displayWidth(before));
    let line = '';
    const end = (): void => {
      lines.push(line === '' ? '' : before + line);
      before = ' '.repeat(displayWidth(before));
    };
    const rest = paragraph
      .slice(before.length)
      .trim()
      .replace(codeSpan, (code) => code.replaceAll(' ', together));
    const plain = rest.replaceAll(together, ' ');
    const whole = breakWords ? rest.length : commandAtEnd(plain);
    const kept = rest.slice(0, whole) + plain.slice(whole).replaceAll(' ', glue);
    for (const each of kept.split(/ +/).flatMap((unit) => unitsOf(unit, room))) {
      const word = each.replaceAll(glue, ' ');
      for (const part of breakWords ? pieces(word, room) : [word]) {
        if (line !== '' && displayWidth(line) + 1 + displayWidth(part) > room) {
          end();
          line = part;
        } else {
          line = line === '' ? part : `${line} ${part}`;
        }
      }
    }
    end();
  }
  return lines;
}

/** What is to be typed as it stands: a command without its program, a line of a file. */
const codeSpan = /`[^`\n]+`/g;

/** What stays together where a line has room for it, or its words. */
function unitsOf(unit: string, room: number): string[] {
  const whole = unit.replaceAll(together, ' ');
  return displayWidth(whole) <= room ? [whole.replaceAll(' ', glue)] : unit.split(together);
}

/** The same as one text, where there is a width: what goes into a file is broken by whoever reads it. */
export function wrapped(text: string, width: number | undefined): string {
  return width === undefined ? text : wrap(text, width).join('\n');
}

/** The prose of a Markdown text in lines that fit, and its blocks of commands as they are. */
export function proseWrapped(markdown: string, width: number | undefined): string {
  if (width === undefined) return markdown;
  let inBlock = false;
  const lines = markdown.split('\n').flatMap((line) => {
    const fence = line.startsWith('```');
    if (fence) inBlock = !inBlock;
    return fence || inBlock ? [line] : wrap(line, width);
  });
  return lines.join('\n');
}

/** Columns of the longest word, which a line has to have or break it. */
export function longestWord(text: string): number {
  return Math.max(...text.split(/\s+/).map(displayWidth));
}

/** A long name is broken behind its last sign that leaves half a line or more: `contoso-desktops-` says more than `contoso-deskt`. */
const breakable = /^(.*[-/.:_@=&?,])(.+)$/u;

function pieces(word: string, room: number): string[] {
  if (displayWidth(word) <= room) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part !== '' && displayWidth(part + character) > room) {
      const [, before = part, after = ''] = breakable.exec(part) ?? [];
      const fits = displayWidth(before) * 2 >= room;
      parts.push(fits ? before : part);
      part = fits ? after : '';
    }
    part += character;
  }
  return part === '' ? parts : [...parts, part];
}
