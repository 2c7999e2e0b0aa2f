/**
 * The cells of a CSV file, with the line of each row: commas, semicolons or tabs, any line ends, quoted cells, comments, and
 * the lines that Excel (`sep=;`), PowerShell (`#TYPE …`) and Entra's templates (`version:v1.0`) put before the header.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { mostRows } from './sizes.js';
import { trimUnseen, withoutUnseen } from './visible-text.js';

/** One row. Cells are without what cannot be seen around them. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Line in the file, from 1, on which the row begins. */
  readonly firstLine: number;
  /** The line on which it ends: a quoted cell may hold line breaks. */
  readonly line: number;
  /** Whether something else than plain space was taken off a cell. */
  readonly trimmed: boolean;
}

/** What the first lines of a file say of the rest. */
export interface CsvLayout {
  readonly separator: string;
  /** Lines before the first row that are no rows: from 0, how many of them. */
  readonly preamble: number;
}

/** A text that is no CSV, told as a rule that it breaks. */
export class NoCsv extends Error {
  override readonly name = 'NoCsv';
  constructor(
    readonly rule: string,
    readonly got: string,
    readonly line: number,
  ) {
    super(rule);
  }
}

const separators = [',', ';', '\t', '|'] as const;
const lineEnd = /\r\n|\r|\n/;

/** Says what separates cells: the `sep=` line, or what the first row has most of. Excel writes what the country uses. */
export function layoutOf(text: string): CsvLayout {
  let preamble = 0;
  for (const line of text.split(lineEnd)) {
    const said = /^"?sep=(.)"?$/i.exec(line.trim())?.[1] ?? (/^"?sep="?$/i.test(line.trim()) ? '\t' : undefined);
    if (said !== undefined) return { separator: said, preamble: preamble + 1 };
    const isBefore = line.trim() === '' || line.startsWith('#') || /^"?version:v[\d.]+"?[,;\t]*$/i.test(line.trim());
    if (!isBefore) return { separator: mostOf(line), preamble };
    preamble += 1;
  }
  return { separator: ',', preamble: 0 };
}

function mostOf(line: string): string {
  const count = (separator: string): number => cellsOf(line, separator).length;
  return separators.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Cells of a line as they are written, quotes and spaces included. */
export function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at];
    if (letter === '"') quoted = !quoted;
    if (letter !== separator || quoted) continue;
    cells.push(line.slice(from, at));
    from = at + 1;
  }
  return [...cells, line.slice(from)];
}

/** A cell without the quotes around it. */
export function unquoted(cell: string): string {
  const trimmed = trimUnseen(cell);
  return /^".*"$/s.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}

/** The parser's codes for quotes that stand where none may, in words. */
const misplacedQuotes: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'a quote within a cell that has none around it',
  CSV_INVALID_CLOSING_QUOTE: 'something behind the quote that ends a cell',
};

/** The rows of a text. @throws NoCsv */
export function csvRows(text: string, { separator, preamble }: CsvLayout): CsvRow[] {
  const rest = withoutLines(text, preamble);
  try {
    const records = parse(rest, {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      comment: '#',
      comment_no_infix: true,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // One more than a list may have tells that it is too long; the rest is not read.
      to: mostRows + 2,
      trim: true,
    }) as unknown as { record: string[]; info: { bytes: number }; raw: string }[];
    const lineAt = lineCounter(rest);
    return records.flatMap(({ record, info, raw }) => {
      const cells = record.map(trimUnseen);
      const line = lineAt(info.bytes) + preamble;
      if (cells.every((cell) => cell === '')) return [];
      const trimmed = unseenCount(raw) > cells.reduce((sum, cell) => sum + unseenCount(cell), 0);
      const within = record.reduce((sum, cell) => sum + cell.split(lineEnd).length - 1, 0);
      return [{ cells, firstLine: line - within, line, trimmed }];
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    if (error.code !== 'CSV_QUOTE_NOT_CLOSED') {
      const got = misplacedQuotes[error.code] ?? error.message.split(',')[0] ?? error.code;
      throw new NoCsv('must be CSV, with quotes only around whole cells', got, line + preamble);
    }
    throw new NoCsv('must close every quote', 'a quote that is never closed', lastOpenQuote(rest) + preamble);
  }
}

/**
 * Tells on which line the row ends that was read up to a byte; each is asked for once, in order. The parser's own count takes
 * a Windows line end within quotes for two.
 */
function lineCounter(text: string): (bytes: number) => number {
  const all = Buffer.from(text);
  let counted = 0;
  let from = 0;
  return (bytes) => {
    const piece = all.toString('utf8', from, bytes);
    from = bytes;
    counted += piece.split(lineEnd).length - 1;
    return /[\r\n]$/.test(piece) ? counted : counted + 1;
  };
}

/** How many characters cannot be seen, plain white space apart. */
function unseenCount(text: string): number {
  const plain = text.replace(/[ \t\r\n]/g, '');
  return plain.length - withoutUnseen(plain).length;
}

function withoutLines(text: string, count: number): string {
  let from = 0;
  for (let line = 0; line < count; line += 1) {
    const end = /\r\n|\r|\n/g;
    end.lastIndex = from;
    if (end.exec(text) === null) return '';
    from = end.lastIndex;
  }
  return text.slice(from);
}

/** The line on which the quote stands that is open at the end. A quote within a cell is written twice. */
function lastOpenQuote(text: string): number {
  let line = 1;
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') open = open === 0 ? line : 0;
    else if (letter === '\n' || (letter === '\r' && text[at + 1] !== '\n')) line += 1;
  }
  return open === 0 ? line : open;
}

/** Characters with which a spreadsheet takes a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const formula = /^'*[=+\-@\t\r]/;

/** A cell as it is written: quoted where it must be, and never a formula. `readable` takes the apostrophe off again. */
export function csvCell(text: string, separator: string): string {
  const plain = formula.test(text) ? `'${text}` : text;
  return plain.includes(separator) || /["\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** What a cell says: the apostrophe that keeps a spreadsheet from calculating is no part of it. */
export function readable(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
