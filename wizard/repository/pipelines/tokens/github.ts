/** GitHub. Source of its subjects: https://docs.github.com/en/actions/reference/security/oidc. */
import { pipelineHosts } from '../../../../deployment/pipeline-hosts/index.js';
import {
  audiences,
  contextOf,
  issuer,
  mainBranch,
  pullRequestEnvironment,
} from '../../../../domain/pipeline-subjects.js';
import type { ProvedJob, TokenHost, TrustRequest } from './token-host.js';

export const githubTokens: TokenHost<'github'> = {
  ofSettings: ({ repository, environment }) => ({ name: repository, prefix: `repo:${repository}`, environment }),
  trusts: ({ repository: { prefix, id = '' }, environment, subjects }, identity) => {
    const made = pipelineHosts.github.trusted(identity, { prefix, id, environment });
    const subject = subjects[identity];
    const trusted = subject === undefined ? made : { ...made, subject };
    return { aws: trusted, entra: trusted };
  },
  provider: () => ({ issuer: `https://${issuer}`, audience: audiences.aws }),
  ownClaims: ({ id }) => ({ repository_id: id }),
  isOwnSubject: (subject, { prefix, id, formerly }) => {
    const there = namedIn(subject);
    if (there?.number !== undefined) return there.number === id;
    return there !== undefined && [prefix, formerly].some((each) => namedIn(`${each ?? ''}:`)?.name === there.name);
  },
  jobs: githubJobs,
};

/** The repository that a subject names, in either form of GitHub; nothing for one of somebody's own making. */
function namedIn(subject: string): { readonly name: string; readonly number: string | undefined } | undefined {
  const [, owner, called, number] = /^repo:([^/@:]+)(?:@\d+)?\/([^/@:]+)(?:@(\d+))?:/.exec(subject) ?? [];
  return owner === undefined ? undefined : { name: `${owner}/${called}`.toLowerCase(), number };
}

/** The jobs that matter: those of the main branch, and those of everybody who may write a branch, open one, or copy it. */
function githubJobs({
  repository: { prefix, id },
  environment,
  subjects,
}: Pick<TrustRequest, 'environment' | 'subjects'> & {
  readonly repository: { readonly prefix: string; readonly id: string };
}): readonly ProvedJob[] {
  const main = `refs/heads/${mainBranch}`;
  const job = (of: string, sub: string, ref: string, gets?: ProvedJob['gets'], repository = id): ProvedJob => ({
    job: of,
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
    job(
      `a pull request, in ${pullRequestEnvironment}`,
      `${prefix}:${contextOf('pullRequestPlan', environment)}`,
      'refs/pull/7/merge',
      'pullRequestPlan',
    ),
    job('another environment', `${prefix}:environment:staging`, main),
    job('a copy or fork', `${start}-copy/desktops:ref:${main}`, main, undefined, '1'),
  ];
}
