/** What would be written, shown as a list and as a diff, and then written all at once. */
import { counted } from '../../domain/counted.js';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { decodeText, encodeText, plainForm, readBytes, type TextForm } from '../../deployment/text-file.js';
import type { Terminal } from '../terminal/terminal.js';
import type { RepositoryFile } from './files.js';
import { ownershipOf, type Ownership } from '../terraform/marker.js';
import { replaceFiles } from './replace-file.js';

export type Action = 'create' | 'update' | 'keep' | 'same';

/** A file with what will become of it. */
export interface PlannedFile {
  readonly file: RepositoryFile;
  readonly before: string | undefined;
  /** The same as it lies there: whatever else lies there when it is written was written by somebody else. */
  readonly bytes: Buffer | undefined;
  /** Encoding and byte order mark that it has, and keeps. */
  readonly form: TextForm;
  readonly ownership: Ownership;
  readonly action: Action;
}

export interface WriteOptions {
  /** Also over files that their owner changed, and over files that are not ours. */
  readonly force?: boolean;
  /** Owned files that may be changed in place: the deployment that is edited. */
  readonly edits?: readonly string[];
}

/** What will become of each file; nothing is written. */
export async function planFiles(
  target: string,
  files: readonly RepositoryFile[],
  options: WriteOptions = {},
): Promise<PlannedFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const bytes = readIfThere(join(target, file.path));
      const { text: before, form } =
        bytes === undefined ? { text: undefined, form: plainForm } : decodeText(bytes, { ansi: true });
      const ownership = ownershipOf(file.path, before);
      const ours = ownership === 'generated' || options.edits?.includes(file.path) === true;
      const action: Action =
        before === undefined ? 'create' : before === file.text ? 'same' : ours || options.force ? 'update' : 'keep';
      return { file, before, bytes, form: action === 'update' && !ours ? plainForm : form, ownership, action };
    }),
  );
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readBytes(path, { megabytes: 64 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const actionWords: Readonly<Record<Action, string>> = {
  create: 'new',
  update: 'changed',
  keep: 'yours, kept',
  same: 'same',
};

/** A file of the list that is no text of ours: bytes that are laid beside the others. */
export interface ListedFile {
  readonly path: string;
  readonly action: Action;
  readonly about: string;
}

/** All of a list: texts of ours, and what is laid beside them. */
export const listed = (planned: readonly PlannedFile[], besides: readonly ListedFile[]): readonly ListedFile[] => [
  ...planned.map(({ file: { path, about }, action }) => ({ path, about, action })),
  ...besides,
];

/** The list of files, and a diff of those that change, of which at most so many lines are shown. */
export function sayFiles(
  terminal: Terminal,
  planned: readonly PlannedFile[],
  withDiff: boolean,
  { lines = mostShown, besides = [] }: { readonly lines?: number; readonly besides?: readonly ListedFile[] } = {},
): void {
  terminal.table(
    ['', '', ''],
    listed(planned, besides).map(({ path, about, action }) => [path, actionWords[action], about]),
  );
  if (!withDiff) return;
  for (const { file, before, action } of planned) {
    if (action !== 'update' || before === undefined) continue;
    terminal.say();
    terminal.lines(diffLines(terminal, file.path, before, file.text, lines));
  }
}

/** What would have been written in place of files that are their owner's: for them to take over. */
export function sayKept(terminal: Terminal, planned: readonly PlannedFile[]): void {
  for (const { file, before, action } of planned) {
    if (action !== 'keep' || before === undefined) continue;
    terminal.say();
    terminal.warn(`${file.path} is yours and stays as it is. This version would have written:`);
    terminal.lines(diffLines(terminal, file.path, before, file.text));
  }
}

/** Lines of a diff that are shown; whoever wants all has `git diff`. */
const mostShown = 60;

/** Characters of a line of a diff that are shown: a list of hundreds may stand on one. */
const longestShown = 240;

function diffLines({ style }: Terminal, path: string, before: string, after: string, most = mostShown): string[] {
  const patch = createTwoFilesPatch(path, path, before, after, 'now', 'then', { context: 2 });
  // Without the name and a line across, which a narrow window breaks.
  const lines = patch.trimEnd().split('\n').slice(2);
  const rest = lines.length - most;
  // The line end of Windows belongs to the file, not to the line.
  const whole = (rest > 0 ? lines.slice(0, most) : lines).map((line) => line.replace(/\r$/, ''));
  const pairs = counterparts(whole);
  const painted = whole.map((line, at) => {
    const plain = excerpt(line, pairs.get(at) ?? '');
    if (plain.startsWith('+')) return style.good(plain);
    return plain.startsWith('-') ? style.bad(plain) : plain;
  });
  return rest > 0 ? [...painted, `… and ${counted(rest, 'more line')}`] : painted;
}

/** Of each line the one that it replaces, or that replaces it: of a part that changed the first of both, and so on. */
function counterparts(lines: readonly string[]): ReadonlyMap<number, string> {
  const pairs = new Map<number, string>();
  let [gone, came]: [number[], number[]] = [[], []];
  for (const [at, line] of [...lines, ' '].entries()) {
    if (line.startsWith('-')) gone.push(at);
    else if (line.startsWith('+')) came.push(at);
    // What says that the last line of a file has no end stands in between.
    else if (!line.startsWith('\\')) {
      for (const [nth, from] of gone.entries()) {
        const to = came[nth];
        if (to === undefined) continue;
        pairs.set(from, lines[to] ?? '').set(to, lines[from] ?? '');
      }
      [gone, came] = [[], []];
    }
  }
  return pairs;
}

/** A line as long as is shown: of two of which one replaces the other the part in which they differ. */
function excerpt(line: string, other: string): string {
  if (line.length <= longestShown) return line;
  let same = 1;
  while (same < other.length && line[same] === other[same]) same += 1;
  const from = same < longestShown - 40 ? 1 : Math.min(same - 40, line.length - longestShown);
  const end = from + longestShown - 1;
  const shown = `${line.slice(0, 1)}${from > 1 ? '… ' : ''}${line.slice(from, end)}`;
  return end < line.length ? `${shown} … and ${counted(line.length - end, 'more character')}` : shown;
}

/**
 * Writes what is new or changed, all or nothing. When one fails, those before it go back to what they were.
 * Answers the paths that were written.
 * @throws ChangedMeanwhile when a file is no longer what was planned with
 */
export async function writeFiles(target: string, planned: readonly PlannedFile[]): Promise<string[]> {
  const changes = planned.filter(({ action }) => action === 'create' || action === 'update');
  if (changes.length === 0) return [];
  const existed = existsSync(target);
  try {
    replaceFiles(
      changes.map(({ file, form, bytes }) => ({
        path: join(target, file.path),
        bytes: encodeText(file.text, form),
        before: bytes,
      })),
    );
    return changes.map(({ file }) => file.path);
  } catch (error) {
    if (!existed) rmSync(target, { recursive: true, force: true });
    throw error;
  }
}
