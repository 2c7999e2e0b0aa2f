/**
 * A list of people: a users file of a deployment, or a list that is imported. CSV, one user a line, made by people, by HR
 * systems, by Entra, Microsoft 365 and Excel. One reader for both.
 */
import { counted } from '../domain/counted.js';
import { present } from '../domain/present.js';
import { controlCharacterRule } from './control-characters.js';
import { csvRows, layoutOf, NoCsv, readable, type CsvRow } from './csv-cells.js';
import { nearest } from './nearest.js';
import { nearestValue } from './nearest-value.js';
import { shown, type Problem } from './problem.js';
import { ruleOf } from './broken-rule.js';
import type { DesktopUser } from './schema.js';
import { userSchema } from './sections/user.js';
import { tagsIn } from './tags-cell.js';
import type { FileText } from './text-file.js';
import {
  answerWords,
  readColumns,
  unclearAnswer,
  usersFileColumns,
  whyLeftOut,
  type Column,
  type Header,
  type UsersFileColumn,
} from './users-columns.js';
import { mostRows } from './sizes.js';
import { controlCharacterIn } from './visible-text.js';

/** Where a row stands in the file: lines from 1. */
export interface RowPlace {
  readonly firstLine: number;
  /** Of a row over several lines, the last. */
  readonly line: number;
}

/** A user of a users file. */
export interface UsersFileRow extends RowPlace {
  readonly user: DesktopUser;
}

/** Somebody who is in the list and gets no desktop. */
export interface LeftOut extends RowPlace {
  /** User principal name, or display name where there is none. */
  readonly name: string;
  /** `a guest`, `a disabled account`, `no user` (a group, a device). */
  readonly why: string;
}

/** What a users file holds, and what is wrong with it. Rows with a problem are left out of `rows`. */
export interface UsersFile {
  readonly rows: readonly UsersFileRow[];
  readonly problems: readonly Problem[];
  /** Where the line stands that names the columns; a list without one has none. */
  readonly header?: RowPlace;
  /** Guests, disabled accounts, groups. */
  readonly leftOut: readonly LeftOut[];
  /** What was made of the list that is worth knowing: columns that are not used, who was left out, how it was read. */
  readonly notes: readonly Problem[];
}

type Note = Omit<Problem, 'file'>;
type Refuse = (problem: Note) => void;

/** Names that a note lists. */
const mostNamed = 20;

/** Reads a list. `file` is its name, for the problems. The form of a `FileText` is said where it was guessed. */
export function readUsersFile(from: string | FileText, file: string): UsersFile {
  const text = (typeof from === 'string' ? from : from.text).replace(/^\uFEFF/, '');
  const problems: Problem[] = [];
  const notes: Problem[] = [];
  const refuse: Refuse = (problem) => void problems.push({ file, ...problem });
  const note: Refuse = (problem) => void notes.push({ file, ...problem });
  if (text.startsWith('PK\u0003\u0004')) {
    const fix = 'In Excel choose "Save as", then "CSV UTF-8".';
    refuse({ path: '', rule: 'must be CSV, which is plain text', got: 'an Excel workbook or another archive', fix });
    return { rows: [], problems, leftOut: [], notes };
  }
  const rows = rowsOf(text, refuse);
  const [first, ...rest] = rows ?? [];
  if (first === undefined) {
    if (rows !== undefined)
      refuse({ path: '', rule: 'must have a header line, at least: upn', got: 'an empty file', line: 1 });
    return { rows: [], problems, leftOut: [], notes };
  }
  if (rest.length > mostRows) {
    const fix =
      'Take out who gets no desktop, or import the members of a group: entra-workspaces users import --group NAME.';
    refuse({ path: '', rule: `must have at most ${mostRows} rows`, got: 'more', fix });
    return { rows: [], problems, leftOut: [], notes };
  }
  const bare = isWithoutHeader(first, rest);
  const header = bare ? readColumns(['upn']) : readHeader(first, refuse);
  if (header === undefined) return { rows: [], problems, leftOut: [], notes };
  const leftOut: LeftOut[] = [];
  const body = (bare ? [first, ...rest] : rest).map((row) => fitted(row, header));
  const users = body.flatMap((row) => readRow(row, header, refuse, leftOut));
  if (typeof from !== 'string' && from.form.encoding === 'windows-1252') note(readAsAnsi(text));
  sayHeader(header, first, body, note);
  sayLeftOut(leftOut, note);
  const trimmed = body.filter((row) => row.trimmed).map(({ line }) => line);
  if (trimmed.length > 0) {
    const lines = `line ${trimmed.slice(0, mostNamed).join(', ')}${trimmed.length > mostNamed ? ', …' : ''}`;
    note({ path: '', rule: 'has invisible characters around cells, which were taken off', got: lines });
  }
  return {
    rows: users,
    problems,
    leftOut,
    notes,
    ...(bare ? {} : { header: { firstLine: first.firstLine, line: first.line } }),
  };
}

