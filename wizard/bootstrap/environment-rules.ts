/**
 * The environment that applies: one branch rule, and people who approve. Sources:
 * https://docs.github.com/en/rest/deployments/environments, https://docs.github.com/en/rest/deployments/branch-policies.
 */
import { counted } from '../../domain/counted.js';
import { environmentLacks, type EnvironmentAnswer } from '../../domain/github-rules.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { GithubApi } from '../clouds/github.js';
import { Failure } from '../terminal/failure.js';
import { environmentVariable } from './own-environment.js';
import type { Reviewer, WantedRules } from './wanted-rules.js';

interface Policies {
  readonly branch_policies: readonly { readonly id: number; readonly name: string; readonly type?: string }[];
}

/**
 * Names of environments as GitHub compares them: case does not count.
 * Source: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments.
 */
export const asGithubCompares = <W extends Pick<WantedRules, 'environment' | 'environmentBefore'>>(wanted: W): W => ({
  ...wanted,
  environment: wanted.environment.toLowerCase(),
  environmentBefore: wanted.environmentBefore?.toLowerCase(),
});

/** Where it lies. */
export const environmentPath = (base: string, environment: string): string =>
  `${base}/environments/${encodeURIComponent(environment)}`;

const policiesOf = (api: GithubApi, path: string): Promise<Policies> =>
  api.send<Policies>('GET', `${path}/deployment-branch-policies?per_page=100`);

/** `branch main`, `tag v*`: what may deploy to an environment. */
export const policyNames = async (api: GithubApi, path: string): Promise<string[]> =>
  (await policiesOf(api, path)).branch_policies.map(({ name, type }) => `${type ?? 'branch'} ${name}`);

/** Who approves by now. */
export async function reviewersOfEnvironment(
  api: GithubApi,
  name: string,
  environment: string,
): Promise<readonly Reviewer[]> {
  const [owner = ''] = name.split('/');
  const there = await api.find<EnvironmentAnswer>(environmentPath(`/repos/${name}`, environment));
  return (there?.protection_rules ?? []).flatMap(({ reviewers = [] }) =>
    reviewers.map(({ type, reviewer }): Reviewer => ({
      type: type === 'Team' ? 'Team' : 'User',
      id: reviewer.id,
      // CODEOWNERS knows a team by its organization; a slug alone is the login of whoever took that name.
      name: `@${reviewer.login ?? (reviewer.slug === undefined ? reviewer.id : `${owner}/${reviewer.slug}`)}`,
    })),
  );
}

/**
 * One that bootstrap did not make stays as it is. One without any rule, as a job makes it that names it, is nobody's.
 * @param marked The repository alone says that bootstrap made it: what a run leaves that was stopped is no reason to refuse
 * @returns whether it stands as it is wanted already, so that nothing of it is to be changed
 * @throws Failure that names its rules
 */
