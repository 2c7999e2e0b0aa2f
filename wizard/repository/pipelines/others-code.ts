/** Lines of a host's own files by which a job that could be main's runs what nobody reviewed on main. */
import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { counted } from '../../../domain/counted.js';
import { readText, whyUnreadable } from '../../../deployment/text-file.js';
import { git } from '../../terraform/process.js';
import type { YamlFile } from './yaml-parts.js';

export interface OthersLine {
  /** From 1 on. */
  readonly line: number;
  /** What stands there, and what follows. */
  readonly got: string;
  /** What to do where nothing was found, and not everything was read. */
  readonly fix?: string;
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
  const beyond: string[] = [];
  let all: readonly string[] | undefined;
  for (const path of paths) {
    if (found.length >= mostFiles) {
      if (existsSync(join(top, path))) beyond.push(path);
      continue;
    }
    const text = textAt(top, path);
    if (text === undefined) continue;
    if (typeof text !== 'string') {
      found.push({ path, text: '', lines: [{ line: 1, got: `${text.why}, so ${unknown}`, fix: readable }] });
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
      ...unnamed.map(({ line }) => ({
        line,
        got: `takes in a file whose name is known when it runs, so ${unknown}`,
        fix: named,
      })),
      ...(tooMuch === undefined ? [] : [{ line: 1, got: `${tooMuch}, so ${unknown}`, fix: readable }]),
      ...(file.mistake
        ? [
            {
              line: file.mistake.line,
              got: `is no YAML that can be read here (${file.mistake.what}), so ${unknown}`,
              fix: readable,
            },
          ]
        : []),
    ];
    found.push({ path, text, lines: [...new Map(told.map((each) => [`${each.line} ${each.got}`, each])).values()] });
  }
  const [first, ...others] = beyond;
  if (first === undefined) return found;
  const more =
    others.length === 0 ? '' : `, nor ${others.length === 1 ? 'is' : 'are'} ${counted(others.length, 'other')}`;
  const got = `is not read${more}: ${mostFiles} files are looked through, so ${unknown}`;
  return [...found, { path: first, text: '', lines: [{ line: 1, got, fix: fewer }] }];
}

const unknown = 'nobody knows here whether somebody else writes jobs of main in it';

/** Far more than a host takes by itself: GitLab 150 (gitlab-org/gitlab#207270), Azure DevOps 100 (https://learn.microsoft.com/azure/devops/pipelines/process/templates). */
const mostFiles = 500;
/** GitLab takes no more (same page as the depth in yaml-parts.ts), and nobody writes so much. */
const mostMegabytes = 2;

const readable = `It was not read to its end, and may hold nothing to take out. Make it a file that can be read here: plain YAML in UTF-8, up to ${mostMegabytes} MB, which whoever looks may open.`;
const named =
  'That file was not read, and may hold nothing to take out. Write its name without variables, so that it can be read here.';
const fewer = `What was not read may hold nothing to take out. Name the files that are taken in, rather than a pattern of all, and remove those that nobody runs: up to ${mostFiles} are read here.`;

/** A path that does not lead out of the repository: no host goes there. */
const isInside = (path: string): boolean => !/^(\/|\.\.(\/|$))/.test(posix.normalize(path));

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
