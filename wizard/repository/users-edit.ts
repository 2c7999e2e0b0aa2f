/**
 * Edits the users of a deployment where they are written: the list in the deployment file, or a users file (CSV). Order,
 * comments, other columns and the manner of writing stay; only the lines that are meant change.
 */
import { userNameKey } from '../../domain/user-name.js';
import { cellsOf, csvCell, layoutOf, unquoted } from '../../deployment/csv-cells.js';
import { freeName, readColumns } from '../../deployment/users-columns.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { readUsersFile, tagsText } from '../../deployment/users-file.js';
import { Failure } from '../terminal/failure.js';
import { jsonTextLike } from './json-text.js';

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
  const file = JSON.parse(text.replace(/^\uFEFF/, '')) as DeploymentInput;
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
  const { rows, problems } = readUsersFile(text, file);
  if (problems.length > 0) throw new Failure(`${file} has problems; repair it before it is edited.`);
  const lines = linesOf(text);
  const { separator, preamble } = layoutOf(text.replace(/^\uFEFF/, ''));
  const written = cellsOf((lines[preamble]?.text ?? '').replace(/^\uFEFF/, ''), separator).map(unquoted);
  const bare = rows.some(({ line }) => line === preamble + 1);
  const columns: (string | undefined)[] = bare ? ['upn'] : [...readColumns(written).columns];
  const lineEnd = lines.find(({ end }) => end !== '')?.end ?? '\n';
  // Columns that an edit needs and the file lacks come at the end, in every line with cells.
  const needed = new Set(
    edits.flatMap((edit) =>
      'remove' in edit
        ? []
        : Object.entries(edit.fields ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ),
  );
  const missing = [...needed].filter((name) => !columns.includes(name));
  if (bare && missing.length > 0) {
    throw new Failure(`${file} has no line that names its columns, so that ${missing.join(', ')} has no place in it.`, [
      'Put a line before the first user: upn',
    ]);
  }
  const all = [...columns, ...missing];
  const numbers = new Map(rows.map(({ user, line }) => [userNameKey(user.upn), line - 1]));
  const records = new Set(numbers.values());
  const kept: (string | undefined)[] = lines.map(({ text: line }, at) => {
    if (at !== preamble && !records.has(at)) return line;
    return line + missing.map((name) => separator + (at === preamble ? freeName(name, written) : '')).join('');
  });
  for (const [upn, at] of numbers) {
    // A cell may hold line breaks; such a row cannot be edited line by line.
    if (
      !(lines[at]?.text ?? '')
        .normalize('NFC')
        .toLowerCase()
        .includes(upn.split('@')[0] ?? upn)
    ) {
      throw new Failure(`${file} has a row over several lines (${upn}), which is not edited here.`, [
        'Put the row on one line, or edit it by hand.',
      ]);
    }
  }
  const added: string[] = [];
  for (const edit of edits) {
    if ('add' in edit) added.push(rowOf(all, { upn: edit.add, ...edit.fields }, [], separator));
    else {
      const at = numbers.get(userNameKey('remove' in edit ? edit.remove : edit.change));
      if (at === undefined) continue;
      const line = kept[at] ?? '';
      kept[at] = 'remove' in edit ? undefined : rowOf(all, edit.fields, cellsOf(line, separator), separator);
    }
  }
  const body = lines
    .flatMap(({ end }, at) => {
      const line = kept[at];
      return line === undefined ? [] : [line + end];
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

/** A row with some cells set; the others stay as they are written. */
function rowOf(
  columns: readonly (string | undefined)[],
  fields: UserFields & { readonly upn?: string },
  before: readonly string[],
  separator: string,
): string {
  return columns
    .map((column, at) => {
      if (column === undefined || !Object.hasOwn(fields, column)) return before[at] ?? '';
      const value = fields[column as keyof typeof fields];
      if (value === undefined) return '';
      return csvCell(typeof value === 'object' ? tagsText(value) : String(value), separator);
    })
    .join(separator);
}
