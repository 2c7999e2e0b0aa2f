/**
 * What GitHub enforces and a pipeline relies on, as it tells it: rulesets, the environment that applies, owners of the code; and
 * what of it is not there. Sources: https://docs.github.com/en/rest/deployments/environments, https://docs.github.com/en/rest/deployments/branch-policies,
 * https://docs.github.com/en/rest/actions/permissions (whether jobs approve).
 */
import { unownedIn } from './code-owners.js';
import type { RuleGap } from './gitlab-rules.js';
import { githubOwnersPath } from './pipeline-files.js';
import type { Level } from './pipeline-level.js';
import {
  mainRuleset,
  rulesetLacks,
  rulesetName,
  signatures,
  signaturesName,
  type RulesetAnswer,
} from './github-rulesets.js';
import { mainBranch, pullRequestEnvironment } from './pipeline-subjects.js';

/** Nothing stands for what is not there. */
export interface GithubRules {
  readonly defaultBranch: string | undefined;
  /** Whether the host calls the main branch protected, by whatever rule. */
  readonly isProtected: boolean;
  /** With their rules. */
  readonly rulesets: readonly RulesetAnswer[];
  readonly environment: SeenEnvironment | undefined;
  /** The environment of pull requests that are planned; nothing: not asked, too. */
  readonly pullRequests: SeenEnvironment | undefined;
  readonly owners: SeenOwners | undefined;
  /** Whether a job may approve pull requests; nothing: not told. */
  readonly jobsApprove: boolean | undefined;
}

export interface SeenEnvironment {
  readonly there: EnvironmentAnswer;
  /** What its own rules let in: `branch main`, `tag v*`. */
  readonly lets: readonly string[];
}

export interface SeenOwners {
  readonly path: string;
  readonly text: string;
  /** Lines that ask nobody, in words. */
  readonly errors: readonly string[];
}

/** What the rules are to be. */
export interface WantedGithubRules {
  readonly level: Level;
  readonly environment: string;
  /** Who has to be asked; nobody: somebody, whoever it is. */
  readonly reviewers: readonly { readonly type: string; readonly id: number | string; readonly name: string }[];
  /** Whether pull requests are planned, in an environment of their own. @default no */
  readonly planned?: boolean;
  /** Whether rules that somebody made by hand will do, whatever they are called. @default no */
  readonly anyRuleset?: boolean;
}

/** As the host tells it. */
export interface EnvironmentAnswer {
  readonly can_admins_bypass?: boolean;
  readonly protection_rules?: readonly {
    readonly type: string;
    readonly prevent_self_review?: boolean;
    readonly wait_timer?: number;
    readonly reviewers?: readonly {
      readonly type: string;
      readonly reviewer: { readonly id: number; readonly login?: string; readonly slug?: string };
    }[];
  }[];
  readonly deployment_branch_policy?: null | {
    readonly protected_branches: boolean;
    readonly custom_branch_policies: boolean;
  };
}

/** What of the wanted rules it lacks, in words. */
export function environmentLacks(there: EnvironmentAnswer, { level, reviewers }: WantedGithubRules): string[] {
  const policy = there.deployment_branch_policy;
  const rule = (there.protection_rules ?? []).find(({ type }) => type === 'required_reviewers');
  const asked = rule?.reviewers ?? [];
  const ids = asked.map(({ type, reviewer }) => `${type} ${reviewer.id}`);
  const wanted = new Set(reviewers.map(({ type, id }) => `${type} ${id}`));
  // One of them is enough, so whoever was added approves alone. Without names those that are there count.
  const besides = wanted.size === 0 ? [] : asked.filter(({ type, reviewer }) => !wanted.has(`${type} ${reviewer.id}`));
  return [
    ...(policy?.custom_branch_policies === true && !policy.protected_branches
      ? []
      : ['has no branch rule of its own ("Selected branches and tags")']),
    ...(there.can_admins_bypass === true
      ? ['lets administrators bypass its rules: Settings, Environments, take "Allow administrators to bypass" away']
      : []),
    ...(level !== 'approved'
      ? []
      : [
          ...(rule === undefined ? ['has no required reviewers'] : []),
          ...(rule !== undefined && rule.prevent_self_review !== true ? ['lets people approve their own runs'] : []),
          ...reviewers.flatMap(({ type, id, name }) =>
            rule === undefined || ids.includes(`${type} ${id}`) ? [] : [`does not ask ${name}`],
          ),
          ...besides.map(
            ({ reviewer: { login, slug, id } }) =>
              `asks ${login ?? slug ?? id} besides, whose approval alone is enough`,
          ),
        ]),
  ];
}

