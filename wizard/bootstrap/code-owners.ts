/**
 * Who owns the code of a repository: what is merged without an owner's approval runs with the rights of the pipeline. Source:
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners.
 */
import { githubOwnersPath as ownersPath } from '../../domain/pipeline-files.js';
import { unownedIn } from '../../domain/code-owners.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { GithubApi } from '../clouds/github.js';
import { ownersFile } from '../clouds/lookups/pipeline/github-rules.js';
import { Failure } from '../terminal/failure.js';
import type { HostedRepository } from './repository.js';

/**
 * Who owns the code: who reviews, else the person whose repository it is. An organization is nobody there: a line that names it
 * has no effect, and the rule that a code owner approves would ask nobody.
 * @returns nothing where nobody is known
 */
export function ownersKnown(
  reviewers: readonly string[],
  hosted: Pick<HostedRepository, 'name' | 'ownerType'> | undefined,
): readonly string[] {
  if (reviewers.length > 0) return reviewers;
  return hosted?.ownerType === 'User' ? [`@${hosted.name.split('/')[0] ?? ''}`] : [];
}

/**
 * Lays the file on the main branch where it has none. One that is there is its owner's, and is looked at after.
 * @returns what was made, in words
 * @throws Failure where the branch takes changes by pull request alone
 */
export async function setOwners(
  api: GithubApi,
  { name, hasMain }: HostedRepository,
  owners: string,
): Promise<string[]> {
  const base = `/repos/${name}`;
  const find = async <T>(below: string): Promise<T | undefined> => api.find<T>(`${base}${below}`);
  if (hasMain && ((await ownersFile(find)) !== undefined || unownedIn(owners).length > 0)) return [];
  const content = Buffer.from(owners).toString('base64');
  try {
    await api.send('PUT', `${base}/contents/${ownersPath}`, { message: 'Who owns what', content, branch: mainBranch });
  } catch (error) {
    // 409 of a ruleset, 403 of a classic rule; 422 where somebody was faster.
    if (!hasMain || !(error instanceof CloudError) || ![403, 409, 422].includes(error.details.status ?? 0)) throw error;
    throw new Failure(`Nobody owns the code of ${name}, and ${mainBranch} takes changes by pull request alone.`, [
      error.message,
      `Bring ${ownersPath} there, then run bootstrap again:`,
      ...owners.trim().split('\n'),
    ]);
  }
  return [hasMain ? `${ownersPath} on ${mainBranch}` : `the branch ${mainBranch}, with ${ownersPath}`];
}
