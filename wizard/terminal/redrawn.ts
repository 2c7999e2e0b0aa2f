/**
 * A terminal that is made wider or narrower while a question is open: inquirer erases as many lines as it has drawn, and the
 * terminal has broken them anew, so half of the question stays and stands there twice. What is erased is counted here at the
 * width that the terminal has by then.
 */
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from './width.js';

/** Written by @inquirer/core before each drawing: down to the end of the last one, then each of its lines is erased. */
// eslint-disable-next-line no-control-regex
const erased = /^(?:\x1b\[(\d+)B)?((?:\x1b\[2K\x1b\[1A)*\x1b\[2K\x1b\[G)/;
/** After each drawing: up to the line of the answer, and to the column of the cursor. */
// eslint-disable-next-line no-control-regex
const placed = /(?:\x1b\[(\d+)A)?\x1b\[(\d+)G$/;

interface Drawing {
  readonly lines: readonly string[];
  /** Of the line that the cursor is in. */
  readonly at: number;
  column: number;
  readonly width: number;
}

/** What a prompt of inquirer draws into, instead of the terminal itself. */
export function redrawn(
  terminal: NodeJS.WritableStream & { readonly columns?: number },
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.WritableStream {
  let last: Drawing | undefined;
  const draw = (text: string): string => {
    const [prefix = ''] = erased.exec(text) ?? [];
    const width = terminal.columns ?? 80;
    const rest = text.slice(prefix.length);
    const end = placed.exec(rest);
    if (end?.index === 0 && prefix === '') {
      // At another width it moves within the row that the cursor has come to: that row is what counts.
      if (last?.width === width) last.column = Number(end[2]) - 1;
      return text;
    }
    const before = last;
    last = undefined;
    if (end) {
      const lines = rest.slice(0, end.index).split('\n').map(stripVTControlCharacters);
      last = { lines, at: lines.length - 1 - Number(end[1] ?? 0), column: Number(end[2]) - 1, width };
    }
    if (prefix === '' || !before || before.width === width) return text;
    const above = rowsAbove(before, width, env);
    return `${above > 0 ? `\x1b[${above}A` : ''}\r\x1b[J${rest}`;
  };
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: Buffer | string, _encoding, done) => {
      terminal.write(draw(String(chunk)));
      done();
    },
  });
  for (const name of ['columns', 'rows', 'isTTY'] as const)
    Object.defineProperty(stream, name, { get: () => Reflect.get(terminal, name) as unknown });
  return stream;
}

/**
 * Rows from the top of a drawing down to the cursor, once the terminal has another width. xterm cuts what does not fit; that of
 * Visual Studio Code cuts the line of the cursor alone (https://github.com/xtermjs/xterm.js, Buffer._reflowSmaller).
 */
function rowsAbove({ lines, at, column }: Drawing, width: number, env: NodeJS.ProcessEnv): number {
  if (env['XTERM_VERSION']) return at;
  const rows = lines.slice(0, at).map((line) => Math.max(1, Math.ceil(displayWidth(line) / width)));
  const own = env['TERM_PROGRAM'] === 'vscode' ? 0 : Math.floor(column / width);
  return rows.reduce((sum, each) => sum + each, 0) + own;
}
