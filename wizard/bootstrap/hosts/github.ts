/** GitHub, github.com. What it is asked and told stands in the files that are named here. */
import { githubTokens } from '../../repository/pipelines/tokens/github.js';
import { rulesetName, signaturesName } from '../../../domain/github-rulesets.js';
import { githubOwnersPath as ownersPath } from '../../../domain/pipeline-files.js';
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import { GithubApi } from '../../clouds/github.js';
import { ownersKnown } from '../code-owners.js';
import { dropHostRules, dropUnusedRules } from '../drop-host-rules.js';
import { reviewersOfEnvironment } from '../environment-rules.js';
import { ownEnvironments } from '../own-environment.js';
import { handedSubjectProblems, subjectsOf } from '../github-subjects.js';
import { reviewerNamed, setHostRules, weaknesses } from '../host-rules.js';
import { levelForeseen, lookAtRepository, type HostedRepository } from '../repository.js';
import { setVariable, variablesOf } from '../repository-variables.js';
import { unprotectable } from '../rulesets.js';
import type { BootstrapHost, HostPlan, HostSession, HostThing, HostWords } from './host.js';

const words: HostWords = {
  host: 'GitHub',
  repository: 'repository',
  Repository: 'Repository',
  remote: 'github.com',
  form: 'OWNER/REPOSITORY',
  admin: 'Admin',
  adminNeeds: 'a token with repo and workflow',
  signIn: 'gh auth login',
  token: 'GH_TOKEN',
  change: 'pull request',
  make: 'gh repo create',
  reviewer: 'a person or ORGANIZATION/TEAM',
  reviewerForms: 'logins or ORGANIZATION/TEAM',
  levels: {
    approved: 'Reviewers of the environment approve each apply, and nobody their own.',
    confirmed:
      'This host keeps no reviewers: nothing is applied on merge. Somebody who had no part in the change starts the apply with the digest of the plan.',
    refused: `No job is to apply: there is no identity to apply, and a person applies on a laptop. ${mainBranch} is protected all the same, as the job that plans reads the state; where it cannot be, there is no identity at all.`,
  },
  planUntold:
    'GitHub does not tell the plan of this account to whoever is signed in: whether it keeps reviewers is seen when they are set, and nothing is made in a cloud if it does not.',
  runners: 'the runners of GitHub come from the internet',
  restsOn: (environment, level) =>
    level === 'refused'
      ? undefined
      : `Entra compares the subject alone: the branch rule of ${environment} alone keeps other branches from applying there${level === 'confirmed' ? ', and without reviewers nobody is asked either: who starts the apply is looked at by the job' : ''}. AWS compares ref and repository besides.`,
  restedOn: (environment, rulesRead) =>
    `Entra cannot tell a branch that names ${environment} from \`main\`: the branch rule of the environment alone keeps it out${rulesRead ? ', and was read back above' : ''}.`,
};

const namePattern = /^[\w-]{1,39}\/(?!\.{1,2}$)[\w.-]{1,100}$/;

/**
 * Of https, of ssh with its other port, and in the short form of ssh. GitHub is the host, and not a folder of another one: a
 * hand-over's repository is compared with it.
 * Sources: https://docs.github.com/en/get-started/git-basics/about-remote-repositories,
 * https://docs.github.com/en/authentication/troubleshooting-ssh/using-ssh-over-the-https-port.
 */
const remotePattern =
  /^(?:https:\/\/(?:[^/@]+@)?(?:www\.)?github\.com\/|ssh:\/\/[\w-]+@(?:ssh\.)?github\.com(?::\d+)?\/|[\w-]+@github\.com:)([^/]+\/[^/]+?)(?:\.git)?\/?$/i;

