/**
 * The rule of the main branch: nobody pushes, maintainers merge, nothing is forced, and with Premium a code owner approves.
 * Sources: https://docs.gitlab.com/api/protected_branches, https://docs.gitlab.com/user/project/repository/branches/protection_rules
 * (of several rules the one that allows most wins).
 */
import { gitlabBranchRule, gitlabRoles } from '../../../../domain/gitlab-settings.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { developersMerge, fitsMain, type ProtectedBranch } from '../../../clouds/lookups/pipeline/gitlab-rules.js';
import { Failure } from '../../../terminal/failure.js';

/** Whether it lets through what it must not. A person, a group and a deploy key count as well. */
const isOpen = ({ push_access_levels: push = [], allow_force_push: force }: ProtectedBranch): boolean =>
  force === true || push.some(({ access_level: level }) => level !== gitlabRoles.nobody);

const rulesOf = async (api: GitlabApi, base: string): Promise<ProtectedBranch[]> =>
  (await api.list<ProtectedBranch>(`${base}/protected_branches`)).filter(fitsMain);

/** Whether no rule at all keeps anybody off the main branch. */
export const isFree = async (api: GitlabApi, base: string): Promise<boolean> => (await rulesOf(api, base)).length === 0;

/** Rules of others that let more through than ours: they win. @throws Failure that names them; none of them is changed */
export async function refuseForeignRules(api: GitlabApi, base: string): Promise<void> {
  const others = (await rulesOf(api, base)).filter(
    (rule) => (rule.name !== mainBranch || rule.inherited === true) && isOpen(rule),
  );
  if (others.length === 0) return;
  throw new Failure(`Another rule lets people push to ${mainBranch}, and of several the one that allows most wins.`, [
    ...others.map(
      ({ name, inherited }) =>
        `the rule ${name}${inherited === true ? ' of the group' : ''}: must let nobody push, and nothing by force`,
    ),
    'It was not changed, as it may be for other branches, too. Settings, Repository, Protected branches; then run bootstrap again.',
  ]);
}

/**
 * Makes the rule, or makes it anew where it lets too much through: without Premium a rule cannot be changed. While it is away the
 * tokens of the project say too little for any trust, so that nobody applies from a branch that anybody may push to.
 * @param around Takes the subject of its tokens away, and gives it back
 * @returns what was done, in words
 */
export async function setBranchRule(
  api: GitlabApi,
  base: string,
  owned: boolean,
  around: (anew: () => Promise<void>) => Promise<void>,
): Promise<string[]> {
  const own = (await rulesOf(api, base)).find(({ name, inherited }) => name === mainBranch && inherited !== true);
  const right =
    own !== undefined && !isOpen(own) && !developersMerge(own) && (!owned || own.code_owner_approval_required === true);
  if (right) return [];
  const path = `${base}/protected_branches`;
  const make = async (): Promise<void> => {
    await api.send('POST', path, gitlabBranchRule(owned));
  };
  if (own === undefined) await make();
  else
    await around(async () => {
      await api.remove(`${path}/${mainBranch}`);
      await make();
    });
  return [`the rule of the branch ${mainBranch}: nobody pushes, maintainers merge`];
}
