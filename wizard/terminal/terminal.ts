/** What a person meets: text on standard error, the machine's result on standard output. */
import type { Prompts } from './prompts.js';
import { isInteractive, showsUnicode, styleFor, symbolsFor, wantsColour, type Style, type Symbols } from './style.js';
import { tableLines, type Row } from './table.js';
import { wrap } from './width.js';

/** A stream that text is written to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** How the command line asked for the terminal to behave; what is left out is found out. */
export interface TerminalSettings {
  readonly interactive?: boolean | undefined;
  readonly colour?: boolean | undefined;
}

export interface Terminal {
  /** A person can be asked. */
  readonly interactive: boolean;
  /** Standard error moves its cursor: a line may be drawn again. */
  readonly animated: boolean;
  /** Columns, now: a window may be resized. */
  readonly width: number;
  readonly style: Style;
  readonly symbols: Symbols;
  readonly prompts: Prompts;
  /** A text for a person, wrapped; an empty one is an empty line. */
  say(text?: string): void;
  /** Lines as they are: commands to copy, a diff, the output of a program. */
  lines(lines: readonly string[]): void;
  /** A heading: one of several steps, or one alone. */
  step(number: number, of: number, text: string): void;
  heading(text: string): void;
  good(text: string): void;
  warn(text: string): void;
  bad(text: string): void;
  table(columns: readonly string[], rows: readonly Row[]): void;
  /** The result for a machine, as JSON on standard output. */
  result(json: unknown): void;
  /** A result that is no JSON (a generated file), as it is, on standard output. */
  output(text: string): void;
}

/** Widest text: longer lines are hard to read. */
const readable = 100;

/** A terminal on the given streams. */
export function createTerminal(
  streams: { readonly stdin: { readonly isTTY?: boolean }; readonly stdout: Output; readonly stderr: Output },
  env: NodeJS.ProcessEnv,
  prompts: () => Prompts,
  settings: TerminalSettings = {},
): Terminal {
  const { stdin, stdout, stderr } = streams;
  const tty = stderr.isTTY === true;
  const style = styleFor(wantsColour(env, tty, settings.colour));
  const symbols = symbolsFor(showsUnicode(env));
  const width = (): number => {
    const columns = stderr.columns ?? Number(env['COLUMNS']);
    return Number.isInteger(columns) && columns > 0 ? Math.max(20, Math.min(readable, columns)) : 80;
  };
  const print = (line: string): void => void stderr.write(`${line}\n`);
  const marked = (kind: 'good' | 'warning' | 'bad', text: string): void => {
    const mark = symbols[kind];
    const [first = '', ...rest] = wrap(text, width() - mark.length - 1);
    print(`${style[kind](mark)} ${first}`);
    for (const line of rest) print(`${' '.repeat(mark.length + 1)}${line}`);
  };
  let asked: Prompts | undefined;
  const heading = (text: string): void => {
    print('');
    for (const line of wrap(text, width())) print(style.strong(line));
  };

  return {
    interactive: isInteractive(env, stdin.isTTY === true, settings.interactive),
    animated: tty && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    get width() {
      return width();
    },
    style,
    symbols,
    get prompts() {
      return (asked ??= prompts());
    },
    say: (text = '') => wrap(text, width()).forEach(print),
    lines: (lines) => lines.forEach(print),
    step: (number, of, text) => heading(`${number}/${of}  ${text}`),
    heading,
    good: (text) => marked('good', text),
    warn: (text) => marked('warning', text),
    bad: (text) => marked('bad', text),
    table: (columns, rows) => tableLines(columns, rows, width(), (text) => style.strong(text)).forEach(print),
    result: (json) => void stdout.write(`${JSON.stringify(json, null, 2)}\n`),
    output: (text) => void stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  };
}
