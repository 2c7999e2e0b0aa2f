/**
 * Who a job of GitHub Actions says it is, for the clouds to trust. Sources:
 * https://docs.github.com/en/actions/reference/security/oidc (subjects, `%3A` for a colon in the name of an environment),
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens (the form with ids).
 */
export const mainBranch = 'main';

/**
 * The environment of pull requests that are planned (`pullRequests: plan`). It is another than the one that applies, and a
 * person releases each run of it.
 */
export const pullRequestEnvironment = 'pull-request-plan';

/** Who signs the tokens of jobs. */
export const issuer = 'token.actions.githubusercontent.com';

export const audiences = { aws: 'sts.amazonaws.com', entra: 'api://AzureADTokenExchange' } as const;

/** The identities of a pipeline, as the deployment names them. */
export type Identity = 'mainPlan' | 'apply' | 'pullRequestPlan';

/** What stands in a subject after the part that names the repository. */
export function contextOf(identity: Identity, environment: string): string {
  const named = { apply: environment, pullRequestPlan: pullRequestEnvironment };
  if (identity === 'mainPlan') return `ref:refs/heads/${mainBranch}`;
  return `environment:${named[identity].replaceAll(':', '%3A')}`;
}

/** Both forms of the part that names the repository: by names, and since 15 July 2026 with ids that no new owner can have. */
export function prefixesOf(repository: string, ids: { readonly owner: string; readonly repository: string }): string[] {
  const [owner = '', name = ''] = repository.split('/');
  return [`repo:${repository}`, `repo:${owner}@${ids.owner}/${name}@${ids.repository}`];
}
