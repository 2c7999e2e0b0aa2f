/**
 * The protected environment that applies: who deploys to it and who approves. Its jobs say that it is protected, and both clouds
 * compare that: while it is not, none of them gets in. Source: https://docs.gitlab.com/api/protected_environments.
 */
import { gitlabEnvironmentRule } from '../../../../domain/gitlab-settings.js';
import { CloudError } from '../../../clouds/cloud-error.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { Failure } from '../../../terminal/failure.js';
import type { Reviewer, WantedRules } from '../../wanted-rules.js';

interface Access {
  readonly access_level?: number | null;
  readonly access_level_description?: string;
  readonly user_id?: number | null;
  readonly group_id?: number | null;
  readonly required_approvals?: number;
}

interface ProtectedEnvironment {
  readonly name: string;
  readonly deploy_access_levels?: readonly Access[];
  readonly approval_rules?: readonly Access[];
}

const pathOf = (base: string, environment: string): string =>
  `${base}/protected_environments/${encodeURIComponent(environment)}`;

/** `user 7`, `group 12`, `level 30`. */
const keyOf = ({ user_id: user, group_id: group, access_level: level }: Access): string =>
  user ? `user ${user}` : group ? `group ${group}` : `level ${level ?? 'unknown'}`;

const keyOfReviewer = ({ type, id }: Reviewer): string => `${type === 'Team' ? 'group' : 'user'} ${id}`;

const find = (api: GitlabApi, base: string, environment: string): Promise<ProtectedEnvironment | undefined> =>
  api.find<ProtectedEnvironment>(pathOf(base, environment));

/** Whether it is protected by anybody. */
export const isProtected = async (api: GitlabApi, base: string, environment: string): Promise<boolean> =>
  (await find(api, base, environment)) !== undefined;

/** Who approves by now, with their names. */
export async function reviewersOfEnvironment(
  api: GitlabApi,
  base: string,
  environment: string,
): Promise<readonly Reviewer[]> {
  const there = await find(api, base, environment).catch((error: unknown) => {
    // Whoever may not administer the project is told so by what follows.
    if (error instanceof CloudError && error.reason === 'denied') return undefined;
    throw error;
  });
  const known: Reviewer[] = [];
  for (const { user_id: user, group_id: group } of there?.approval_rules ?? []) {
    if (user) {
      const found = await api.find<{ username: string }>(`/users/${user}`);
      if (found) known.push({ type: 'User', id: user, name: `@${found.username}` });
    } else if (group) {
      const found = await api.find<{ full_path: string }>(`/groups/${group}`);
      if (found) known.push({ type: 'Team', id: group, name: `@${found.full_path}` });
    }
  }
  return known;
}

/** One that is protected by somebody else's rules is not changed. @throws Failure that names them */
export async function refuseForeignEnvironment(
  api: GitlabApi,
  base: string,
  { environment, level, reviewers }: WantedRules,
): Promise<void> {
  if (level === 'refused') return;
  const there = await find(api, base, environment);
  if (there === undefined) return;
  const wanted = new Set(reviewers.map(keyOfReviewer));
  const others = (all: readonly Access[] = []): Access[] => all.filter((each) => !wanted.has(keyOf(each)));
  const named = (all: readonly Access[]): string =>
    all.map((each) => each.access_level_description ?? keyOf(each)).join(', ');
  const [approvers, deployers] = [others(there.approval_rules), others(there.deploy_access_levels)];
  const uses = [
    ...(level === 'confirmed' ? ['is protected, and at this level nobody is asked: --level approved'] : []),
    ...(approvers.length > 0 ? [`is approved by others than were named: ${named(approvers)}`] : []),
    ...(deployers.length > 0 ? [`is deployed to by others than were named: ${named(deployers)}`] : []),
  ];
  if (uses.length === 0) return;
  throw new Failure(`The environment ${environment} is in use, and its rules are not those of this deployment.`, [
    ...uses,
    'Nothing of it was changed. Name another one: --environment NAME. Or take those rules away, if nobody needs them.',
  ]);
}

/** What of the wanted rules it lacks besides what `gitlabGaps` sees, in words: who is asked. */
export function environmentLacks(there: ProtectedEnvironment | undefined, { reviewers }: WantedRules): string[] {
  const rules = there?.approval_rules ?? [];
  const asked = rules.map(keyOf);
  const deployers = (there?.deploy_access_levels ?? []).map(keyOf);
  return [
    ...reviewers.flatMap((each) => [
      ...(asked.includes(keyOfReviewer(each)) ? [] : [`does not ask ${each.name}`]),
      ...(deployers.includes(keyOfReviewer(each)) ? [] : [`does not let ${each.name} start an apply`]),
    ]),
  ];
}

/** The same, as the host tells it now. */
export const environmentLacksNow = async (api: GitlabApi, base: string, wanted: WantedRules): Promise<string[]> =>
  environmentLacks(await find(api, base, wanted.environment), wanted);

/**
 * Makes it, or makes it anew where it differs: while it is away its jobs say that it is not protected, and no cloud lets them in.
 * @returns what was done, in words
 */
export async function setEnvironment(api: GitlabApi, base: string, wanted: WantedRules): Promise<string[]> {
  const { environment, reviewers } = wanted;
  const there = await find(api, base, environment);
  if (there !== undefined) {
    // Where nobody was named those who are there stay.
    if (reviewers.length === 0 || isAs(there, reviewers)) return [];
    await api.remove(pathOf(base, environment));
  }
  const access = reviewers.map(({ type, id }) => (type === 'Team' ? { group_id: id } : { user_id: id }));
  try {
    await api.send('POST', `${base}/protected_environments`, gitlabEnvironmentRule(environment, access));
  } catch (error) {
    if (!(error instanceof CloudError) || error.details.status !== 404) throw error;
    throw new Failure('GitLab keeps no protected environments for this project.', [
      error.message,
      'Approvers of an environment need GitLab Premium. Without them run it with --level confirmed: whoever starts the apply must have had no part in the change.',
    ]);
  }
  return [`the protected environment ${environment}${there === undefined ? '' : ', put back'}`];
}

const isAs = (
  { approval_rules: rules = [], deploy_access_levels: deployers = [] }: ProtectedEnvironment,
  reviewers: readonly Reviewer[],
): boolean => {
  const wanted = reviewers.map(keyOfReviewer).sort().join();
  const each = (all: readonly Access[]): string => all.map(keyOf).sort().join();
  return (
    each(rules) === wanted &&
    each(deployers) === wanted &&
    rules.every(({ required_approvals: needed = 0 }) => needed > 0)
  );
};

/** @returns what went, in words */
export async function dropEnvironment(api: GitlabApi, base: string, environment: string): Promise<string[]> {
  if ((await find(api, base, environment)) === undefined) return [];
  await api.remove(pathOf(base, environment));
  return [`the protection of the environment ${environment}`];
}
