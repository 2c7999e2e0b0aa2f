/** What stands above the folder of a deployment and has its files read somewhere else: a bigger repository, npm's workspaces. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { readTextFile } from '../../deployment/text-file.js';
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
      const patterns = workspacesIn(file);
      const path = relative(above, folder).replaceAll(sep, '/');
      // The last that fits decides; an odd number of `!` takes out again.
      const last = (await fitting(patterns, path)).at(-1);
      if (last !== undefined && last.length % 2 === 0) return above;
    }
  }
  return undefined;
}

/** The patterns of a package.json; none where it is none. */
function workspacesIn(file: string): readonly string[] {
  try {
    const { workspaces } = JSON.parse(readTextFile(file)) as { workspaces?: unknown };
    const list = Array.isArray(workspaces) ? workspaces : (workspaces as { packages?: unknown } | undefined)?.packages;
    return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

/**
 * What stands before each pattern that fits a path: its `!`. As npm reads them: a slash at either end says nothing.
 * `picomatch` for what a pattern means; of the two libraries that npm's own world has it is the smaller one.
 * Source: lib/index.js of @npmcli/map-workspaces
 */
async function fitting(patterns: readonly string[], path: string): Promise<readonly string[]> {
  const { default: picomatch } = await import('picomatch');
  return patterns.flatMap((each) => {
    const [, marks = '', pattern = ''] = /^(!*)(?:\.?\/+)?(.*?)\/*$/s.exec(each) ?? [];
    return pattern !== '' && picomatch.isMatch(path, pattern, { nonegate: true }) ? [marks] : [];
  });
}
