/** The rulesets that protect the branches. Source: https://docs.github.com/en/rest/repos/rules. */
import { rulesetLacks, type RulesetAnswer, type WantedRuleset } from '../../domain/github-rules.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { GithubApi } from '../clouds/github.js';
import { Failure } from '../terminal/failure.js';

/** The rulesets of a repository, without their rules. */
export const rulesetsOf = (api: GithubApi, base: string): Promise<readonly RulesetAnswer[]> =>
  api.send<readonly RulesetAnswer[]>('GET', `${base}/rulesets?per_page=100`);

/** The same; none where the plan of the repository keeps none. */
export const rulesetsIfAny = async (api: GithubApi, base: string): Promise<readonly RulesetAnswer[]> =>
  rulesetsOf(api, base).catch((error: unknown) => {
    if (error instanceof CloudError && error.details.status === 403) return [];
    throw error;
  });

/** What there is where the host protects no branch. */
export const unprotectable =
  'A private repository needs GitHub Pro, Team or Enterprise for it. Whoever may push would read the state otherwise, so no identity is made: plan and apply from a laptop (entra-workspaces bootstrap --laptop makes the place of its state).';

/** Makes a ruleset, or puts it back. @returns what was done, in words */
export async function setRuleset(api: GithubApi, base: string, name: string, wanted: WantedRuleset): Promise<string[]> {
  try {
    const known = (await rulesetsOf(api, base)).find((each) => each.name === name);
    if (known === undefined) {
      await api.send('POST', `${base}/rulesets`, { name, ...wanted });
      return [`the ruleset "${name}"`];
    }
    const there = await api.send<RulesetAnswer>('GET', `${base}/rulesets/${known.id}`);
    if (rulesetLacks(there, wanted).weak.length === 0) return [];
    await api.send('PUT', `${base}/rulesets/${known.id}`, { name, ...wanted });
    return [`the ruleset "${name}", put back`];
  } catch (error) {
    if (!(error instanceof CloudError) || error.details.status !== 403) throw error;
    throw new Failure(`GitHub does not let the branch ${mainBranch} be protected here.`, [
      error.message,
      unprotectable,
    ]);
  }
}
