/** Cases of the rules that GitHub keeps for a pipeline. */
import { type GithubRules } from '../../../../domain/github-rules.js';
import { mainRuleset, rulesetName, signatures, signaturesName } from '../../../../domain/github-rulesets.js';
import type { Table } from './cases.js';
import { identities, onlyChecks, open } from './host-cases.js';

const onGithub = (level: 'approved' | 'confirmed' | 'refused', pullRequests: 'check' | 'plan' = 'check') => ({
  pipeline: {
    github: { repository: 'contoso/desktops', environment: 'production', level, pullRequests, ...identities },
  },
});
const ruleset = (name: string, is: ReturnType<typeof mainRuleset>, over: object = {}) => ({
  id: 1,
  name,
  ...is,
  ...over,
});
const reviewed = {
  type: 'required_reviewers',
  prevent_self_review: true,
  reviewers: [{ type: 'Team', reviewer: { id: 77 } }],
};
const own = { protected_branches: false, custom_branch_policies: true };
const environmentOf = (
  lets: readonly string[],
  there: Partial<NonNullable<GithubRules['environment']>['there']> = {},
) => ({
  lets,
  there: { can_admins_bypass: false, protection_rules: [reviewed], deployment_branch_policy: own, ...there },
});
const githubRules = (over: Partial<GithubRules> = {}): GithubRules => ({
  defaultBranch: 'main',
  isProtected: true,
  rulesets: [ruleset(rulesetName, mainRuleset())],
  environment: environmentOf(['branch main']),
  pullRequests: undefined,
  owners: { path: '.github/CODEOWNERS', text: '* @contoso/platform\n', errors: [] },
  jobsApprove: false,
  ...over,
});
const github = (
  over: Partial<GithubRules>,
  finds: object[] = [],
  level: 'approved' | 'confirmed' | 'refused' = 'approved',
  pullRequests: 'check' | 'plan' = 'check',
) => ({
  deployment: onGithub(level, pullRequests),
  facts: { githubRules: githubRules(over) },
  ...(finds.length === 0 ? {} : { finds: finds as never }),
});
const production = 'the environment production';
const released = 'the environment pull-request-plan';

