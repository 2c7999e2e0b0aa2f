/**
 * Who owns the code of a project. With Premium nothing is merged without an owner's approval; without it the file says whom to
 * ask. An entry without an owner asks nobody. Sources: https://docs.gitlab.com/user/project/codeowners (places, in their order),
 * https://docs.gitlab.com/user/project/codeowners/reference, https://docs.gitlab.com/api/repository_files.
 */
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { CloudError } from '../../../clouds/cloud-error.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { Failure } from '../../../terminal/failure.js';
import { unownedIn } from '../../code-owners.js';
import type { HostedProject } from './project.js';

/** Where bootstrap lays it: the first of the places in which GitLab looks. */
export const ownersPath = 'CODEOWNERS';
const places = [ownersPath, 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] as const;
const ofGitlab = [ownersPath, '.gitlab-ci.yml'];

const fileAt = (base: string, path: string): string => `${base}/repository/files/${encodeURIComponent(path)}`;

/** The file that counts on the main branch, if there is one. */
async function ownersFile(
  api: GitlabApi,
  base: string,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  for (const path of places) {
    const found = await api.find<{ content?: string }>(`${fileAt(base, path)}?ref=${mainBranch}`);
    if (found !== undefined) return { path, text: Buffer.from(found.content ?? '', 'base64').toString('utf8') };
  }
  return undefined;
}

/** Headers of sections: `[Docs] @ada`, `[Docs][2]`. What stands below one is judged by itself. */
const withoutSections = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*\[/.test(line))
    .join('\n');

/** What needs no owner's approval, whoever owns it: `^[Docs]` and all below it, `!path`. */
const needsNobody = /^\s*(\^\[|!)/m;

/** What of the ownership of the code is missing on the main branch, in words. */
export async function ownersLack(api: GitlabApi, base: string): Promise<string[]> {
  const file = await ownersFile(api, base);
  if (file === undefined)
    return [`nobody owns the code: ${mainBranch} has no ${ownersPath}, so no rule asks an owner to approve`];
  if (needsNobody.test(file.text)) return [`${file.path} has optional sections or exclusions, which need no owner`];
  const unowned = unownedIn(withoutSections(file.text), ofGitlab);
  if (unowned.length === 0) return [];
  return [`${file.path} must name an owner for all code, got none for: ${unowned.join(', ')}`];
}

/**
 * Lays the file on the main branch where it has none. One that is there is its owner's, and is looked at after.
 * @returns what was made, in words
 * @throws Failure where the branch takes changes by merge request alone
 */
export async function setOwners(
  api: GitlabApi,
  base: string,
  { name, hasMain }: HostedProject,
  owners: string,
): Promise<string[]> {
  if (hasMain && ((await ownersFile(api, base)) !== undefined || unownedIn(owners, ofGitlab).length > 0)) return [];
  try {
    await api.send('POST', fileAt(base, ownersPath), {
      ...{ branch: mainBranch, content: owners, commit_message: 'Who owns what' },
    });
  } catch (error) {
    // A rule keeps pushes out, or somebody was faster.
    if (!hasMain || !(error instanceof CloudError) || ![400, 403].includes(error.details.status ?? 0)) throw error;
    throw new Failure(`Nobody owns the code of ${name}, and ${mainBranch} takes changes by merge request alone.`, [
      error.message,
      `Bring ${ownersPath} there, then run bootstrap again:`,
      ...owners.trim().split('\n'),
    ]);
  }
  return [hasMain ? `${ownersPath} on ${mainBranch}` : `the branch ${mainBranch}, with ${ownersPath}`];
}
