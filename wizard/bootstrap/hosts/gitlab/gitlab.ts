/** GitLab, gitlab.com or an instance of somebody's own. What it is asked and told stands in the files beside. */
import { pipelineHosts } from '../../../../deployment/pipeline-hosts/index.js';
import { gitlabCom } from '../../../../deployment/pipeline-hosts/gitlab.js';
import { gitlabOwnersPath as ownersPath } from '../../../../domain/pipeline-files.js';
import { audiences, mainBranch } from '../../../../domain/pipeline-subjects.js';
import { GitlabApi, gitlabToken } from '../../../clouds/gitlab.js';
import { UsageError } from '../../../terminal/failure.js';
import { reviewersOfEnvironment } from './environment.js';
import { levelForeseen, lookAtProject, prefixOf, projectPath, reviewerNamed, type HostedProject } from './project.js';
import { dropProjectRules, dropUnusedRules } from './drop-rules.js';
import { projectWeaknesses, setProjectRules } from './rules.js';
import { setVariable } from './variables.js';
import type {
  BootstrapHost,
  HostPlan,
  HostSession,
  HostThing,
  HostWords,
  ProvedJob,
  RepositoryRef,
  TrustRequest,
} from '../host.js';

const words: HostWords = {
  host: 'GitLab',
  repository: 'project',
  Repository: 'Project',
  remote: 'GitLab',
  form: 'GROUP/PROJECT',
  admin: 'Maintainer',
  adminNeeds: 'a token with the scope api',
  signIn: 'glab auth login',
  token: 'GITLAB_TOKEN',
  change: 'merge request',
  make: 'glab repo create',
  reviewer: 'a user or the path of a group',
  reviewerForms: 'users or paths of groups',
  levels: {
    approved:
      'Approvers of the protected environment approve each apply, and nobody what they merged; then one of them starts it.',
    confirmed:
      'Nobody is asked to approve: nothing is applied on merge. Somebody who had no part in the change starts *apply*, which the job asks of GitLab.',
    refused: `The job that applies cannot be told from the one that plans here: no identity to apply is made, and a person applies on a laptop.`,
  },
  planUntold:
    'GitLab does not tell whoever is signed in what this project pays for: whether it keeps approvers is seen when they are set, and nothing is made in a cloud if it does not.',
  runners: 'the runners of GitLab come from the internet, unless they are your own',
  restsOn: (environment, level, { name, url = gitlabCom }) =>
    [
      level === 'approved'
        ? `Both clouds compare the branch, the environment ${environment} and that it is protected. That somebody approved is asked of GitLab by the job itself.`
        : `Both clouds compare the branch and the environment ${environment}, and nobody is asked: the rule of ${mainBranch} alone keeps others out. That whoever starts an apply had no part in it is looked at by the job, which whoever may merge may rewrite.`,
      url === gitlabCom
        ? 'Both know the project by its number as well: one that takes over its name gets in nowhere.'
        : `Neither knows the number of a project of ${new URL(url).host}: whoever makes one of the name ${name} once this one is gone is taken for it. Undo before you delete or rename it.`,
    ].join(' '),
  restedOn: () => undefined,
};

const path = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+$/;
const address = /^(https:\/\/[a-z0-9.-]+(?::\d+)?)\/(.+?)(?:\.git)?\/?$/i;

/** `contoso/it/desktops`, or the address of the project. */
function named(text: string): Pick<RepositoryRef, 'name' | 'url'> | undefined {
  if (path.test(text)) return { name: text };
  const [, url, name = ''] = address.exec(text) ?? [];
  return url !== undefined && path.test(name) ? { name, url: new URL(url).origin } : undefined;
}

/** Of https, of ssh with a host, and in the short form of ssh. */
function ofRemote(remote: string): Pick<RepositoryRef, 'name' | 'url'> | undefined {
  const [, host, below] = /^(?:ssh:\/\/)?git@([^:/]+)(?::\d+)?[:/](.+?)(?:\.git)?$/.exec(remote) ?? [];
  const found = named(
    host === undefined ? remote.replace(/^https:\/\/[^/@]+@/, 'https://') : `https://${host}/${below}`,
  );
  return found?.url === undefined || /^https:\/\/(github\.com|dev\.azure\.com)$/i.test(found.url) ? undefined : found;
}

const nameIn = ({ prefix }: Pick<RepositoryRef, 'prefix'>): string => prefix.replace(/^project_path:/, '');

