/**
 * Who owns the code of a project. With Premium nothing is merged without an owner's approval; without it the file says whom to
 * ask. An entry without an owner asks nobody. Sources: https://docs.gitlab.com/user/project/codeowners (places, in their order),
 * https://docs.gitlab.com/user/project/codeowners/reference, https://docs.gitlab.com/api/repository_files.
 */
import { unownedOnGitlab } from '../../../../domain/gitlab-rules.js';
import { gitlabOwnersPath as ownersPath } from '../../../../domain/pipeline-files.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { CloudError } from '../../../clouds/cloud-error.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { gitlabOwnersFile } from '../../../clouds/lookups/pipeline/gitlab-rules.js';
import { Failure } from '../../../terminal/failure.js';
import type { HostedProject } from './project.js';

const fileAt = (base: string, path: string): string => `${base}/repository/files/${encodeURIComponent(path)}`;

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
  const find = async <T>(path: string): Promise<T | undefined> => api.find<T>(`${base}${path}`);
  if (hasMain && ((await gitlabOwnersFile(find)) !== undefined || unownedOnGitlab(owners).length > 0)) return [];
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
