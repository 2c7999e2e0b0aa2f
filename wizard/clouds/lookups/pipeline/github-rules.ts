/**
 * Sources: https://docs.github.com/en/rest/repos/rules, https://docs.github.com/en/rest/deployments/environments,
 * https://docs.github.com/en/rest/deployments/branch-policies, https://docs.github.com/en/rest/repos/repos#list-codeowners-errors
 * (an owner who may not write owns nothing).
 */
import type { EnvironmentAnswer, GithubRules, SeenEnvironment, SeenOwners } from '../../../../domain/github-rules.js';
import type { RulesetAnswer } from '../../../../domain/github-rulesets.js';
import { githubOwnersPath } from '../../../../domain/pipeline-files.js';
import { mainBranch, pullRequestEnvironment } from '../../../../domain/pipeline-subjects.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** Gives what lies below the path of a repository, undefined where nothing is there. */
type Find = <T>(below: string) => Promise<T | undefined>;

interface Asked {
  readonly environment: string;
  /** Whether pull requests are planned, in an environment of their own. */
  readonly planned: boolean;
}

/** The rules of a repository on GitHub; undefined: it is not there, or whoever looks may not see it. */
export const githubRules = namedLookup({
  id: 'github-rules',
  what: 'the rules of the repository on GitHub',
  needs: {},
  seconds: 15,
  named: ({ pipeline }) => {
    const { repository, environment, pullRequests } = pipeline?.github ?? {};
    if (repository === undefined || environment === undefined) return undefined;
    return { repository, environment, planned: pullRequests === 'plan' };
  },
  without: undefined,
  async look({ github }, { repository, ...asked }: Asked & { readonly repository: string }) {
    if (github === undefined) throw new CloudError('error', 'nobody is signed in to GitHub');
    return readGithubRules(async (below) => github.find(`/repos/${repository}${below}`), asked);
  },
});

/** The rules of a repository. */
export async function readGithubRules(find: Find, { environment, planned }: Asked): Promise<GithubRules | undefined> {
  const found = await find<{ default_branch?: string }>('');
  if (found === undefined) return undefined;
  const [all, main, applies, pullRequests, owners, ofJobs] = await Promise.all([
    find<readonly RulesetAnswer[]>('/rulesets?per_page=100').catch(noneKept),
    find<{ protected?: boolean }>(`/branches/${mainBranch}`),
    environmentIn(find, environment),
    planned ? environmentIn(find, pullRequestEnvironment) : undefined,
    ownersIn(find),
    find<ActionsAnswer>(actionsSettings).catch(toldToAdmins),
  ]);
  const rulesets = await Promise.all((all ?? []).map(async ({ id }) => find<RulesetAnswer>(`/rulesets/${id}`)));
  return {
    defaultBranch: found.default_branch,
    isProtected: main?.protected === true,
    rulesets: rulesets.filter((each) => each !== undefined),
    environment: applies,
    pullRequests,
    owners,
    jobsApprove: ofJobs?.can_approve_pull_request_reviews,
  };
}

/** Where a repository says what the token of a job may do. Source: https://docs.github.com/en/rest/actions/permissions. */
export const actionsSettings = '/actions/permissions/workflow';

export interface ActionsAnswer {
  readonly can_approve_pull_request_reviews?: boolean;
}

/** Whoever may not change a setting is told 404 or 403. */
function toldToAdmins(error: unknown): undefined {
  if (error instanceof CloudError && error.details.status === 403) return undefined;
  throw error;
}

/**
 * Whether GitHub refuses rulesets because the plan of a private repository keeps none, and not because whoever is signed in may
 * not see or set them: both are 403, and the sentence alone tells them apart.
 */
export const isPlanWithoutRules = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.details.status === 403 && /\bUpgrade to GitHub\b/i.test(error.message);

function noneKept(error: unknown): undefined {
  if (isPlanWithoutRules(error)) return undefined;
  throw error;
}

async function environmentIn(find: Find, name: string): Promise<SeenEnvironment | undefined> {
  const path = `/environments/${encodeURIComponent(name)}`;
  const there = await find<EnvironmentAnswer>(path);
  if (there === undefined) return undefined;
  if (there.deployment_branch_policy?.custom_branch_policies !== true) return { there, lets: [] };
  const found = await find<{ branch_policies: readonly { readonly name: string; readonly type?: string }[] }>(
    `${path}/deployment-branch-policies?per_page=100`,
  );
  return { there, lets: (found?.branch_policies ?? []).map(({ name: of, type = 'branch' }) => `${type} ${of}`) };
}

const places = [githubOwnersPath, 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** The file that counts on the main branch, if there is one. */
export async function ownersFile(find: Find): Promise<Pick<SeenOwners, 'path' | 'text'> | undefined> {
  for (const path of places) {
    const found = await find<{ content?: string }>(`/contents/${path}?ref=${mainBranch}`);
    if (found !== undefined) return { path, text: Buffer.from(found.content ?? '', 'base64').toString('utf8') };
  }
  return undefined;
}

async function ownersIn(find: Find): Promise<SeenOwners | undefined> {
  const file = await ownersFile(find);
  if (file === undefined) return undefined;
  const { errors = [] } =
    (await find<{ errors?: readonly { line?: number; kind?: string; source?: string }[] }>(
      `/codeowners/errors?ref=${mainBranch}`,
    )) ?? {};
  return {
    ...file,
    errors: errors.map(({ line = 0, kind = 'error', source = '' }) => `line ${line}: ${kind}: ${source.trim()}`),
  };
}