export async function refuseForeign(
  api: GithubApi,
  base: string,
  wanted: WantedRules,
  marked: boolean,
): Promise<boolean> {
  const { environment, level, reviewers } = wanted;
  const path = environmentPath(base, environment);
  const there = level === 'refused' ? undefined : await api.find<EnvironmentAnswer>(path);
  if (there === undefined) return false;
  const custom = there.deployment_branch_policy?.custom_branch_policies === true;
  const names = custom ? await policyNames(api, path) : [];
  const alone = names.length === 1 && names[0] === `branch ${mainBranch}`;
  const known = new Set(reviewers.map(({ type, id }) => `${type} ${id}`));
  const rules = there.protection_rules ?? [];
  const others = rules.flatMap(({ reviewers: all = [] }) =>
    all.filter(({ type, reviewer }) => !known.has(`${type} ${reviewer.id}`)),
  );
  const lacks = environmentLacks(there, wanted);
  if (!marked && alone && lacks.length === 0 && others.length === 0) return true;
  const isBare = rules.length === 0 && !there.deployment_branch_policy;
  const lets = names.join(', ') || 'every branch';
  const uses = [
    ...(names.some((each) => each !== `branch ${mainBranch}`) ? [`must let ${mainBranch} alone in, got: ${lets}`] : []),
    ...(rules.some(({ type }) => type === 'required_reviewers') && !custom
      ? [`has reviewers, and lets other branches in: ${lets}`]
      : []),
    ...(others.length > 0
      ? [
          `is approved by others than were named: ${others.map(({ reviewer: { login, slug, id } }) => login ?? slug ?? id).join(', ')}`,
        ]
      : []),
    ...(!alone && (await holdsOthers(api, path)) ? ['holds secrets or variables for other branches'] : []),
    ...(marked || isBare
      ? []
      : [
          ...(custom && names.length === 0 ? ['lets no branch in'] : []),
          ...rules.flatMap(({ wait_timer: wait = 0 }) => (wait > 0 ? [`waits for ${counted(wait, 'minute')}`] : [])),
          ...lacks,
        ]),
  ];
  if (uses.length === 0) return false;
  throw new Failure(`The environment ${environment} is in use, and its rules are not those of this deployment.`, [
    ...uses,
    ...(marked
      ? [
          `The variable ${environmentVariable} says that bootstrap made it, and the deployment does not name it: whoever may write here may set that variable.`,
        ]
      : []),
    'Nothing of it was changed. Name another one: --environment NAME. Or take those rules away, if nobody needs them.',
  ]);
}

/** Makes it, or puts back what differs. @returns what was done, in words */
export async function setEnvironment(api: GithubApi, base: string, wanted: WantedRules): Promise<string[]> {
  const path = environmentPath(base, wanted.environment);
  const done: string[] = [];
  const there = await api.find<EnvironmentAnswer>(path);
  if (there === undefined || environmentLacks(there, wanted).length > 0) {
    const reviewers = wanted.level === 'approved' ? wanted.reviewers.map(({ type, id }) => ({ type, id })) : [];
    try {
      await api.send('PUT', path, {
        // A PUT without it takes it away: how long an apply waits is its owner's.
        wait_timer: there?.protection_rules?.find(({ type }) => type === 'wait_timer')?.wait_timer ?? 0,
        prevent_self_review: reviewers.length > 0,
        reviewers,
        // No page names it; what the host kept is read back.
        can_admins_bypass: false,
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      });
    } catch (error) {
      if (!(error instanceof CloudError) || error.details.status !== 422) throw error;
      throw new Failure('GitHub keeps no reviewers for the environment of this repository.', [
        error.message,
        'Required reviewers of a private repository need GitHub Enterprise. Without them run it with --level confirmed: nothing is applied on merge, somebody who had no part in the change starts the apply with the digest of the plan.',
      ]);
    }
    done.push(`the environment ${wanted.environment}${there === undefined ? '' : ', put back'}`);
  }
  const { branch_policies: policies } = await policiesOf(api, path);
  const right = policies.filter(({ name, type }) => name === mainBranch && (type ?? 'branch') === 'branch');
  if (right.length === 0) {
    await api.send('POST', `${path}/deployment-branch-policies`, { name: mainBranch, type: 'branch' });
    done.push(`its one branch rule, ${mainBranch}`);
  }
  for (const { id, name } of policies.filter((each) => each !== right[0])) {
    await api.send('DELETE', `${path}/deployment-branch-policies/${id}`);
    done.push(`its branch rule ${name} is gone`);
  }
  return done;
}

/**
 * Whether an environment holds a secret or a variable.
 * Sources: https://docs.github.com/en/rest/actions/secrets, https://docs.github.com/en/rest/actions/variables.
 */
export async function holdsOthers(api: GithubApi, path: string): Promise<boolean> {
  const lists = await Promise.all(
    ['secrets', 'variables'].map(async (kind) => api.find<{ total_count?: number }>(`${path}/${kind}?per_page=1`)),
  );
  return lists.some((list) => (list?.total_count ?? 0) > 0);
}
