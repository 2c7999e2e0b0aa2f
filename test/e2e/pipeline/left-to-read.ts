/** Everything that a pipeline leaves where others can read it, for one search. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Each place by its name, with its text. */
export type Left = Readonly<Record<string, string>>;

/** Every object that a repository holds, branches that were closed included; large files whole. */
export function historyOf(repository: string): string {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: repository, encoding: 'latin1', maxBuffer: 2 ** 28 });
  const objects = git('cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)')
    .trim()
    .split('\n');
  const kept = objects.filter((line) => !line.endsWith(' tree')).map((line) => line.split(' ')[0] ?? '');
  return execFileSync('git', ['cat-file', '--batch'], {
    cwd: repository,
    encoding: 'latin1',
    input: kept.join('\n'),
    maxBuffer: 2 ** 28,
  });
}

/** Every file below a folder, in one text. */
export function textsBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path}\n${readFileSync(path, 'latin1')}`)
    .join('\n');
}

/** Places in which something stands that must stand in none. */
export function placesWith(left: Left, isSecret: (text: string) => boolean): string[] {
  return Object.entries(left).flatMap(([place, text]) => (isSecret(text) ? [place] : []));
}
