/** What would be written, shown as a list and as a diff, and then written all at once. */
import { mkdir, mkdtemp, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Terminal } from '../terminal/terminal.js';
import type { RepositoryFile } from './files.js';
import { ownershipOf, type Ownership } from './marker.js';

export type Deed = 'create' | 'update' | 'keep' | 'same';

/** A file with what will become of it. */
export interface PlannedFile {
  readonly file: RepositoryFile;
  readonly before: string | undefined;
  readonly ownership: Ownership;
  readonly deed: Deed;
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
      const before = await readIfThere(join(target, file.path));
      const ownership = ownershipOf(file.path, before);
      const ours = ownership === 'generated' || options.edits?.includes(file.path) === true;
      const deed: Deed =
        before === undefined ? 'create' : before === file.text ? 'same' : ours || options.force ? 'update' : 'keep';
      return { file, before, ownership, deed };
    }),
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const deedWords: Readonly<Record<Deed, string>> = {
  create: 'new',
  update: 'changed',
  keep: 'yours, kept',
  same: 'same',
};

/** The list of files, and a diff of those that change. */
export function sayFiles(terminal: Terminal, planned: readonly PlannedFile[], withDiff: boolean): void {
  terminal.table(
    ['File', '', ''],
    planned.map(({ file, deed }) => [file.path, deedWords[deed], file.about]),
  );
  if (!withDiff) return;
  for (const { file, before, deed } of planned) {
    if (deed !== 'update' || before === undefined) continue;
    terminal.say();
    terminal.lines(diffLines(terminal, file.path, before, file.text));
  }
}

function diffLines({ style }: Terminal, path: string, before: string, after: string): string[] {
  const patch = createTwoFilesPatch(path, path, before, after, 'now', 'then', { context: 2 });
  return patch
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      if (line.startsWith('+')) return style.good(line);
      return line.startsWith('-') ? style.bad(line) : line;
    });
}

/**
 * Writes what is new or changed: everything beside the target first, then one rename a file. When one fails, those before
 * it go back to what they were. Answers the paths that were written.
 */
export async function writeFiles(target: string, planned: readonly PlannedFile[]): Promise<string[]> {
  const changes = planned.filter(({ deed }) => deed === 'create' || deed === 'update');
  if (changes.length === 0) return [];
  const existed = await stat(target).then(
    () => true,
    () => false,
  );
  await mkdir(target, { recursive: true });
  // In the target, so that a rename never crosses file systems.
  const scratch = await mkdtemp(join(target, '.entra-workspaces-'));
  const done: PlannedFile[] = [];
  try {
    for (const { file } of changes) {
      const staged = join(scratch, file.path);
      await mkdir(dirname(staged), { recursive: true });
      await writeFile(staged, file.text);
    }
    for (const each of changes) {
      const path = join(target, each.file.path);
      await mkdir(dirname(path), { recursive: true });
      await rename(join(scratch, each.file.path), path);
      done.push(each);
    }
    return changes.map(({ file }) => file.path);
  } catch (error) {
    for (const { file, before } of done.reverse()) {
      const path = join(target, file.path);
      await (before === undefined ? unlink(path) : writeFile(path, before)).catch(() => undefined);
    }
    if (!existed) await rm(target, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
