/** Whether there is colour, and what it is used for. */
import { styleText } from 'node:util';

/** The few meanings that colour has here. */
export interface Style {
  readonly colour: boolean;
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
  accent(text: string): string;
}

/** Marks in front of a line, in plain letters where the terminal cannot show others. */
export interface Symbols {
  readonly good: string;
  readonly warning: string;
  readonly bad: string;
  readonly unknown: string;
  readonly bullet: string;
}

/** `1`, `true`, `yes`, `on` in any case; an empty variable counts as not set. */
export function truthy(value: string | undefined): boolean {
  return value !== undefined && /^(1|true|yes|on)$/i.test(value.trim());
}

/**
 * Colour or not: the flag wins, then `FORCE_COLOR` (`0` means none), then `NO_COLOR` with any value
 * (https://no-color.org), then `TERM=dumb`, then whether a person is looking.
 */
export function wantsColour(env: NodeJS.ProcessEnv, tty: boolean, flag?: boolean): boolean {
  if (flag !== undefined) return flag;
  if (env['FORCE_COLOR'] !== undefined) return !/^(0|false)$/i.test(env['FORCE_COLOR']);
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return tty && env['TERM'] !== 'dumb';
}

/** A person sits there: standard input is a terminal and no CI is set. `flag` is `--interactive` or `--no-interactive`. */
export function isInteractive(env: NodeJS.ProcessEnv, stdinTty: boolean, flag?: boolean): boolean {
  return flag ?? (stdinTty && !truthy(env['CI']));
}

/** Letters beyond ASCII may be shown: not on a dumb terminal, not where the locale says otherwise. */
export function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale);
}

/** `seal` tells the colours made here from those that stand in a text already. */
export function styleFor(colour: boolean, seal: (escapes: string) => string = (escapes) => escapes): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => {
    // Without validateStream Node looks at standard output; people are spoken to on standard error.
    const [before = '', after = ''] = styleText(format, '|', { validateStream: false }).split('|').map(seal);
    return (text: string) => (colour ? before + text + after : text);
  };
  return {
    colour,
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    warning: paint('yellow'),
    bad: paint('red'),
    accent: paint('cyan'),
  };
}

/** Letters of ours beyond ASCII, and how they are written where a terminal cannot show them. */
const plainSigns: Readonly<Record<string, string>> = {
  ...{ '…': '...', '→': '->', '←': '<-', '↑': '^', '↓': 'v', '⏎': 'Enter', '›': '>', '❯': '>', '≤': '<=', '≥': '>=' },
  ...{ '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '‘': "'", '’': "'", '‚': "'" },
  ...{ '–': '-', '—': '-', '‑': '-', '·': '-', '•': '*', '×': 'x', '\u00a0': ' ', '\u202f': ' ' },
  ...{ '✔': '+', '✖': 'x', '◉': '(*)', '◯': '( )', '○': '( )', '●': '(*)', '─': '-', '│': '|', '█': '#', '░': '.' },
};
const beyondAscii = /[^\0-\u007f]/gu;

/** Signs in plain letters; the letters of names stay. */
export function plainSignsIn(text: string): string {
  return text.replace(beyondAscii, (letter) => plainSigns[letter] ?? letter);
}

/**
 * Text in ASCII alone, for a terminal whose locale has no UTF-8. A letter of a name that ASCII does not have is written as
 * `\u{e4}`: a letter left out or another one would be another name.
 */
export function asciiOf(text: string): string {
  return plainSignsIn(text).replace(beyondAscii, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
}

export function symbolsFor(unicode: boolean): Symbols {
  return unicode
    ? { good: '✔', warning: '!', bad: '✖', unknown: '?', bullet: '•' }
    : { good: 'ok', warning: '!', bad: 'x', unknown: '?', bullet: '-' };
}
