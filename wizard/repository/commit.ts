/** What is checked out, as git says it. */
import { git } from '../terraform/process.js';
import { Failure } from '../terminal/failure.js';

export interface Commit {
  /** Id of the commit. */
  readonly commit: string;
  /** Id of its content alone. */
  readonly tree: string;
}

/**
 * The commit in a folder, all of it: a plan that is kept says which commit it was made from.
 * @throws Failure when the folder is no repository, or holds what is in no commit
 */
export async function commitOf(folder: string): Promise<Commit> {
  const reported = async (...args: string[]): Promise<string> => {
    const end = await git(args, folder);
    if (end.exitCode === 0) return end.stdout.trim();
    throw new Failure(`git does not say which commit this is, in ${folder}.`, [
      (end.stderr.trim() || end.stdout.trim()).split('\n')[0] ?? '',
      'A kept plan belongs to a commit: run this in a clone, or keep the plan in a file (plan --out FILE).',
    ]);
  };
  const [commit = '', tree = ''] = (await reported('rev-parse', 'HEAD', 'HEAD^{tree}')).split('\n');
  // Settings of whoever works there may hide new files and submodules (status.showUntrackedFiles, diff.ignoreSubmodules).
  const all = ['--untracked-files=normal', '--ignore-submodules=none'];
  const changed = (await reported('status', '--porcelain', ...all)).split('\n').filter((line) => line !== '');
  if (changed.length > 0) {
    throw new Failure('The folder holds what is in no commit.', [
      ...changed.slice(0, 10).map((line) => `  ${line}`),
      'Commit it, or take it out: what is kept as the plan of a commit must come from that commit alone.',
    ]);
  }
  return { commit, tree };
}