export const ofGithub: Table = {
  'GitHub, everything as it has to be': github({}),
  'jobs that may approve: whoever pushes a branch approves it by one of them, at each level': github(
    { jobsApprove: true, environment: undefined },
    [open('the settings of Actions', 'let a job approve pull requests')],
    'refused',
  ),
  'a pipeline that only checks rests on nothing': { deployment: onlyChecks, holds: false },
  'GitHub shows no repository: the rule on its trust says so': {
    deployment: onGithub('approved'),
    facts: { githubRules: undefined },
  },
  'GitHub at a level at which nothing applies: main is protected, and no environment is asked for': github(
    { environment: undefined, owners: undefined },
    [],
    'refused',
  ),
  'the same where anybody may push to main, and so reads the state by the job that plans': github(
    { isProtected: false, rulesets: [], environment: undefined },
    [open(`the ruleset "${rulesetName}"`, 'is not there')],
    'refused',
  ),
  'an environment that lets every branch in, asks nobody, and whose administrators bypass it': github(
    {
      environment: environmentOf([], {
        ...{ can_admins_bypass: true, protection_rules: [], deployment_branch_policy: null },
      }),
    },
    [
      open(production, 'has no branch rule of its own ("Selected branches and tags")'),
      open(
        production,
        'lets administrators bypass its rules: Settings, Environments, take "Allow administrators to bypass" away',
      ),
      open(production, 'has no required reviewers'),
      open(production, 'must let the branch main alone in, got: no rule'),
    ],
  ),
  'one more branch, and people who approve their own runs': github(
    {
      environment: environmentOf(['branch main', 'branch release'], {
        protection_rules: [{ ...reviewed, prevent_self_review: false }],
      }),
    },
    [
      open(production, 'lets people approve their own runs'),
      open(production, 'must let the branch main alone in, got: branch main, branch release'),
    ],
  ),
  'an environment that is gone': github({ environment: undefined }, [open(production, 'is not there')]),
  'without reviewers, at the level that has none': github(
    {
      environment: environmentOf(['branch main'], { protection_rules: [] }),
      rulesets: [ruleset(rulesetName, mainRuleset()), ruleset(signaturesName, signatures)],
    },
    [],
    'confirmed',
  ),
  'at that level, commits that nobody has to sign': github(
    {},
    [open('the ruleset "entra-workspaces: signatures"', 'is not there')],
    'confirmed',
  ),
  'a ruleset that was opened, and one that is gone': github(
    { rulesets: [ruleset(rulesetName, mainRuleset(), { enforcement: 'disabled', bypass_actors: [{}] })] },
    [
      open('the ruleset "entra-workspaces: main"', 'is disabled'),
      open('the ruleset "entra-workspaces: main"', 'lets somebody bypass it'),
    ],
  ),
  'no ruleset at all': github({ rulesets: [], isProtected: false }, [
    open('the ruleset "entra-workspaces: main"', 'is not there'),
  ]),
  'a ruleset of another name that says the same': github({ rulesets: [ruleset('ours', mainRuleset())] }),
  'a ruleset of the default branch: which branch that is, is looked at by itself': github({
    rulesets: [
      ruleset(rulesetName, mainRuleset(), { conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } } }),
    ],
  }),
  'a branch that is protected by something else': github({ rulesets: [] }, [
    { thing: 'the branch main', got: 'is protected by a rule that is not read: no ruleset says it all' },
  ]),
  'code that nobody owns, or an owner who may not write': github({ owners: undefined }, [
    open('the repository', 'nobody owns the code: main has no .github/CODEOWNERS, so no rule asks an owner to approve'),
  ]),
  'an owner who may not write, and a path without one': github(
    { owners: { path: 'CODEOWNERS', text: '* @a\n/main.ts\n', errors: ['line 1: Unknown owner: * @a'] } },
    [
      open('CODEOWNERS', 'must name an owner for all code, got none for: main.ts'),
      open('CODEOWNERS', 'line 1: Unknown owner: * @a'),
    ],
  ),
  'another default branch on GitHub': github({ defaultBranch: 'master' }, [
    { thing: 'the default branch', got: 'must be main, got: master' },
  ]),
  'planned pull requests that a person releases': github(
    { pullRequests: environmentOf(['branch refs/pull/*/merge']) },
    [],
    'approved',
    'plan',
  ),
  'planned pull requests that nobody releases': github(
    { pullRequests: environmentOf(['branch *'], { protection_rules: [] }) },
    [open(released, 'has no required reviewers'), open(released, 'must let refs/pull/*/merge alone in, got: branch *')],
    'approved',
    'plan',
  ),
  'planned pull requests without their environment': github(
    {},
    [open(released, 'is not there: GitHub makes it for the first job that names it, and asks nobody')],
    'approved',
    'plan',
  ),
  'that nobody bypasses it is another rule': github({
    environment: environmentOf(['branch main'], { can_admins_bypass: undefined as never }),
  }),
};

/** Of what GitHub tells to whoever may change a rule. */
export const ofBypass: Table = {
  'no pipeline': { holds: false },
  'told by GitHub': github({}),
  'told to admins alone at the level refused, too: what plans reads the state': github(
    {
      rulesets: [ruleset(rulesetName, mainRuleset(), { bypass_actors: undefined })],
      environment: undefined,
      jobsApprove: undefined,
    },
    [
      {
        thing: 'the ruleset "entra-workspaces: main"',
        got: 'does not say who may bypass it: an admin alone sees that',
      },
      {
        thing: 'the settings of Actions',
        got: 'do not say whether a job may approve pull requests: an admin alone sees that',
      },
    ],
    'refused',
  ),
  'a pipeline that only checks': { deployment: onlyChecks, holds: false },
  'a repository that nobody sees': { deployment: onGithub('approved'), facts: { githubRules: undefined } },
  'told to admins alone': github(
    {
      rulesets: [ruleset(rulesetName, mainRuleset(), { bypass_actors: undefined })],
      environment: environmentOf(['branch main'], { can_admins_bypass: undefined as never }),
    },
    [
      {
        thing: 'the ruleset "entra-workspaces: main"',
        got: 'does not say who may bypass it: an admin alone sees that',
      },
      { thing: production, got: 'does not say whether administrators bypass its rules' },
    ],
  ),
};
