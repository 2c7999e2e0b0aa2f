/**
 * Whether somebody has approved the deployment of this very job. That its environment is protected says only who may deploy:
 * it may ask for no approval at all. Asked of GitLab with the ids that stand in the ID token of the job, which GitLab signs.
 *
 * Sources: https://docs.gitlab.com/api/deployments (approvals, approval_summary: Premium; `user` is who the deployment was made
 * for), https://docs.gitlab.com/ci/environments/deployment_approvals, docs/facts/pipelines.md 6.10.
 */
import { Failure } from '../../terminal/failure.js';
import { askGitlab } from '../../clouds/job-hosts/gitlab.js';
import { assertPerson, type GitlabUser } from './gitlab-people.js';

interface Approval {
  readonly user?: GitlabUser | null;
  readonly status?: string;
}

interface Deployment {
  readonly id: number;
  readonly user?: GitlabUser | null;
  readonly deployable?: { readonly id?: number } | null;
  readonly pending_approval_count?: number;
  readonly approvals?: readonly Approval[];
  readonly approval_summary?: {
    readonly rules?: readonly { readonly deployment_approvals?: readonly Approval[] }[];
  } | null;
}

const page = 100;

/** What to do where a deployment needs an approval and has none. */
export const unapproved = [
  'Its environment on GitLab is not protected or asks for no approval; or nobody else than who brought it there has approved, or somebody rejected it or is still waited for.',
  'Let an approver look at summary.md of main-plan and approve it (Deployments, the environment), then start *apply* again. Where the environment asks for none: entra-workspaces bootstrap puts it back.',
] as const;

/**
 * @param job its number, and the environment that its token names
 * @returns false where nobody but who brought it here has approved it
 * @throws Failure where GitLab does not say, or a program approved it
 */
export async function isApproved(
  job: { readonly id: string; readonly environment: string },
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const named = encodeURIComponent(job.environment);
  const path = `deployments?environment=${named}&order_by=id&sort=desc&per_page=${page}`;
  const newest = await askGitlab(env, path);
  const found = Array.isArray(newest)
    ? (newest as Deployment[]).find(({ deployable }) => String(deployable?.id) === job.id)
    : undefined;
  if (found === undefined) {
    throw new Failure('GitLab shows no deployment of this job, so nobody knows who approved it.', [
      `job ${job.id}, environment ${job.environment}`,
      'Nothing is applied. The token of the project needs the role Reporter; run the newest pipeline again.',
    ]);
  }
  const deployment = (await askGitlab(env, `deployments/${found.id}`)) as Deployment;
  const rules = deployment.approval_summary?.rules ?? [];
  const given = [...(deployment.approvals ?? []), ...rules.flatMap((each) => each.deployment_approvals ?? [])];
  if (given.some(({ status }) => status === 'rejected') || (deployment.pending_approval_count ?? 0) > 0) return false;
  const others = given.filter(
    ({ status, user }) => status === 'approved' && user?.id !== undefined && user.id !== deployment.user?.id,
  );
  // Without the name of who made the deployment nobody can tell that it is another one.
  if (deployment.user?.id === undefined) return false;
  for (const { user } of others) await assertPerson(user ?? {}, 'approved by', env);
  return others.length > 0;
}
