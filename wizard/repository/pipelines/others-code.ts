/** Lines of a host's own files by which a job that could be main's runs what nobody reviewed on main. */
import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readText, whyUnreadable } from '../../../deployment/text-file.js';
import { git } from '../../terraform/process.js';
import type { YamlFile } from './yaml-parts.js';

export interface OthersLine {
  /** From 1 on. */
  readonly line: number;
  /** What stands there, and what follows. */
  readonly got: string;
}

/** What one file says. */
export interface OthersIn {
  readonly lines: readonly OthersLine[];
  /** Files of the same repository that it takes in; with neither, the host alone knows the name when it runs. */
  readonly takenIn: readonly TakenIn[];
}

export interface TakenIn {
  readonly line: number;
  /** From the top of the repository, with slashes. */
  readonly path?: string;
  /** Each file whose path, from the top, is like that. */
  readonly fits?: (path: string) => boolean;
}

/** Where a host keeps its files, and what of one is told. The file that is written here has no such line. */
export interface OthersCode {
  /** A file, or a folder whose YAML is read. */
  readonly at: string;
  /** Loaded when it is asked for: no prompt waits for a reader of YAML. @param path From the top of the repository */
  readonly reader: () => Promise<(file: YamlFile, path: string) => OthersIn>;
}

/** A file that the host reads. */
export interface HostFile {
  /** From the top of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly OthersLine[];
}

/**
 * The files of a host, and those of the repository that they take in, however deep; none of what is not there.
 * @param top The top of the repository
 */
export async function hostFiles(top: string, { at, reader }: OthersCode): Promise<readonly HostFile[]> {
  const read = await reader();
  const { readYaml, TooMuch } = await import('./yaml-parts.js');
  // What is added while it is gone through is gone through, too, and once.
  const paths = new Set(/\.ya?ml$/.test(at) ? [at] : yamlIn(top, at));
  const found: HostFile[] = [];
  let all: readonly string[] | undefined;
  for (const path of paths) {
    const text = textAt(top, path);
    if (text === undefined) continue;
    if (typeof text !== 'string') {
      found.push({ path, text: '', lines: [{ line: 1, got: `${text.why}, so ${unknown}` }] });
      continue;
    }
    const file = readYaml(text);
    const { lines, takenIn, tooMuch } = ((): OthersIn & { readonly tooMuch?: string } => {
      try {
        return read(file, path);
      } catch (error) {
        if (!(error instanceof TooMuch)) throw error;
        return { lines: [], takenIn: [], tooMuch: error.message };
      }
    })();
    for (const { path: next, fits } of takenIn) {
      if (next !== undefined && isInside(next)) paths.add(posix.normalize(next));
      if (fits !== undefined) {
        all ??= await filesOf(top);
        for (const each of all) if (fits(each)) paths.add(each);
      }
    }
    const unnamed = takenIn.filter((each) => each.path === undefined && each.fits === undefined);
    const told = [
      ...lines,
      ...unnamed.map(({ line }) => ({ line, got: `takes in a file whose name is known when it runs, so ${unknown}` })),
      ...(tooMuch === undefined ? [] : [{ line: 1, got: `${tooMuch}, so ${unknown}` }]),
      ...(file.mistake
        ? [{ line: file.mistake.line, got: `is no YAML that can be read here (${file.mistake.what}), so ${unknown}` }]
        : []),
    ];
    found.push({ path, text, lines: [...new Map(told.map((each) => [`${each.line} ${each.got}`, each])).values()] });
  }
  return found;
}

const unknown = 'nobody knows here whether somebody else writes jobs of main in it';

/** A path that does not lead out of the repository: no host goes there. */
const isInside = (path: string): boolean => !/^(\/|\.\.(\/|$))/.test(posix.normalize(path));

/** GitLab takes no more (same page as the depth in yaml-parts.ts), and nobody writes so much. */
const mostMegabytes = 2;

function textAt(top: string, path: string): string | { readonly why: string } | undefined {
  try {
    return readText(join(top, path), { ansi: true, megabytes: mostMegabytes }).text;
  } catch (error) {
    const isThere = !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    return isThere ? { why: `cannot be read (${whyUnreadable(error)})` } : undefined;
  }
}

function yamlIn(top: string, folder: string): string[] {
  try {
    return readdirSync(join(top, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

/** The files of the repository, those that are to be committed among them. */
async function filesOf(top: string): Promise<readonly string[]> {
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'], top).catch(
    () => undefined,
  );
  return listed?.exitCode === 0 ? listed.stdout.split('\0').filter((path) => path !== '') : [];
}
