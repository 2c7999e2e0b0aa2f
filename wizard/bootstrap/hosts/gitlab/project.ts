/**
 * What GitLab says of a project, and whom its names stand for. Sources: https://docs.gitlab.com/api/projects/#retrieve-a-project
 * (permissions, namespace), https://docs.gitlab.com/api/namespaces (`plan`, on GitLab.com, told to owners),
 * https://docs.gitlab.com/api/users, https://docs.gitlab.com/api/groups.
 */
import { prefixOf } from '../../../repository/pipelines/tokens/gitlab.js';
import { gitlabRoles } from '../../../../domain/gitlab-settings.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { Failure } from '../../../terminal/failure.js';
import type { Hosted } from '../host.js';
import type { Level } from '../../../../domain/pipeline-level.js';
import type { Reviewer } from '../../wanted-rules.js';

/** A project of GitLab. */
export interface HostedProject extends Hosted {
  readonly url: string;
  /** Of an empty project the one that its first push would make. */
  readonly defaultBranch: string;
}

interface ProjectAnswer {
  readonly id: number;
  readonly path_with_namespace: string;
  readonly visibility?: string;
  readonly default_branch?: string | null;
  readonly forked_from_project?: object | null;
  readonly namespace?: { readonly id: number };
  readonly permissions?: {
    readonly project_access?: { readonly access_level?: number } | null;
    readonly group_access?: { readonly access_level?: number } | null;
  };
}

/** Path of a project in the API. */
export const projectPath = (name: string): string => `/projects/${encodeURIComponent(name)}`;

/** @throws Failure when it does not exist under this name, or nobody may look */
export async function lookAtProject(api: GitlabApi, name: string): Promise<HostedProject> {
  const found = await api.find<ProjectAnswer>(projectPath(name));
  if (found === undefined) {
    throw new Failure(`GitLab shows no project ${name} to whoever is signed in.`, [
      `got: ${name} on ${api.url}`,
      'It does not exist, or the token may not see it: make it (glab repo create), or sign in as somebody who has the role Maintainer in it.',
    ]);
  }
  const called = found.path_with_namespace;
  // GitLab leads from an old path to the new one; the subject of its jobs has the new one.
  if (called.toLowerCase() !== name.toLowerCase()) {
    throw new Failure(`The project ${name} was renamed or moved.`, [
      `it is called ${called} now`,
      `Run it with --repository ${called}: since then its jobs have another subject, and bootstrap puts the trust of both clouds and the deployment right.`,
    ]);
  }
  const [namespace, main] = await Promise.all([
    found.namespace && api.find<{ plan?: string | null }>(`/namespaces/${found.namespace.id}`).catch(() => undefined),
    api.find(`${projectPath(called)}/repository/branches/${mainBranch}`),
  ]);
  const { project_access: own, group_access: inherited } = found.permissions ?? {};
  return {
    ...{ name: called, id: String(found.id), url: api.url, prefix: prefixOf(called) },
    private: found.visibility !== 'public',
    fork: Boolean(found.forked_from_project),
    plan: namespace?.plan?.toLowerCase(),
    admin: Math.max(own?.access_level ?? 0, inherited?.access_level ?? 0) >= gitlabRoles.maintainer,
    hasMain: main !== undefined,
    defaultBranch: found.default_branch ?? mainBranch,
    claims: undefined,
  };
}

/**
 * Protected environments with approvals: Premium and Ultimate (https://docs.gitlab.com/ci/environments/deployment_approvals).
 * Of an instance of somebody's own nobody is told what it pays for.
 */
export function levelForeseen({ plan }: Pick<Hosted, 'plan'>): Level | undefined {
  if (plan === undefined) return undefined;
  return /^(premium|ultimate|gold|silver)/.test(plan) ? 'approved' : 'confirmed';
}

/** The person or the group that a name stands for. A group has to be invited to the project: https://docs.gitlab.com/api/protected_environments. */
export async function reviewerNamed(api: GitlabApi, name: string): Promise<Reviewer> {
  const plain = name.replace(/^@/, '');
  if (/^[\w][\w.-]*(\/[\w][\w.-]*)*$/.test(plain)) {
    const users = plain.includes('/')
      ? []
      : ((await api.find<{ id: number; username: string }[]>(`/users?username=${encodeURIComponent(plain)}`)) ?? []);
    const user = users.find(({ username }) => username.toLowerCase() === plain.toLowerCase());
    if (user) return { type: 'User', id: user.id, name: `@${user.username}` };
    const group = await api.find<{ id: number; full_path: string }>(`/groups/${encodeURIComponent(plain)}`);
    if (group) return { type: 'Team', id: group.id, name: `@${group.full_path}` };
  }
  throw new Failure('GitLab knows nobody of this name who could approve.', [
    `--reviewer must be the name of a user or the path of a group, got: ${name}`,
  ]);
}
