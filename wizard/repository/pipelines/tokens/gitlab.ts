/** GitLab, gitlab.com or an instance of somebody's own. Source: https://docs.gitlab.com/ci/secrets/id_token_authentication. */
import { gitlabCom, gitlabIssuer } from '../../../../deployment/pipeline-hosts/gitlab.js';
import { pipelineHosts } from '../../../../deployment/pipeline-hosts/index.js';
import { audiences, mainBranch } from '../../../../domain/pipeline-subjects.js';
import { present } from '../../../../domain/present.js';
import type { ProvedJob, RepositoryRef, TokenHost, TrustRequest } from './token-host.js';

/** What its subjects begin with. */
export const prefixOf = (name: string): string => `project_path:${name}`;

const nameIn = ({ prefix }: Pick<RepositoryRef, 'prefix'>): string => prefix.replace(/^project_path:/, '');

const trusted = (
  { repository, environment, level }: TrustRequest,
  identity: 'mainPlan' | 'apply',
): ReturnType<typeof pipelineHosts.gitlab.trusted> =>
  pipelineHosts.gitlab.trusted(identity, {
    ...{ url: repository.url, issuer: repository.issuer },
    project: nameIn(repository),
    id: repository.id ?? '',
    environment,
    isProtected: level === 'approved',
  });

export const gitlabTokens: TokenHost<'gitlab'> = {
  ofSettings: ({ url, issuer, project, projectId, environment }) => ({
    ...{ name: project, prefix: prefixOf(project), url, environment },
    ...present({ issuer, id: projectId === undefined ? undefined : String(projectId) }),
  }),
  trusts: (request, identity) => {
    const both = trusted(request, identity);
    return { aws: both, entra: both };
  },
  provider: (at) => ({ issuer: gitlabIssuer(at), audience: audiences.aws }),
  ownClaims: ({ id, ...at }): Record<string, string> => (gitlabIssuer(at) === gitlabCom ? { project_id: id } : {}),
  // No path has a colon in it.
  isOwnSubject: (subject, { prefix, formerly }) =>
    [prefix, ...(formerly === undefined ? [] : [formerly])].some((each) => subject.startsWith(`${each}:`)),
  jobs: gitlabJobs,
};

/** The jobs that matter: those of the main branch, and those of everybody who may write a branch, open one, or copy it. */
function gitlabJobs(request: TrustRequest & { readonly repository: RepositoryRef }): readonly ProvedJob[] {
  const { repository, environment, level } = request;
  const { id } = repository;
  const plan = trusted(request, 'mainPlan').subject;
  const ofBranch = (branch: string, more = '', project = nameIn(repository)): string =>
    `${prefixOf(project)}:ref_type:branch:ref:${branch}${more}`;
  const ofEnvironment = (name: string, isProtected: boolean): string =>
    `:environment:${name}:environment_protected:${isProtected}`;
  const job = (of: string, sub: string, over: Readonly<Record<string, string>> = {}, gets?: ProvedJob['gets']) => ({
    job: of,
    claims: { sub, project_id: id, ref_protected: 'true', ...over },
    gets,
  });
  const isProtected = level === 'approved';
  const feature = { ref_protected: 'false' };
  return [
    job(`${mainBranch}, without an environment`, plan, {}, 'mainPlan'),
    job(
      `${mainBranch}, in ${environment}`,
      ofBranch(mainBranch, ofEnvironment(environment, isProtected)),
      {},
      level === 'refused' ? undefined : 'apply',
    ),
    job(
      `${mainBranch}, in ${environment}, ${isProtected ? 'which nobody protects any more' : 'once it is protected'}`,
      ofBranch(mainBranch, ofEnvironment(environment, !isProtected)),
    ),
    job('another branch', ofBranch('feature'), feature),
    job(
      `another branch that names ${environment}`,
      ofBranch('feature', ofEnvironment(environment, isProtected)),
      feature,
    ),
    job('another environment', ofBranch(mainBranch, ofEnvironment('staging', false))),
    job('a copy or fork', ofBranch(mainBranch, '', `${nameIn(repository)}-copy`), { project_id: '1' }),
    job(
      'another project that took over the name',
      plan,
      { project_id: '1' },
      gitlabIssuer(repository) === gitlabCom ? undefined : 'mainPlan',
    ),
  ];
}
