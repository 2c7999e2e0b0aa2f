/**
 * Files in the folder of a stack that terraform would read and nobody here wrote: each could add providers, programs or
 * another state to what a person sees. They are refused by name before terraform starts.
 */
import { realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure, UsageError } from '../terminal/failure.js';
import { git } from './process.js';

/**
 * Names the one file that terraform may read beside ours, by its path. For tests and the sandbox, which point a stack at
 * emulated clouds: a file alone, such as one that came with a branch, reaches nothing.
 */
export const overrideVariable = 'ENTRA_WORKSPACES_TERRAFORM_OVERRIDE';

/**
 * Configuration and variables of Terraform and of OpenTofu, which prefers `.tofu` to `.tf`; overrides are among them, and
 * variables are read even from hidden files.
 * Sources: https://developer.hashicorp.com/terraform/language/files, https://opentofu.org/docs/language/files,
 * https://developer.hashicorp.com/terraform/language/values/variables (variable definitions files).
 */
const read = /\.(tf|tofu|tfvars)(\.json)?$/i;

/**
 * Folders from which terraform takes modules and providers.
 * Sources: https://developer.hashicorp.com/terraform/cli/config/config-file (implied local mirrors: terraform.d/plugins),
 * https://developer.hashicorp.com/terraform/language/modules/sources.
 */
const folders = ['modules', 'terraform.d', '.terraform/modules'];
/** What makes a folder a repository of its own to git, whose config names programs. */
const repositories = ['head'];

/**
 * Names in a folder that terraform would read and that are not ours, sorted.
 * @param ours What was written there on purpose
 */
export async function strayFiles(folder: string, ours: readonly string[]): Promise<string[]> {
  const names = await namesIn(folder);
  const inside = (await namesIn(join(folder, '.terraform'))).map((name) => `.terraform/${name}`);
  // A disk that knows no case gives terraform what it asks for under any.
  const isRead = (name: string): boolean => [...folders, ...repositories].includes(name.toLowerCase());
  return [...names.filter((name) => read.test(name)), ...[...names, ...inside].filter(isRead)]
    .filter((name) => !ours.includes(name))
    .sort();
}

/**
 * Files of terraform's own folder that came with a commit, by path from the folder of the stack. Terraform believes what lies
 * there: a state elsewhere under the hash of our backend (seen with 1.11.4: `.terraform/terraform.tfstate` with another place
 * is used without a word), programs of providers whose hash the lock file names, and a lock file that is a link. None where
 * there is no git.
 * @throws Failure when git does not say: what it cannot look at is not taken for nothing
 */
async function committedFiles(folder: string): Promise<string[]> {
  return listed(folder, [':(icase).terraform*', ':(icase).terraform/**']);
}

async function listed(folder: string, paths: readonly string[]): Promise<string[]> {
  const words = ['ls-files', '-z', '--', ...paths];
  const end = await git(words, folder).catch(() => undefined);
  if (end === undefined) return [];
  if (end.exitCode === 0) return end.stdout.split('\0').filter((name) => name !== '');
  if (end.stderr.includes('not a git repository')) return [];
  throw new Failure(`git does not say what was committed in ${folder}, so terraform is not started there.`, [
    end.stderr.trim(),
  ]);
}

/**
 * Files of the output folder that came with a commit, whatever they are: a pipeline makes the folder itself, and nobody reviews
 * what is made anew by each synthesis.
 * @throws Failure that names them, or when git does not say
 */
export async function refuseCommittedOutput(out: string): Promise<void> {
  const committed = await listed(out, ['.']);
  if (committed.length === 0) return;
  throw new Failure(`${out} is made by each synthesis, and holds what came with a commit:`, [
    ...committed.slice(0, 20).map((name) => `  ${JSON.stringify(name).slice(1, -1)}`),
    ...(committed.length > 20 ? [`  and ${committed.length - 20} more`] : []),
    'A pipeline uses nothing of it. Once: git rm -r --cached on it, add it to .gitignore, commit.',
  ]);
}

/**
 * A file that is ours to write, and came with a commit: whoever wrote the branch wrote it.
 * @throws Failure that says so, or when git does not say
 */
export async function refuseCommittedFile(file: string, what: string): Promise<void> {
  if ((await listed(dirname(file), [`:(literal)${basename(file)}`])).length === 0) return;
  throw new Failure(`${file} came with a commit, and ${what} is made on this machine alone.`, [
    'Nothing of it is used. Find out who committed it (git log -- PATH), then remove it from the repository.',
  ]);
}

/** @throws Failure that names every stray file */
export async function refuseStrayFiles(folder: string, ours: readonly string[]): Promise<void> {
  const stray = [...new Set([...(await strayFiles(folder, ours)), ...(await committedFiles(folder))])].sort();
  if (stray.length === 0) return;
  throw new Failure(`Terraform would read what entra-workspaces did not write, in ${folder}:`, [
    ...stray.map((name) => `  ${JSON.stringify(name).slice(1, -1)}`),
    'The folder is made anew by each synthesis: find out where they came from (git log --all -- PATH), then delete them.',
    'Resources of your own belong in main.ts.',
  ]);
}

/**
 * The file that `ENTRA_WORKSPACES_TERRAFORM_OVERRIDE` names, if it lies in this folder.
 * @throws UsageError when it names a file somewhere else
 */
export function namedOverride(env: NodeJS.ProcessEnv, folder: string): string | undefined {
  const path = env[overrideVariable];
  if (path === undefined || path === '') return undefined;
  if (real(dirname(path)) === real(folder)) return basename(path);
  throw new UsageError(`${overrideVariable} must name a file in ${folder}, got: ${path}`, [
    'It is for tests on emulated clouds. Otherwise take it out of the environment.',
  ]);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

/** With links followed: the same folder may be reached by two names. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return resolve(folder);
  }
}