function rowsOf(text: string, refuse: Refuse): CsvRow[] | undefined {
  try {
    return csvRows(text, layoutOf(text));
  } catch (error) {
    if (!(error instanceof NoCsv)) throw error;
    refuse({ path: '', line: error.line, rule: error.rule, got: error.got });
    return undefined;
  }
}

/** One cell a row, and the first is a user: a column that was copied without its heading. */
function isWithoutHeader(first: CsvRow, rest: readonly CsvRow[]): boolean {
  const alone = ({ cells }: CsvRow): boolean => cells.slice(1).every((cell) => cell === '');
  return /^[^\s@]+@[^\s@]+$/.test(first.cells[0] ?? '') && alone(first) && rest.every(alone);
}

/** Cells beyond the header that are empty are none; Excel leaves them out, and adds them, as it likes. */
function fitted(row: CsvRow, { columns }: Header): CsvRow {
  const cells = [...row.cells];
  while (cells.length > columns.length && cells.at(-1) === '') cells.pop();
  return cells.length === row.cells.length ? row : { ...row, cells };
}

function readHeader({ cells, line }: CsvRow, refuse: Refuse): Header | undefined {
  const header = readColumns(cells);
  const { columns, own } = header;
  if (!columns.includes('upn')) {
    refuse({
      path: 'upn',
      rule: 'must be a column of the header line',
      got: shown(cells.join(', ')),
      line,
      fix: `Begin the file with a line that names the columns, such as: upn. Columns: ${usersFileColumns.join(', ')}. userPrincipalName and mail are taken, too.`,
    });
  }
  const typos = own ? cells.map((cell, at) => (columns[at] === undefined ? typoOf(cell) : undefined)) : [];
  typos.forEach((guess, at) => {
    const cell = cells[at] ?? '';
    if (guess !== undefined)
      refuse({ path: shown(cell), rule: 'must be a known column', got: shown(cell), line, nearest: guess });
  });
  columns.forEach((column, at) => {
    if (column === undefined || column === 'displayName' || columns.indexOf(column) === at) return;
    refuse({ path: column, rule: 'must be given once', got: 'the column twice', line });
  });
  return columns.includes('upn') ? header : undefined;
}

/** The column that a name was meant to be. Short ones resemble too much: `site` is no `state`. */
function typoOf(cell: string): string | undefined {
  const isOurs = usersFileColumns.some((column) => column.toLowerCase() === cell.toLowerCase());
  return cell.length < 5 || isOurs ? undefined : nearest(cell, usersFileColumns);
}

function sayHeader(
  { columns, ignored, mailAsUpn }: Header,
  first: CsvRow,
  body: readonly CsvRow[],
  note: Refuse,
): void {
  const { line } = first;
  if (mailAsUpn !== undefined) {
    const rule =
      'has a column that is taken for the user principal name; in some tenants that is another one (entra-workspaces users list --check tells)';
    note({ path: '', line, rule, got: shown(mailAsUpn) });
  }
  // A column without a name is worth a word only where something stands in it.
  const nameless = columns.some(
    (column, at) =>
      column === undefined && first.cells[at] === '' && body.some(({ cells }) => (cells[at] ?? '') !== ''),
  );
  const names = [...ignored, ...(nameless ? ['a column without a name'] : [])];
  if (names.length === 0) return;
  note({ path: '', line, rule: 'has columns that are not used', got: names.map(shown).join(', ') });
}

