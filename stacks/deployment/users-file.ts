/**
 * A users file: CSV with a header line, one user a line. Made by people, by HR systems and by Excel: commas, semicolons or
 * tabs, any line ends, a byte order mark, quoted cells, lines that begin with `#` as comments.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { nearest } from './nearest.js';
import { nearestValue } from './nearest-value.js';
import { shown, type Problem } from './problem.js';
import { ruleOf } from './schema-problems.js';
import type { DesktopUser } from './schema.js';
import { userSchema } from './sections/user.js';

/** The columns of a users file; only `upn` is needed. */
const usersFileColumns = ['upn', 'state', 'holdUntil', 'bundle', 'runningMode', 'autoStopMinutes', 'tags'] as const;
type Column = (typeof usersFileColumns)[number];

/** A user of a users file. */
interface UsersFileRow {
  readonly user: DesktopUser;
  /** Line in the file, from 1; of a row over several lines, the last. */
  readonly line: number;
}

/** What a users file holds, and what is wrong with it. Rows with a problem are left out of `rows`. */
export interface UsersFile {
  readonly rows: readonly UsersFileRow[];
  readonly problems: readonly Problem[];
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Reads a users file. `file` is its name, for the problems. */
export function readUsersFile(text: string, file: string): UsersFile {
  const problems: Problem[] = [];
  const refuse = (problem: Omit<Problem, 'file'>): void => void problems.push({ file, ...problem });
  if (text.startsWith('PK\u0003\u0004')) {
    const fix = 'In Excel choose "Save as", then "CSV UTF-8".';
    refuse({ path: '', rule: 'must be CSV, which is plain text', got: 'an Excel workbook or another archive', fix });
    return { rows: [], problems };
  }
  let rows: Row[];
  try {
    rows = readRows(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    refuse({ path: '', line, ...csvRule(error) });
    return { rows: [], problems };
  }
  const [header, ...body] = rows;
  if (header === undefined) {
    refuse({ path: '', rule: 'must have a header line, at least: upn', got: 'an empty file', line: 1 });
    return { rows: [], problems };
  }
  const columns = readHeader(header, refuse);
  const users = columns === undefined ? [] : body.flatMap((row) => readRow(row, columns, refuse));
  return { rows: users, problems };
}

/** The character between the cells: what the header line has most of. Excel writes what the country uses. */
function separatorOf(text: string): string {
  const header = text.split(/\r\n|\r|\n/).find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  const count = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function readRows(text: string): Row[] {
  const records = parse(text, {
    delimiter: separatorOf(text),
    record_delimiter: ['\r\n', '\n', '\r'],
    comment: '#',
    comment_no_infix: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
}

function csvRule(error: CsvError): { rule: string; got: string } {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return { rule: 'must close every quote', got: 'a quote that is open at the end of the file' };
  }
  return { rule: 'must be CSV, with quotes only around whole cells', got: error.message.split(',')[0] ?? error.code };
}

type Refuse = (problem: Omit<Problem, 'file'>) => void;

function readHeader({ cells, line }: Row, refuse: Refuse): (Column | undefined)[] | undefined {
  const columns = cells.map((cell) => usersFileColumns.find((column) => column.toLowerCase() === cell.toLowerCase()));
  if (!columns.includes('upn')) {
    refuse({
      path: 'upn',
      rule: 'must be a column of the header line',
      got: shown(cells.join(', ')),
      line,
      fix: `Begin the file with a line that names the columns, such as: upn. Columns: ${usersFileColumns.join(', ')}.`,
    });
    // Without a header line, none of its cells is a column.
    if (columns.every((column) => column === undefined)) return undefined;
  }
  cells.forEach((cell, index) => {
    const column = columns[index];
    if (column === undefined) {
      const guess = nearest(cell, usersFileColumns);
      refuse({
        path: shown(cell),
        rule: 'must be a known column',
        got: shown(cell),
        line,
        ...(guess === undefined ? { fix: `Columns: ${usersFileColumns.join(', ')}.` } : { nearest: guess }),
      });
    } else if (columns.indexOf(column) !== index) {
      refuse({ path: column, rule: 'must be given once', got: 'the column twice', line });
    }
  });
  return columns.includes('upn') ? columns : undefined;
}

function readRow({ cells, line }: Row, columns: readonly (Column | undefined)[], refuse: Refuse): UsersFileRow[] {
  const upn = cells[columns.indexOf('upn')] ?? '';
  if (cells.length !== columns.length) {
    const count = `${cells.length} cell${cells.length === 1 ? '' : 's'}${upn === '' ? '' : ` (${upn})`}`;
    refuse({ path: '', rule: `must have ${columns.length} cells, as the header line has`, got: count, line });
    return [];
  }
  const fields: Partial<Record<Column, unknown>> = {};
  let readable = true;
  columns.forEach((column, index) => {
    const cell = cells[index] ?? '';
    if (column === undefined || cell === '') return;
    fields[column] = cell;
    if (column === 'autoStopMinutes' && /^\d+$/.test(cell)) fields[column] = Number(cell);
    if (column !== 'tags') return;
    const tags = readTags(cell);
    readable &&= tags !== undefined;
    if (tags === undefined) {
      refuse({ path: 'tags', rule: 'must be key=value, several with a semicolon between', got: shown(cell), line });
    } else {
      fields[column] = tags;
    }
  });
  const result = userSchema.safeParse(fields, { error: ruleOf });
  if (result.success) return readable ? [{ user: result.data, line }] : [];
  for (const issue of result.error.issues) {
    const column = String(issue.path[0] ?? '') as Column;
    const value = fields[column];
    const guess = nearestValue(value, issue);
    refuse({
      path: column,
      rule:
        value === undefined
          ? 'must be given'
          : issue.code === 'invalid_key'
            ? (issue.issues[0]?.message ?? issue.message)
            : issue.message,
      got: typeof value === 'object' ? shown(cells[columns.indexOf(column)]) : shown(value),
      line,
      ...(guess === undefined ? {} : { nearest: guess }),
    });
  }
  return [];
}

/** `department=Finance; cost-center=42`. A value may hold `=`, no tag holds a semicolon. */
function readTags(cell: string): Record<string, string> | undefined {
  const pairs = cell
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair): [string, string] | undefined => {
      const at = pair.indexOf('=');
      return at < 1 ? undefined : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
  if (pairs.some((pair) => pair === undefined)) return undefined;
  const entries = pairs.filter((pair) => pair !== undefined);
  return new Set(entries.map(([key]) => key)).size === entries.length ? Object.fromEntries(entries) : undefined;
}
