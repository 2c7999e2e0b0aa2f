/** What stands above the folder of a deployment and has its files read somewhere else: a bigger repository, npm's workspaces. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { git } from '../terraform/process.js';

/**
 * The top of the repository, where the folder lies below it: a host reads the files of its pipelines at the top alone.
 * Nothing where the folder is the top itself, lies in no repository, or there is no git.
 * Source: https://docs.github.com/en/actions/concepts/workflows-and-actions/workflows (must be in .github/workflows of the
 * repository), https://docs.gitlab.com/ci/ (at the root of the project)
 */
export async function outerRepository(folder: string): Promise<string | undefined> {
  const end = await git(['rev-parse', '--show-prefix', '--show-toplevel'], folder).catch(() => undefined);
  if (end?.exitCode !== 0) return undefined;
  const [prefix = '', top = ''] = end.stdout.split('\n');
  return prefix === '' || top === '' ? undefined : top;
}

/**
 * The folder whose package.json takes this one among its workspaces: npm then reads the lock file there, and `npm ci` does not
 * know what is to be installed here.
 * Source: https://docs.npmjs.com/cli/using-npm/workspaces, npm/cli#7248
 */
export async function outerWorkspaces(folder: string): Promise<string | undefined> {
  for (let above = dirname(folder), below = folder; above !== below; below = above, above = dirname(above)) {
    const file = join(above, 'package.json');
    if (existsSync(file)) {
      const patterns = workspacesIn(await readFile(file, 'utf8').catch(() => ''));
      const path = relative(above, folder).split(sep);
      // The last that fits decides; `!` takes out again.
      const last = patterns.filter((each) => fits(partsOf(each.replace(/^!/, '')), path)).at(-1);
      if (last !== undefined && !last.startsWith('!')) return above;
    }
  }
  return undefined;
}

/** The patterns of a package.json; none where it is none. */
function workspacesIn(text: string): readonly string[] {
  try {
    const { workspaces } = JSON.parse(text.replace(/^\uFEFF/, '')) as { workspaces?: unknown };
    const list = Array.isArray(workspaces) ? workspaces : (workspaces as { packages?: unknown } | undefined)?.packages;
    return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

const partsOf = (pattern: string): readonly string[] =>
  pattern.split('/').filter((part) => part !== '' && part !== '.');

/** Whether a pattern with `*` and `**` fits a path. */
function fits([first, ...more]: readonly string[], path: readonly string[]): boolean {
  if (first === undefined) return path.length === 0;
  if (first === '**') return fits(more, path) || (path.length > 0 && fits([first, ...more], path.slice(1)));
  const [part, ...rest] = path;
  if (part === undefined) return false;
  const literal = first.split('*').map((each) => each.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]*')}$`).test(part) && fits(more, rest);
}
