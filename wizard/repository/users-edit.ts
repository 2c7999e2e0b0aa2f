/**
 * Edits the users of a deployment where they are written: the list in the deployment file, or a users file (CSV). Order,
 * comments, other columns and the manner of writing stay; only the lines that are meant change.
 */
import { userNameKey } from '../../domain/user-name.js';
import { cellsOf, csvCell, layoutOf, unquoted } from '../../deployment/csv-cells.js';
import { accountColumns, freeName, readColumns } from '../../deployment/users-columns.js';
import { tagsText } from '../../deployment/tags-cell.js';
import { readUsersFile, type RowPlace } from '../../deployment/users-file.js';
import { Failure } from '../terminal/failure.js';
import { jsonTextLike, readWritten } from './json-text.js';

/** What may be said of a user; nothing takes the field out. */
export interface UserFields {
  readonly state?: 'active' | 'held' | undefined;
  readonly holdUntil?: string | undefined;
  readonly bundle?: string | undefined;
  readonly runningMode?: 'AUTO_STOP' | 'ALWAYS_ON' | undefined;
  readonly autoStopMinutes?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** One change to the users of a site. */
export type UserEdit =
  | { readonly add: string; readonly fields?: UserFields }
  | { readonly change: string; readonly fields: UserFields }
  | { readonly remove: string };

type Written = { upn: string } & Record<string, unknown>;

/** The text of a deployment file with the users of one of its sites edited. The site must hold a list. */
export function editUsersInDeployment(text: string, site: number, edits: readonly UserEdit[]): string {
  const file = readWritten(text);
  const users = file.sites[site]?.desktops.users;
  if (users === undefined || !('list' in users)) throw new Error('the site holds no list of users');
  const list = users.list as Written[];
  const at = (upn: string): number => list.findIndex((user) => userNameKey(user.upn) === userNameKey(upn));
  for (const edit of edits) {
    if ('add' in edit) list.push(withFields({ upn: edit.add }, edit.fields ?? {}));
    else if ('remove' in edit) list.splice(at(edit.remove), 1);
    else {
      const user = list[at(edit.change)];
      if (user) withFields(user, edit.fields);
    }
  }
  return jsonTextLike(text, file);
}

function withFields(user: Written, fields: UserFields): Written {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) Reflect.deleteProperty(user, name);
    else user[name] = value;
  }
  return user;
}

interface CsvLine {
  readonly text: string;
  readonly end: string;
}

/** The text of a users file with users edited. */
export function editUsersFile(text: string, file: string, edits: readonly UserEdit[]): string {
  const { rows, leftOut, header, problems } = readUsersFile(text, file);
  if (problems.length > 0) throw new Failure(`${file} has problems; repair it before it is edited.`);
  const lines = linesOf(text);
  const { separator } = layoutOf(text.replace(/^\uFEFF/, ''));
  /** The cells of a row as they are written. It may go over several lines: a quoted cell holds line breaks. */
  const written = ({ firstLine, line }: RowPlace): string[] => {
    const whole = lines.slice(firstLine - 1, line);
    return cellsOf(whole.map((each, at) => each.text + (at < whole.length - 1 ? each.end : '')).join(''), separator);
  };
  const names = header === undefined ? ['upn'] : written(header).map((cell) => unquoted(cell.replace(/^\uFEFF/, '')));
  const columns: (string | undefined)[] = [...readColumns(names).columns];
  const lineEnd = lines.find(({ end }) => end !== '')?.end ?? '\n';
  // Columns that an edit needs and the file lacks come at the end, in every row.
  const needed = new Set(
    edits.flatMap((edit) =>
      'remove' in edit
        ? []
        : Object.entries(edit.fields ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ),
  );
  const missing = [...needed].filter((name) => !columns.includes(name));
  if (header === undefined && missing.length > 0) {
    throw new Failure(`${file} has no line that names its columns, so that ${missing.join(', ')} has no place in it.`, [
      'Put a line before the first user: upn',
    ]);
  }
  const all = [...columns, ...missing];
  const kept: (string | undefined)[] = lines.map((line) => line.text);
  const ends = lines.map(({ end }) => end);
  /** Puts a row where one stands, on one line or on as many as it has; nothing takes it away. */
  const put = ({ firstLine, line }: RowPlace, row: string | undefined): void => {
    kept.fill(undefined, firstLine - 1, line);
    kept[firstLine - 1] = row;
    ends[firstLine - 1] = lines[line - 1]?.end ?? '';
  };
  if (missing.length > 0 && header !== undefined) {
    const added = missing.map((name) => freeName(name, names));
    put(header, [...written(header), ...added].join(separator));
    // Whoever is left out has a row as well, and what is short or has empty cells too many is as wide as the header first.
    for (const row of [...rows, ...leftOut]) {
      put(row, cellsWith(all, {}, written(row).slice(0, columns.length), separator).join(separator));
    }
  }
  const places = new Map(rows.map((row) => [userNameKey(row.user.upn), row]));
  const cells = new Map(rows.map((row) => [row, written(row).slice(0, columns.length)]));
  const added: string[] = [];
  for (const edit of edits) {
    if ('add' in edit) {
      const fields = { upn: edit.add, ...edit.fields };
      const out = leftOut.find(({ name }) => userNameKey(name) === userNameKey(edit.add));
      if (out === undefined) added.push(cellsWith(all, fields, [], separator).join(separator));
      else put(out, cellsWith(all, fields, withoutAccount(written(out), columns), separator).join(separator));
    } else {
      const place = places.get(userNameKey('remove' in edit ? edit.remove : edit.change));
      const before = place === undefined ? undefined : cells.get(place);
      if (place === undefined || before === undefined) continue;
      const after = 'remove' in edit ? undefined : cellsWith(all, edit.fields, before, separator);
      if (after) cells.set(place, after);
      put(place, after?.join(separator));
    }
  }
  const body = lines
    .flatMap((_, at) => {
      const line = kept[at];
      return line === undefined ? [] : [line + (ends[at] ?? '')];
    })
    .join('');
  const gap = added.length > 0 && body !== '' && !/[\r\n]$/.test(body) ? lineEnd : '';
  return body + gap + added.map((row) => row + lineEnd).join('');
}

function linesOf(text: string): CsvLine[] {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)]
    .filter(([whole]) => whole !== '')
    .map(([, line = '', end = '']) => ({ text: line, end }));
}

/** The cells of somebody who is left out no more: what said that the account cannot sign in is emptied. */
function withoutAccount(cells: readonly string[], columns: readonly (string | undefined)[]): string[] {
  return cells
    .slice(0, columns.length)
    .map((cell, at) => (accountColumns.some((each) => each === columns[at]) ? '' : cell));
}

/** The cells of a row with some of them set; the others stay as they are written. */
function cellsWith(
  columns: readonly (string | undefined)[],
  fields: UserFields & { readonly upn?: string },
  before: readonly string[],
  separator: string,
): string[] {
  return columns.map((column, at) => {
    if (column === undefined || !Object.hasOwn(fields, column)) return before[at] ?? '';
    const value = fields[column as keyof typeof fields];
    if (value === undefined) return '';
    return csvCell(typeof value === 'object' ? tagsText(value) : String(value), separator);
  });
}