function sayLeftOut(leftOut: readonly LeftOut[], note: Refuse): void {
  for (const why of new Set(leftOut.map((each) => each.why))) {
    const found = leftOut.filter((each) => each.why === why);
    note({ path: '', rule: `holds ${found.length} left out (${why})`, got: namedUpTo(found.map(({ name }) => name)) });
  }
}

/** Names for a line: the first of them, and how many more. @param hint said where some are left out */
export function namedUpTo(names: readonly string[], hint = ''): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more${hint}` : '';
  return names.slice(0, mostNamed).map(shown).join(', ') + more;
}

function readAsAnsi(text: string): Note {
  return {
    path: '',
    rule: 'is not UTF-8 and was read as Windows-1252 (ANSI); save it as UTF-8 if a name is wrong',
    got: shown(oddWord(text)),
  };
}

/** The first word with a letter that is not of ASCII. Looked for from that letter: a pattern for the word would be tried at each letter before it. */
function oddWord(text: string): string {
  const at = text.search(/[^ -~\s]/u);
  if (at < 0) return '';
  const before = text.slice(Math.max(0, at - 60), at);
  const after = text.slice(at, at + 60);
  return (/\S*$/u.exec(before)?.[0] ?? '') + (/^\S*/u.exec(after)?.[0] ?? '');
}

function readRow(
  { cells, firstLine, line }: CsvRow,
  header: Header,
  refuse: Refuse,
  leftOut: LeftOut[],
): UsersFileRow[] {
  const { columns } = header;
  const cell = (column: Column): string => {
    const at = columns.indexOf(column);
    return at < 0 ? '' : (cells[at] ?? '');
  };
  const upn = cell('upn');
  const needed = columns.findLastIndex((column) => column !== undefined) + 1;
  if (cells.length > columns.length || cells.length < needed) {
    const count = `${counted(cells.length, 'cell')}${upn === '' ? '' : ` (${shown(upn)})`}`;
    refuse({
      path: '',
      rule: `must have ${counted(columns.length, 'cell')}, as the header line has`,
      got: count,
      line,
    });
    return [];
  }
  const why = whyLeftOut(cell);
  if (why !== undefined) {
    leftOut.push({ name: upn === '' ? cell('displayName') : upn, why, firstLine, line });
    return [];
  }
  const unclear = unclearAnswer(cell);
  if (unclear !== undefined) {
    const path = header.written[columns.indexOf(unclear)] ?? unclear;
    refuse({ path: shown(path), rule: `must be empty or one of ${answerWords}`, got: shown(cell(unclear)), line });
    return [];
  }
  return readUser(cell, { firstLine, line }, refuse);
}

function readUser(cellOf: (column: Column) => string, place: RowPlace, refuse: Refuse): UsersFileRow[] {
  const { line } = place;
  const fields: Partial<Record<UsersFileColumn, unknown>> = {};
  let usable = true;
  for (const column of usersFileColumns) {
    const cell = readable(cellOf(column));
    if (cell === '') continue;
    const character = controlCharacterIn(cell);
    if (character !== undefined) {
      refuse({ path: column, rule: controlCharacterRule, got: `${character} in ${shown(cell)}`, line });
      return [];
    }
    fields[column] = column === 'autoStopMinutes' && /^\d+$/.test(cell) ? Number(cell) : cell;
    if (column !== 'tags') continue;
    const read = tagsIn(cell);
    if ('tags' in read) fields[column] = read.tags;
    else {
      usable = false;
      Reflect.deleteProperty(fields, column);
      refuse({ path: 'tags', rule: read.rule, got: shown(cell), line });
    }
  }
  const result = userSchema.safeParse(fields, { error: ruleOf });
  if (result.success) return usable ? [{ user: result.data, ...place }] : [];
  for (const issue of result.error.issues) {
    const column = String(issue.path[0] ?? '') as UsersFileColumn;
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
      got: typeof value === 'object' ? shown(cellOf(column)) : shown(value),
      line,
      ...present({ nearest: guess }),
    });
  }
  return [];
}
