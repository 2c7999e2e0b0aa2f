/**
 * Rulesets of GitHub: as it tells one, those on which a pipeline relies, and what one that is there lacks.
 * Source: https://docs.github.com/en/rest/repos/rules.
 */
import { checkName, mainBranch } from './pipeline-subjects.js';

/** The ruleset of the main branch; of a level without reviewers every commit is signed, besides. */
export const rulesetName = 'entra-workspaces: main';
export const signaturesName = 'entra-workspaces: signatures';

export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface RulesetAnswer {
  readonly id: number;
  readonly name: string;
  readonly target?: string;
  readonly enforcement?: string;
  readonly bypass_actors?: readonly unknown[];
  readonly conditions?: {
    readonly ref_name?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  };
  readonly rules?: readonly Rule[];
}

/** What a ruleset has to say. */
export type WantedRuleset = Omit<RulesetAnswer, 'id' | 'name'>;

/**
 * GitHub Actions as an app of GitHub: a check of this name by anybody else than a job does not count.
 * Source: GET /apps/github-actions (https://docs.github.com/en/rest/apps/apps#get-an-app), as
 * https://babarot.me/gh-infra/internals/ruleset-identity-resolution/ has it.
 */
const actionsApp = 15368;

/** The host's own words for who may bring something onto the main branch. */
export function mainRuleset(): WantedRuleset {
  return {
    target: 'branch',
    enforcement: 'active',
    bypass_actors: [],
    conditions: { ref_name: { include: [`refs/heads/${mainBranch}`], exclude: [] } },
    rules: [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: 1,
          dismiss_stale_reviews_on_push: true,
          require_code_owner_review: true,
          require_last_push_approval: true,
          required_review_thread_resolution: false,
        },
      },
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: checkName, integration_id: actionsApp }],
          // What is checked is the branch with the newest main.
          strict_required_status_checks_policy: true,
        },
      },
    ],
  };
}

/** Who had a part in a change is known by signed commits alone. */
export const signatures: WantedRuleset = {
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
  rules: [{ type: 'required_signatures' }],
};

interface Check {
  readonly context?: string;
  readonly integration_id?: number;
}

const sameCheck =
  (wanted: Check) =>
  (got: Check): boolean =>
    got.context === wanted.context && got.integration_id === wanted.integration_id;

/** Whether it holds for the branches that are wanted. Which branch is the default one is judged by itself (`githubGaps`). */
export function holdsForWanted({ conditions: there }: RulesetAnswer, { conditions: wanted }: WantedRuleset): boolean {
  const include = there?.ref_name?.include ?? [];
  return (wanted?.ref_name?.include ?? []).every(
    (each) =>
      include.includes('~ALL') ||
      include.includes(each) ||
      (each === `refs/heads/${mainBranch}` && include.includes('~DEFAULT_BRANCH')),
  );
}

/** What of the wanted rules is not there, and what the host keeps to itself, in words. Rules that somebody added are theirs. */
export function rulesetLacks(
  there: RulesetAnswer,
  wanted: WantedRuleset,
): { readonly weak: readonly string[]; readonly unseen: readonly string[] } {
  const has = (rule: Rule): boolean =>
    (there.rules ?? []).some(
      (each) =>
        each.type === rule.type &&
        Object.entries(rule.parameters ?? {}).every(([key, value]) => {
          const got = each.parameters?.[key];
          if (Array.isArray(value))
            return value.every((one) => Array.isArray(got) && got.some(sameCheck(one as Check)));
          return typeof value === 'number' ? Number(got) >= value : value === false || got === value;
        }),
    );
  const { ref_name: refs, ...others } = there.conditions ?? {};
  const { include = [], exclude = [] } = refs ?? {};
  const conditions = [...exclude.map((each) => `but not ${each}`), ...Object.keys(others)];
  return {
    weak: [
      ...(there.target === wanted.target ? [] : [`is for each ${there.target ?? 'other thing'}, not for branches`]),
      ...(there.enforcement === 'active' ? [] : [`is ${there.enforcement ?? 'not active'}`]),
      ...((there.bypass_actors ?? []).length === 0 ? [] : ['lets somebody bypass it']),
      ...(holdsForWanted(there, wanted) ? [] : [`holds for other branches: ${include.join(', ') || 'none'}`]),
      ...(conditions.length === 0 ? [] : [`holds under conditions alone: ${conditions.join(', ')}`]),
      ...(wanted.rules ?? []).flatMap((rule) => (has(rule) ? [] : [`lacks the rule ${rule.type}`])),
    ],
    // Told to whoever may change the ruleset, and to nobody else: https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset
    unseen: there.bypass_actors === undefined ? ['does not say who may bypass it: an admin alone sees that'] : [],
  };
}
