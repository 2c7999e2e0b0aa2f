/**
 * Who gets in, by what the clouds keep now: the trust is read back, and asked about the token of each job that there can be.
 * Only equalities are known here: a condition of another kind lets nobody be told, so it counts as a mistake.
 */
import {
  audiences,
  contextOf,
  issuer,
  mainBranch,
  type Identity as AnyIdentity,
} from '../../domain/pipeline-subjects.js';

type Identity = Exclude<AnyIdentity, 'pullRequestPlan'>;

/** A job of a repository, as far as its token goes. */
export interface ProvedJob {
  readonly job: string;
  readonly claims: Readonly<Record<string, string>>;
  /** The identity that it is to get, in both clouds; nothing: none. */
  readonly gets: Identity | undefined;
}

export interface ProvedRepository {
  readonly prefix: string;
  readonly id: string;
  readonly environment: string;
  readonly subjects: Partial<Record<Identity, string>>;
}

/** The jobs that matter: those of the main branch, and those of everybody who may write a branch, open one, or copy it. */
export function jobsOf({ prefix, id, environment, subjects }: ProvedRepository): ProvedJob[] {
  const main = `refs/heads/${mainBranch}`;
  const job = (words: string, sub: string, ref: string, gets?: Identity, repository = id): ProvedJob => ({
    job: words,
    claims: { sub, ref, repository_id: repository },
    gets,
  });
  const [start = ''] = prefix.split('/');
  return [
    job(
      `${mainBranch}, without an environment`,
      subjects.mainPlan ?? `${prefix}:${contextOf('mainPlan', environment)}`,
      main,
      'mainPlan',
    ),
    job(
      `${mainBranch}, in ${environment}`,
      subjects.apply ?? `${prefix}:${contextOf('apply', environment)}`,
      main,
      'apply',
    ),
    job('another branch', `${prefix}:ref:refs/heads/feature`, 'refs/heads/feature'),
    job(
      `another branch that names ${environment}`,
      `${prefix}:${contextOf('apply', environment)}`,
      'refs/heads/feature',
    ),
    job('a pull request', `${prefix}:pull_request`, 'refs/pull/7/merge'),
    job('another environment', `${prefix}:environment:staging`, main),
    job('a copy or fork', `${start}-copy/desktops:ref:${main}`, main, undefined, '1'),
  ];
}

interface Statement {
  readonly Effect?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Whether a trust policy lets a token of GitHub for AWS in. Undefined: it holds something that is not known here. */
export function awsLetsIn(trust: string, claims: Readonly<Record<string, string>>): boolean | undefined {
  let statements: readonly Statement[];
  try {
    const { Statement: all } = JSON.parse(trust) as { Statement?: Statement | readonly Statement[] };
    statements = all === undefined ? [] : [all].flat();
  } catch {
    return undefined;
  }
  const said: Readonly<Record<string, string>> = { ...claims, aud: audiences.aws };
  let allowed = false;
  for (const { Effect, Condition = {} } of statements) {
    if (Effect !== 'Allow') continue;
    const { StringEquals = {}, ...others } = Condition;
    if (Object.keys(others).length > 0) return undefined;
    allowed ||= Object.entries(StringEquals).every(([key, wanted]) =>
      [wanted].flat().includes(said[key.replace(`${issuer}:`, '')] ?? ''),
    );
  }
  return allowed;
}

/** Whether a federated credential lets a token of GitHub for Entra in: the subject alone is compared. */
export const entraLetsIn = (subject: string, claims: Readonly<Record<string, string>>): boolean =>
  subject === claims['sub'];
