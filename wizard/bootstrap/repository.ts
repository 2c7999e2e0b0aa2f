/** What GitHub says of a repository: its ids, how its tokens name it, and what may be enforced in it. */
import { mainBranch } from '../../domain/pipeline-subjects.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { GithubApi } from '../clouds/github.js';
import { isPlanWithoutRules } from '../clouds/lookups/pipeline/github-rules.js';
import { prefixIn, type SubjectAnswer } from '../clouds/lookups/pipeline/hosted-repository.js';
import { Failure } from '../terminal/failure.js';
import type { Hosted } from './hosts/host.js';
import type { Level } from '../../domain/pipeline-level.js';
import { rulesetsOf } from './rulesets.js';

/** A repository of GitHub. Its plan is Free, Pro, Team or Enterprise. */
export interface HostedRepository extends Hosted {
  readonly ownerId: string;
  readonly ownerType: 'User' | 'Organization';
  /** Of an empty repository the one that its first push would make. */
  readonly defaultBranch: string;
}

interface RepositoryAnswer {
  readonly id: number;
  readonly full_name: string;
  readonly private: boolean;
  readonly fork?: boolean;
  readonly default_branch?: string;
  readonly owner: { readonly login: string; readonly id: number; readonly type: string };
  readonly permissions?: { readonly admin?: boolean };
}

/**
 * Asks the host.
 * @throws Failure when it does not exist under this name, or nobody may look
 */
export async function lookAtRepository(api: GithubApi, name: string): Promise<HostedRepository> {
  const found = await described(api, name);
  const { owner } = found;
  const ownerType = owner.type === 'Organization' ? 'Organization' : 'User';
  const account = ownerType === 'Organization' ? `/orgs/${owner.login}` : '/user';
  const [plan, main, subject] = await Promise.all([
    api.find<{ login?: string; plan?: { name?: string } }>(account).catch(() => undefined),
    api.find(`/repos/${found.full_name}/branches/main`),
    api.find<SubjectAnswer>(`/repos/${found.full_name}/actions/oidc/customization/sub`),
  ]);
  const own = plan?.login === undefined || plan.login.toLowerCase() === owner.login.toLowerCase();
  const told = own ? plan?.plan?.name?.toLowerCase() : undefined;
  return {
    name: found.full_name,
    id: String(found.id),
    ownerId: String(owner.id),
    ownerType,
    private: found.private,
    fork: found.fork === true,
    plan: told ?? ((await keepsNoRules(api, found)) ? 'free' : undefined),
    admin: found.permissions?.admin === true,
    hasMain: main !== undefined,
    defaultBranch: found.default_branch ?? mainBranch,
    prefix: prefixIn(subject, found),
    claims: subject?.use_default === false ? (subject.include_claim_keys ?? []) : undefined,
  };
}

/** Of a plan that is not told GitHub says at least whether it keeps rulesets: it is asked before anything is written there. */
async function keepsNoRules(api: GithubApi, found: RepositoryAnswer): Promise<boolean> {
  if (!found.private) return false;
  return rulesetsOf(api, `/repos/${found.full_name}`).then(() => false, isPlanWithoutRules);
}

async function described(api: GithubApi, name: string): Promise<RepositoryAnswer> {
  try {
    const found = await api.find<RepositoryAnswer>(`/repos/${name}`);
    if (found) return found;
  } catch (error) {
    if (!(error instanceof CloudError) || error.details.status !== 301) throw error;
    throw new Failure(`The repository ${name} was renamed or moved.`, [
      `Look where it is now: gh api repos/${name} --jq .full_name`,
      'Write that name into --repository, and into `pipeline.github.repository` of the deployment. Since its renaming its jobs have another subject: bootstrap puts the trust of both clouds right.',
    ]);
  }
  throw new Failure(`GitHub shows no repository ${name} to whoever is signed in.`, [
    `got: ${name}`,
    'It does not exist, or the token may not see it: make it (gh repo create), or sign in as somebody who has the role Admin in it.',
  ]);
}

/**
 * What the plan of a repository can enforce, or nothing where the host did not say the plan. Sources:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments (required reviewers of
 * private repositories: Enterprise), https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets
 * (rulesets of private repositories: Pro, Team, Enterprise).
 */
export function levelForeseen({
  private: hidden,
  plan,
}: Pick<HostedRepository, 'private' | 'plan'>): Level | undefined {
  if (!hidden) return 'approved';
  if (plan === undefined) return undefined;
  if (/^enterprise/.test(plan)) return 'approved';
  return plan === 'free' ? 'refused' : 'confirmed';
}
