import { randomUUID } from 'node:crypto';
import { rule } from '../rules.js';
import type { GitLabProject, Host } from './objects.js';

const subjectOfComponents = rule(
  'gitlab-sub-claim-components',
  'https://docs.gitlab.com/api/projects/#update-a-project: ci_id_token_sub_claim_components; https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb: a claim that a job does not have is left out',
  'The subject of a token is made of the components of its project, in their order; one that the job does not have is left out, its name too.',
);

/** A job that runs, as far as its identity goes. */
export interface GitLabJob {
  readonly project: GitLabProject;
  /** A branch: `main`. */
  readonly ref: string;
  readonly environment?: string;
  /** Who started it. @default ada, 1 */
  readonly user?: { readonly id: number; readonly username: string };
  readonly id?: number;
}

/** What the token of a job says, but for whom it is for. Source: https://docs.gitlab.com/ci/secrets/id_token_authentication. */
export function claimsOf(
  issuer: string,
  { project, ref, environment, user, id = 1 }: GitLabJob,
): Record<string, string> {
  const parts: Record<string, string> = {
    project_path: project.path,
    ref_type: 'branch',
    ref,
    ...(environment === undefined
      ? {}
      : { environment, environment_protected: String(project.premium && project.environments.has(environment)) }),
  };
  const sub = project.components.flatMap((name) => (parts[name] === undefined ? [] : [`${name}:${parts[name]}`]));
  return {
    iss: issuer,
    sub: sub.join(':'),
    project_id: String(project.id),
    ref_protected: String(project.branches.has(ref)),
    user_id: String(user?.id ?? 1),
    user_login: user?.username ?? 'ada',
    job_id: String(id),
    ...parts,
  };
}

/** Cryptography is left out: the host remembers what it has signed. */
export function tokenOf({ world, issuer }: Host, job: GitLabJob, audience: string): string {
  world.rules.leanOn(subjectOfComponents);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const issued = Math.floor(Date.now() / 1000);
  const claims = { ...claimsOf(issuer, job), aud: audience, jti: randomUUID(), iat: issued, exp: issued + 7200 };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.sandbox`;
}
