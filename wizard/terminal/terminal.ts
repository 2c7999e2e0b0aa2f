/** What a person meets: text on standard error, the machine's result on standard output. */
import type { Prompts } from './prompts.js';
import { newSeal } from './seal.js';
import { visiblePrompts } from './visible-prompts.js';
import {
  asciiOf,
  isInteractive,
  showsUnicode,
  styleFor,
  symbolsFor,
  wantsColour,
  type Style,
  type Symbols,
} from './style.js';
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
  /** What is done to each text for a person: commands are written as they are typed here. @default nothing */
  readonly typed?: (text: string) => string;
  /** What is done to it after that, before lines are broken: what is to be copied stays together. @default nothing */
  readonly whole?: (text: string) => string;
}

export interface Terminal {
  /** A person can be asked. */
  readonly interactive: boolean;
  /** Standard error moves its cursor: a line may be drawn again. */
  readonly animated: boolean;
  /** Whatever is written is read on a screen: neither output goes into a pipe or a file. */
  readonly onScreen: boolean;
  /** Columns, now: a window may be resized. */
  readonly width: number;
  /** The same of standard output where a person reads it; nothing where it goes into a pipe or a file, and stays as it is. */
  readonly outputWidth: number | undefined;
  readonly style: Style;
  readonly symbols: Symbols;
  /** A text of ours as it is shown here: commands as they are typed, in ASCII where the terminal has no more. */
  readonly told: (text: string) => string;
  readonly prompts: Prompts;
  /** Draws a line that is drawn again, below all that is said; without a text it goes. Nothing where `animated` is false. */
  status(text?: string): void;
  /** A text for a person, wrapped; an empty one is an empty line. */
  say(text?: string): void;
  /** Lines as they are: commands to copy, a diff, the output of a program. */
  lines(lines: readonly string[]): void;
  /** The same, for a shell elsewhere: what is a command there is not called as it is here. */
  linesElsewhere(lines: readonly string[]): void;
  /** A heading: one of several steps, or one alone. */
  step(number: number, of: number, text: string): void;
  heading(text: string): void;
  good(text: string): void;
  warn(text: string): void;
  bad(text: string): void;
  table(columns: readonly string[], rows: readonly Row[]): void;
  /** A table that was asked for, on standard output: to read, to search and to count. A row is a line unless a person looks. */
  resultTable(columns: readonly string[], rows: readonly Row[]): void;
  /** The result for a machine, as JSON on standard output. */
  result(json: unknown): void;
  /** A result that is no JSON (a generated file, a list), on standard output. */
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
  const seal = newSeal();
  const inLog = env['GITHUB_ACTIONS'] === 'true' || Boolean(env['TF_BUILD']);
  const open = (text: string): string => (inLog ? noCommands(seal.open(text)) : seal.open(text));
  const unicode = showsUnicode(env);
  // Before lines are broken: what is written in its place is longer.
  const told = (text: string): string => {
    const typed = settings.typed?.(text) ?? text;
    return unicode ? typed : asciiOf(typed);
  };
  const whole = (text: string): string => settings.whole?.(told(text)) ?? told(text);
  const cells = (rows: readonly Row[]): Row[] => rows.map((row) => row.map(told));
  const style = styleFor(wantsColour(env, tty, settings.colour), seal.close);
  const symbols = symbolsFor(unicode);
  const width = (): number => {
    const columns = stderr.columns ?? Number(env['COLUMNS']);
    return Number.isInteger(columns) && columns > 0 ? Math.max(20, Math.min(readable, columns)) : 80;
  };
  // A line that is drawn again stays the last one: what is said is put above it.
  let drawn = '';
  const wipe = '\r\u001b[2K';
  const print = (line: string): void => {
    const opened = open(line);
    stderr.write(drawn === '' ? `${opened}\n` : `${wipe}${opened}\n${drawn}`);
  };
  const marked = (kind: 'good' | 'warning' | 'bad', text: string): void => {
    const mark = symbols[kind];
    const [first = '', ...rest] = wrap(whole(text), width() - mark.length - 1);
    print(`${style[kind](mark)} ${first}`);
    for (const line of rest) print(`${' '.repeat(mark.length + 1)}${line}`);
  };
  const animated = tty && env['TERM'] !== 'dumb' && env['CI'] === undefined;
  let asked: Prompts | undefined;
  const heading = (text: string): void => {
    print('');
    for (const line of wrap(whole(text), width())) print(style.strong(line));
  };

  return {
    interactive: isInteractive(env, stdin.isTTY === true, settings.interactive),
    animated,
    onScreen: tty && stdout.isTTY === true,
    get width() {
      return width();
    },
    get outputWidth() {
      return stdout.isTTY === true ? width() : undefined;
    },
    style,
    symbols,
    told,
    get prompts() {
      return (asked ??= visiblePrompts(prompts(), (text) => seal.open(told(text))));
    },
    status: (text = '') => {
      if (!animated) return;
      const line = seal.open(wrap(told(text), width() - 1, true)[0] ?? '');
      if (line === drawn) return;
      drawn = line;
      stderr.write(`${wipe}${line}`);
    },
    say: (text = '') => wrap(whole(text), width()).forEach(print),
    lines: (lines) => lines.map(told).forEach(print),
    linesElsewhere: (lines) => lines.map((line) => (unicode ? line : asciiOf(line))).forEach(print),
    step: (number, of, text) => heading(`${number}/${of}  ${text}`),
    heading,
    good: (text) => marked('good', text),
    warn: (text) => marked('warning', text),
    bad: (text) => marked('bad', text),
    table: (columns, rows) =>
      tableLines(columns.map(told), cells(rows), width(), (text) => style.strong(text)).forEach(print),
    resultTable: (columns, rows) => {
      // Not for a person's eyes, a name stays what it is.
      const seen = stdout.isTTY === true;
      const room = seen ? width() : Number.MAX_SAFE_INTEGER;
      for (const line of tableLines(columns, seen ? cells(rows) : rows, room)) stdout.write(`${open(line)}\n`);
    },
    result: (json) => void stdout.write(`${escapedJson(JSON.stringify(json, null, 2))}\n`),
    output: (text) => {
      // In a file it stays as it is: it may be a letter, or a script with a name in it.
      const shown = stdout.isTTY === true && !unicode ? asciiOf(text) : text;
      stdout.write(seal.open(shown.endsWith('\n') ? shown : `${shown}\n`));
    },
  };
}

/**
 * Text that the log of a pipeline takes for no command: in a name, `::add-mask::`, `##[set-output name=digest]` or
 * `##vso[task.setvariable]` would hide words of the log or answer for the step. What `output` gives is a file, and stays.
 * Sources: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs (`::` after spaces, `##[` anywhere),
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands.
 */
function noCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replace(/##(?=(?:vso)?\[)/gi, '## ');
}

/** JSON whose texts show what acts on a terminal as `\\u202e`: JSON escapes C0 alone, and a reader gets the same value. */
function escapedJson(json: string): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // Every character beyond ASCII stands in a text, and so does the beginning of a command (see noCommands).
  return json
    .replace(/##(?=(?:vso)?\[)/gi, '#\\u0023')
    .replace(/[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, escape);
}