/** Of an environment its name, what it lets in, and what is asked there. */
function environmentGaps(seen: SeenEnvironment | undefined, wanted: WantedGithubRules): string[] {
  if (seen === undefined) return ['is not there'];
  const alone = seen.lets.length === 1 && seen.lets[0] === `branch ${mainBranch}`;
  return [
    ...environmentLacks(seen.there, wanted),
    ...(alone ? [] : [`must let the branch ${mainBranch} alone in, got: ${seen.lets.join(', ') || 'no rule'}`]),
  ];
}

/** What the environment of planned pull requests lets in: the merge of any, and no branch. */
export const pullRequestRefs = 'refs/pull/*/merge';

/** Whoever opens a pull request writes the job of this environment: a person has to release each run. */
function releaseGaps(seen: SeenEnvironment | undefined): string[] {
  if (seen === undefined) return ['is not there: GitHub makes it for the first job that names it, and asks nobody'];
  const alone = seen.lets.length === 1 && seen.lets[0] === `branch ${pullRequestRefs}`;
  return [
    ...environmentLacks(seen.there, { level: 'approved', environment: pullRequestEnvironment, reviewers: [] }),
    ...(alone ? [] : [`must let ${pullRequestRefs} alone in, got: ${seen.lets.join(', ') || 'no rule'}`]),
  ];
}

function ownersGaps(owners: SeenOwners | undefined): string[] {
  if (owners === undefined)
    return [`nobody owns the code: ${mainBranch} has no ${githubOwnersPath}, so no rule asks an owner to approve`];
  const unowned = unownedIn(owners.text);
  return [
    ...(unowned.length === 0 ? [] : [`must name an owner for all code, got none for: ${unowned.join(', ')}`]),
    ...owners.errors,
  ];
}

/**
 * What of the rules a level needs is not there (`weak`), and what GitHub keeps to itself (`unseen`): that nobody bypasses a rule it
 * tells to whoever may change the rule.
 */
export function githubGaps(
  rules: GithubRules,
  wanted: WantedGithubRules,
): { readonly weak: readonly RuleGap[]; readonly unseen: readonly RuleGap[] } {
  const gaps = (thing: string, all: readonly string[], open = true): RuleGap[] =>
    all.map((got) => ({ thing, got, open }));
  const { defaultBranch, environment, owners } = rules;
  const ofRulesets = [
    { name: rulesetName, is: mainRuleset() },
    ...(wanted.level === 'confirmed' ? [{ name: signaturesName, is: signatures }] : []),
  ].map(({ name, is }) => {
    const known = rules.rulesets.find((each) => each.name === name);
    const fits =
      wanted.anyRuleset === true ? rules.rulesets.find((each) => rulesetLacks(each, is).weak.length === 0) : undefined;
    const there = fits ?? known;
    if (there === undefined)
      return {
        weak:
          wanted.anyRuleset === true && rules.isProtected && name === rulesetName
            ? gaps(
                `the branch ${mainBranch}`,
                ['is protected by a rule that is not read: no ruleset says it all'],
                false,
              )
            : gaps(`the ruleset "${name}"`, ['is not there']),
        unseen: [],
      };
    const thing = `the ruleset "${there.name}"`;
    const { weak, unseen } = rulesetLacks(there, is);
    return { weak: gaps(thing, weak), unseen: gaps(thing, unseen, false) };
  });
  const named = `the environment ${wanted.environment}`;
  const isDefault = defaultBranch === undefined || defaultBranch === mainBranch;
  const ofDefault = isDefault
    ? []
    : gaps('the default branch', [`must be ${mainBranch}, got: ${defaultBranch}`], false);
  // Whoever may push a branch writes the job that approves it, and needs nobody else then.
  const ofJobs = {
    weak: rules.jobsApprove === true ? gaps('the settings of Actions', ['let a job approve pull requests']) : [],
    unseen:
      rules.jobsApprove === undefined
        ? gaps(
            'the settings of Actions',
            ['do not say whether a job may approve pull requests: an admin alone sees that'],
            false,
          )
        : [],
  };
  // No job applies then, and none names the environment.
  if (wanted.level === 'refused')
    return {
      weak: [...ofDefault, ...ofRulesets.flatMap(({ weak }) => weak), ...ofJobs.weak],
      unseen: [...ofRulesets.flatMap(({ unseen }) => unseen), ...ofJobs.unseen],
    };
  return {
    weak: [
      ...ofDefault,
      ...gaps(owners?.path ?? 'the repository', ownersGaps(owners)),
      ...ofRulesets.flatMap(({ weak }) => weak),
      ...ofJobs.weak,
      ...gaps(named, environmentGaps(environment, wanted)),
      ...(wanted.planned === true
        ? gaps(`the environment ${pullRequestEnvironment}`, releaseGaps(rules.pullRequests))
        : []),
    ],
    unseen: [
      ...ofRulesets.flatMap(({ unseen }) => unseen),
      ...ofJobs.unseen,
      ...(environment === undefined || environment.there.can_admins_bypass !== undefined
        ? []
        : gaps(named, ['does not say whether administrators bypass its rules'], false)),
    ],
  };
}
