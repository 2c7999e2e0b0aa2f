/** Tables that fit: columns shrink and wrap, and on a very narrow terminal a table becomes a list. */
import { displayWidth, longestWord, padTo, wrap } from './width.js';

/** One line of a table: a cell a column. */
export type Row = readonly string[];

const gap = 2;
const narrowest = 8;
/** A column that could be wider is at least so wide. */
const squeezed = 12;
/** Below it a table that breaks names is a list, which breaks fewer. */
const narrow = 60;

/** The lines of a table that is at most `width` columns wide. */
export function tableLines(
  columns: readonly string[],
  rows: readonly Row[],
  width: number,
  heading: (text: string) => string = (text) => text,
): string[] {
  if (rows.length === 0) return [];
  const natural = columns.map((column, at) =>
    Math.max(displayWidth(column), ...rows.map((row) => Math.max(...(row[at] ?? '').split('\n').map(displayWidth)))),
  );
  const words = columns.map((column, at) =>
    Math.max(...[column, ...rows.map((row) => row[at] ?? '')].map(longestWord)),
  );
  const room = width - gap * (columns.length - 1);
  const widths = fitWhole(natural, words, room) ?? (width < narrow ? undefined : fit(natural, room));
  return widths ? asGrid(columns, rows, widths, heading) : asList(columns, rows, width, heading);
}

/** Takes from the widest column that can be broken at a space, and gives up before it breaks a name or an address. */
function fitWhole(natural: readonly number[], words: readonly number[], room: number): number[] | undefined {
  const widths = [...natural];
  const least = natural.map((each, at) => Math.max(words[at] ?? 0, Math.min(each, squeezed)));
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const spare = widths.map((each, at) => (each > (least[at] ?? 0) ? each : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** Takes from the widest column until all fit, or gives up. */
function fit(natural: readonly number[], room: number): number[] | undefined {
  const widths = [...natural];
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  // A column squeezed to a few letters reads worse than a list.
  return widths.every((each, at) => each >= Math.min(natural[at] ?? 0, squeezed)) ? widths : undefined;
}

function asGrid(
  columns: readonly string[],
  rows: readonly Row[],
  widths: readonly number[],
  heading: (text: string) => string,
): string[] {
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => padTo(cell, widths[at] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd();
  const lines = columns.some((column) => column !== '') ? [heading(line(columns))] : [];
  for (const row of rows) {
    const cells = widths.map((width, at) => wrap(row[at] ?? '', width, true));
    const height = Math.max(...cells.map((cell) => cell.length));
    for (let at = 0; at < height; at += 1) lines.push(line(cells.map((cell) => cell[at] ?? '')));
  }
  return lines;
}

function asList(
  columns: readonly string[],
  rows: readonly Row[],
  width: number,
  heading: (text: string) => string,
): string[] {
  // A mark before the first column stands before it here, too, and not on a line of its own.
  const marks = columns.length > 1 && columns[0] === '' && rows.every(([mark = '']) => displayWidth(mark) <= 1);
  const from = marks ? 1 : 0;
  return rows.flatMap((row, number) => {
    const cells = columns.slice(from).flatMap((column, at) => {
      const cell = row[from + at] ?? '';
      return cell === '' ? [] : [{ column, cell }];
    });
    // The first cell that says something is the title of the others.
    const [title, ...others] = cells;
    if (!title) return [];
    const said = others.map(({ column, cell }) => (column === '' ? cell : `${column}: ${cell}`));
    return [
      ...(number === 0 ? [] : ['']),
      ...wrap(marks && row[0] ? `${row[0]} ${title.cell}` : title.cell, width, true).map(heading),
      ...packed(said, width - 2).map((line) => `  ${line}`),
    ];
  });
}

/** As many on a line as fit, each whole; one that is wider than a line is broken. */
function packed(texts: readonly string[], width: number): string[] {
  const between = '   ';
  const lines: string[] = [];
  let open = false;
  for (const text of texts) {
    const before = lines.at(-1);
    if (open && before !== undefined && displayWidth(before + between + text) <= width) {
      lines[lines.length - 1] = before + between + text;
      continue;
    }
    const broken = wrap(text, width, true);
    lines.push(...broken);
    // Behind the rest of a broken one nobody looks for another.
    open = broken.length === 1;
  }
  return lines;
}
