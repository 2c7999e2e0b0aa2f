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

/**
 * The job of a pull request as its host shows it. On GitHub it is the name of the check that the ruleset of `bootstrap` requires
 * before a merge: under another name no pull request could be merged until bootstrap runs again.
 */
export const checkName = 'Check, without any identity';

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

/** Whom a cloud has to name to let a job in. */
export interface Trusted {
  /** With `https://`. */
  readonly issuer: string;
  readonly audiences: { readonly aws: string; readonly entra: string };
  readonly subject: string;
  /** Further claims that AWS compares, by their names. */
  readonly claims: Readonly<Record<string, string>>;
  /**
   * Further claims that Entra compares in a flexible federated credential, by their names. Without any an ordinary one is made,
   * which compares issuer, subject and audience alone.
   */
  readonly entraClaims?: Readonly<Record<string, string>>;
}

/**
 * The expression of a flexible federated credential: the subject and each claim, to the letter. Nothing where a value could not
 * be quoted. Source: https://learn.microsoft.com/en-us/entra/workload-id/workload-identities-flexible-federated-identity-credentials
 * (preview; of GitLab it has to name `sub` and `project_id`).
 */
export function claimsExpression({ subject, entraClaims = {} }: Trusted): string | undefined {
  const parts = Object.entries({ sub: subject, ...entraClaims });
  if (parts.length === 1 || parts.some(([, value]) => /['\\]/.test(value))) return undefined;
  return parts.map(([name, value]) => `claims['${name}'] eq '${value}'`).join(' and ');
}
