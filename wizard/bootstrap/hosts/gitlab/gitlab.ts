/** GitLab, gitlab.com or an instance of somebody's own. What it is asked and told stands in the files beside. */
import { gitlabTokens, prefixOf } from '../../../repository/pipelines/tokens/gitlab.js';
import { gitlabAddress, gitlabCom, gitlabIssuer, issuerProblem } from '../../../../deployment/pipeline-hosts/gitlab.js';
import { gitlabOwnersPath as ownersPath } from '../../../../domain/pipeline-files.js';
import { present } from '../../../../domain/present.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { GitlabApi, gitlabToken } from '../../../clouds/gitlab.js';
import { UsageError } from '../../../terminal/failure.js';
import { reviewersOfEnvironment } from './environment.js';
import { levelForeseen, lookAtProject, projectPath, reviewerNamed, type HostedProject } from './project.js';
import { dropProjectRules, dropUnusedRules } from './drop-rules.js';
import { projectWeaknesses, setProjectRules } from './rules.js';
import { issuerDoubt } from './issuer.js';
import { addressOf, assertOneAddress, named, ofRemote } from './names.js';
import { ownEnvironments } from '../../own-environment.js';
import { setVariable, variablesOf } from './variables.js';
import type { BootstrapHost, HostPlan, HostSession, HostThing, HostWords } from '../host.js';

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
  restsOn: (environment, level, { name, ...at }) => {
    const isOwn = gitlabIssuer(at) !== gitlabCom;
    return [
      ...(level === 'refused' ? [] : [comparedBy[level](environment)]),
      ...(isOwn
        ? [
            `Neither knows the number of a project of ${new URL(at.url ?? gitlabCom).host}: whoever makes one of the name ${name} once this one is gone is taken for it, and whoever administers that GitLab signs what they like. The deployment keeps the number, which bootstrap and doctor compare. Undo before you delete the project.`,
            `Both fetch the keys of ${gitlabIssuer(at)} from the internet, and believe public certificate authorities: a GitLab that neither can reach lets them be fetched elsewhere (ci_id_tokens_issuer_url, --host-issuer).`,
          ]
        : level === 'refused'
          ? []
          : ['Both know the project by its number as well: one that takes over its name gets in nowhere.']),
    ].join(' ');
  },
  restedOn: () => undefined,
};

const comparedBy: Readonly<Record<'approved' | 'confirmed', (environment: string) => string>> = {
  approved: (environment) =>
    `Both clouds compare the branch, the environment ${environment} and that it is protected. That somebody approved is asked of GitLab by the job itself.`,
  confirmed: (environment) =>
    `Both clouds compare the branch and the environment ${environment}, and nobody is asked: the rule of ${mainBranch} alone keeps others out. That whoever starts an apply had no part in it is looked at by the job, which whoever may merge may rewrite.`,
};

export const gitlab: BootstrapHost<HostedProject, 'gitlab'> = {
  ...gitlabTokens,
  section: 'gitlab',
  words,
  ownersPath,
  addressesGiven: ({ url, issuer, repository }) => {
    const at = addressOf('--host-url', url);
    assertOneAddress(repository, at);
    return present({ url: at, issuer: addressOf('--host-issuer', issuer) });
  },
  named,
  ofRemote,
  sectionMade: ({ repository: { name, id, url, issuer }, ...made }, before) => {
    const { url: _url, issuer: _issuer, projectId: _id, ...rest } = before ?? {};
    return {
      ...(url === undefined || url === gitlabCom ? {} : { url }),
      ...present({ issuer }),
      ...rest,
      ...made,
      project: name,
      ...present({ projectId: id === undefined ? undefined : Number(id) }),
    };
  },
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
  handedProblems: ({ name, prefix, url = gitlabCom, issuer = url }) => [
    ...(prefix === prefixOf(name) ? [] : [`repository.prefix: must be ${prefixOf(name)}, got: ${prefix}`]),
    // Another spelling of gitlab.com would be an instance of somebody's own, whose number no cloud compares.
    ...Object.entries({ url, issuer }).flatMap(([key, address]) =>
      gitlabAddress(address) === address
        ? []
        : [`repository.${key}: must be ${gitlabAddress(address) ?? 'an address with https'}, got: ${address}`],
    ),
  ],
  doubt: async (env, at) => {
    const problem = issuerProblem(at);
    if (problem !== undefined) {
      const { rule, got, fix } = problem;
      throw new UsageError(`${problem.at === 'url' ? '--host-url' : '--host-issuer'} ${rule}, got: ${got}`, [
        fix,
        'Nothing was made.',
      ]);
    }
    const issuer = gitlabIssuer(at);
    return issuer === gitlabCom ? undefined : issuerDoubt(env, issuer);
  },
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
  ownEnvironments: async ({ name }, deployment) =>
    ownEnvironments(await variablesOf(api, projectPath(name)), { deployment }),
  setVariables: async ({ name }, values) => {
    const done: string[] = [];
    for (const [variable, value] of Object.entries(values))
      if (await setVariable(api, projectPath(name), variable, value)) done.push(variable);
    return done;
  },
  dropUnused: async ({ name }, of) => dropUnusedRules(api, name, of),
  dropRules: async ({ name }, of) => dropProjectRules(api, name, of),
});

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
