/** The rulesets that protect the branches. Source: https://docs.github.com/en/rest/repos/rules. */
import {
  holdsForWanted,
  rulesetLacks,
  type Rule,
  type RulesetAnswer,
  type WantedRuleset,
} from '../../domain/github-rulesets.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import type { GithubApi } from '../clouds/github.js';
import { isPlanWithoutRules } from '../clouds/lookups/pipeline/github-rules.js';
import { Unprotected } from './unprotected.js';

/** The rulesets of a repository, without their rules. */
export const rulesetsOf = (api: GithubApi, base: string): Promise<readonly RulesetAnswer[]> =>
  api.send<readonly RulesetAnswer[]>('GET', `${base}/rulesets?per_page=100`);

/** The same; none where the plan of the repository keeps none. */
export const rulesetsIfAny = async (api: GithubApi, base: string): Promise<readonly RulesetAnswer[]> =>
  rulesetsOf(api, base).catch((error: unknown) => {
    if (isPlanWithoutRules(error)) return [];
    throw error;
  });

/** What there is where the host protects no branch. */
export const unprotectable =
  'A private repository needs GitHub Pro, Team or Enterprise for it. Whoever may push would read the state otherwise, so no job gets an identity: at the level refused its pipeline only checks, and a person plans and applies on a laptop.';

/**
 * Makes a ruleset, or puts it back: what its owner added, or made stricter, stays.
 * @returns what was done, in words
 * @throws Unprotected where the plan of the repository keeps none
 */
export async function setRuleset(api: GithubApi, base: string, name: string, wanted: WantedRuleset): Promise<string[]> {
  try {
    const known = (await rulesetsOf(api, base)).find((each) => each.name === name);
    if (known === undefined) {
      await api.send('POST', `${base}/rulesets`, { name, ...wanted });
      return [`the ruleset "${name}"`];
    }
    const there = await api.send<RulesetAnswer>('GET', `${base}/rulesets/${known.id}`);
    if (rulesetLacks(there, wanted).weak.length === 0) return [];
    await api.send('PUT', `${base}/rulesets/${known.id}`, { name, ...putBack(there, wanted) });
    return [`the ruleset "${name}", put back`];
  } catch (error) {
    if (!isPlanWithoutRules(error)) throw error;
    throw new Unprotected(`GitHub does not let the branch ${mainBranch} be protected here.`, [
      error.message,
      unprotectable,
    ]);
  }
}

/** All of the wanted ruleset, with what the one that is there has besides. Who bypasses it, and what it leaves out, goes. */
function putBack(there: RulesetAnswer, wanted: WantedRuleset): WantedRuleset {
  const rules = there.rules ?? [];
  const ours = wanted.rules ?? [];
  const include = (holdsForWanted(there, wanted) ? there : wanted).conditions?.ref_name?.include ?? [];
  return {
    ...wanted,
    conditions: { ref_name: { include, exclude: [] } },
    rules: [
      ...ours.map((rule) => ruleWith(rules.find(({ type }) => type === rule.type)?.parameters, rule)),
      ...rules.filter(({ type }) => ours.every((rule) => rule.type !== type)),
    ],
  };
}

function ruleWith(there: Rule['parameters'], { type, parameters }: Rule): Rule {
  if (parameters === undefined) return there === undefined ? { type } : { type, parameters: there };
  const stricter = Object.entries(parameters).map(([key, value]): [string, unknown] => [
    key,
    stricterOf(there?.[key], value),
  ]);
  return { type, parameters: { ...there, ...Object.fromEntries<unknown>(stricter) } };
}

function stricterOf(there: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted)) {
    // Checks: one of the same name counts from whom we say.
    const names = (wanted as Named[]).map(({ context }) => context);
    const others = Array.isArray(there) ? (there as Named[]).filter(({ context }) => !names.includes(context)) : [];
    return [...others, ...(wanted as Named[])];
  }
  if (typeof wanted === 'number') return typeof there === 'number' ? Math.max(there, wanted) : wanted;
  return wanted === false && there !== undefined ? there : wanted;
}

interface Named {
  readonly context?: string;
}