const trusted = (
  { repository, environment, level }: TrustRequest,
  identity: 'mainPlan' | 'apply',
): ReturnType<typeof pipelineHosts.gitlab.trusted> =>
  pipelineHosts.gitlab.trusted(identity, {
    url: repository.url ?? gitlabCom,
    project: nameIn(repository),
    id: repository.id ?? '',
    environment,
    isProtected: level === 'approved',
  });

export const gitlab: BootstrapHost<HostedProject, 'gitlab'> = {
  section: 'gitlab',
  words,
  ownersPath,
  named,
  ofRemote,
  ofSettings: ({ url, project, environment }) => ({ name: project, prefix: prefixOf(project), url, environment }),
  sectionMade: ({ repository: { name, url }, ...made }, before) => ({
    ...before,
    ...(url === undefined || url === gitlabCom ? {} : { url }),
    ...made,
    project: name,
  }),
  hasToken: (env, url) => gitlabToken(env, url) !== undefined,
  open: (env, url) => gitlabSession(GitlabApi.from(env, url)),
  levelForeseen,
  whyNoMore: ({ plan }) =>
    `a project of the plan ${plan ?? 'unknown'} keeps no protected environments with approvers: that takes GitLab Premium`,
  subjectsGiven: (given) => {
    if (given.length === 0) return {};
    throw new UsageError('--subject is for a repository that makes its own, and bootstrap sets those of GitLab.', [
      'ci_id_token_sub_claim_components of the project becomes what both clouds compare.',
    ]);
  },
  trusts: (request, identity) => {
    const both = trusted(request, identity);
    return { aws: both, entra: both };
  },
  provider: ({ url }) => ({ issuer: url ?? gitlabCom, audience: audiences.aws }),
  ownClaims: ({ id, url }): Record<string, string> => ((url ?? gitlabCom) === gitlabCom ? { project_id: id } : {}),
  handedProblems: ({ name, prefix, url = gitlabCom }) => [
    ...(prefix === prefixOf(name) ? [] : [`repository.prefix: must be ${prefixOf(name)}, got: ${prefix}`]),
    // Another spelling of gitlab.com would be an instance of somebody's own, whose number no cloud compares.
    ...(url === new URL(url).origin ? [] : [`repository.url: must be ${new URL(url).origin}, got: ${url}`]),
  ],
  jobs: gitlabJobs,
  ownersKnown: (reviewers) => reviewers,
  things: gitlabThings,
};

/** Somebody who is signed in to GitLab. */
export const gitlabSession = (api: GitlabApi): HostSession<HostedProject> => ({
  look: async (name) => lookAtProject(api, name),
  reviewerNamed: async (name) => reviewerNamed(api, name),
  reviewersThere: async (name, environment) => reviewersOfEnvironment(api, projectPath(name), environment),
  setRules: async (hosted, wanted) => setProjectRules(api, hosted, wanted),
  weaknesses: async (hosted, wanted) => projectWeaknesses(api, hosted, wanted),
  setVariables: async ({ name }, values) => {
    const done: string[] = [];
    for (const [variable, value] of Object.entries(values))
      if (await setVariable(api, projectPath(name), variable, value)) done.push(variable);
    return done;
  },
  dropUnused: async ({ name }, of) => dropUnusedRules(api, name, of),
  dropRules: async ({ name }, of) => dropProjectRules(api, name, of),
});

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
      (repository.url ?? gitlabCom) === gitlabCom ? undefined : 'mainPlan',
    ),
  ];
}

function gitlabThings({ repository, level, environment, reviewers }: HostPlan): readonly HostThing[] {
  const approved = level === 'approved';
  const applies = level !== 'refused';
  return [
    ...(repository.hasMain === false
      ? [{ what: `the branch ${mainBranch} with ${ownersPath}`, why: 'the project is empty, and rules need a branch' }]
      : []),
    ...(repository.hasMain !== false && applies
      ? [{ what: `${ownersPath} on ${mainBranch}`, why: 'unless it is there: all code has an owner' }]
      : []),
    {
      what: `rule of the branch ${mainBranch}`,
      why: `nobody pushes, maintainers merge${approved ? ', a code owner approves' : ''}`,
    },
    {
      what: 'settings of CI/CD',
      why: `${applies ? 'the subject of a token names the environment; ' : ''}no pipelines of forks, no variables of who starts a job`,
    },
    ...(approved
      ? [
          { what: 'settings of approvals', why: 'not by authors of a change, and anew after a push' },
          {
            what: `protected environment ${environment}`,
            why: `approved and started by ${reviewers.join(', ') || 'those whom it names'}`,
          },
        ]
      : []),
  ];
}