export const github: BootstrapHost<HostedRepository, 'github'> = {
  ...githubTokens,
  section: 'github',
  words,
  subjectsOfItsOwn: true,
  ownersPath,
  named: (text) => (namePattern.test(text) ? { name: text } : undefined),
  ofRemote: (address) => {
    const [, name = ''] = remotePattern.exec(address.trim()) ?? [];
    return namePattern.test(name) ? { name } : undefined;
  },
  sectionMade: ({ repository, ...made }, before) => ({ ...before, ...made, repository: repository.name }),
  hasToken: (env) => Boolean(env['GH_TOKEN'] || env['GITHUB_TOKEN']),
  open: (env) => githubSession(GithubApi.from(env)),
  levelForeseen,
  unprotected: ({ private: hidden, plan }) => (hidden && plan === 'free' ? unprotectable : undefined),
  whyNoMore: ({ plan }, foreseen) => {
    const where = `a private repository of the plan ${plan ?? 'unknown'}`;
    return foreseen === 'confirmed'
      ? `${where} keeps no required reviewers: that takes GitHub Enterprise`
      : `${where} has no protected branches and no environments: that takes GitHub Pro, Team or Enterprise`;
  },
  subjectsGiven: subjectsOf,
  handedSubjectProblems,
  handedProblems: ({ name, id, prefix }) => {
    const [owner = '', own = ''] = name.toLowerCase().split('/');
    const [, by = '', ofOwner, called = '', ofOwn] = /^repo:([^/@]+)(@\d+)?\/([^/@]+)(@\d+)?$/.exec(prefix) ?? [];
    const fits =
      by.toLowerCase() === owner &&
      called.toLowerCase() === own &&
      (ofOwner === undefined) === (ofOwn === undefined) &&
      (ofOwn === undefined || ofOwn === `@${id}`);
    return fits ? [] : [`repository.prefix: must name ${name} (number ${id}), got: ${prefix}`];
  },
  ownersKnown,
  things: githubThings,
};

/** Somebody who is signed in to GitHub. */
export const githubSession = (api: GithubApi): HostSession<HostedRepository> => ({
  look: async (name) => lookAtRepository(api, name),
  reviewerNamed: async (name) => reviewerNamed(api, name),
  reviewersThere: async (name, environment) => reviewersOfEnvironment(api, name, environment),
  setRules: async (hosted, wanted) => setHostRules(api, hosted, wanted),
  weaknesses: async (hosted, wanted) => weaknesses(api, hosted, wanted),
  ownEnvironments: async ({ name }, deployment) =>
    ownEnvironments(await variablesOf(api, `/repos/${name}`), { deployment }),
  setVariables: async ({ name }, values) => {
    const done: string[] = [];
    for (const [variable, value] of Object.entries(values))
      if (await setVariable(api, `/repos/${name}`, variable, value)) done.push(variable);
    return done;
  },
  dropUnused: async ({ name }, of) => dropUnusedRules(api, name, of),
  dropRules: async ({ name }, of) => dropHostRules(api, name, of),
});

function githubThings({ repository, level, environment, reviewers }: HostPlan): readonly HostThing[] {
  const ruleset = {
    what: `ruleset "${rulesetName}"`,
    why: `${mainBranch} changes by pull request, approved by a code owner and never by a job, once its check has passed; nobody bypasses it`,
  };
  if (level === 'refused') return [ruleset];
  return [
    repository.hasMain === false
      ? {
          what: `the branch ${mainBranch} with ${ownersPath}`,
          why: 'the repository is empty, and rules need a branch',
        }
      : { what: `${ownersPath} on ${mainBranch}`, why: 'unless it is there: all code has an owner' },
    ruleset,
    ...(level === 'confirmed'
      ? [{ what: `ruleset "${signaturesName}"`, why: 'who had a part in a change is known by signed commits alone' }]
      : []),
    {
      what: `environment ${environment}`,
      why: `one branch rule, ${mainBranch}${level === 'approved' ? `; approved by ${reviewers.join(', ') || 'the reviewers it has'}, not by who pushed` : ''}`,
    },
  ];
}
