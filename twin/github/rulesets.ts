/** Rulesets of a repository: who may have them, who sees what of them, and what holds for a branch. */
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import type { Call } from './call.js';
import { paid } from './environments.js';
import type { Repository, Ruleset } from './objects.js';
import { notFound, Refused } from './refused.js';
import { refuseWrongChecks } from './status-checks.js';

const rulesNeedPlan = rule(
  'github-private-free',
  'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets: private repositories need Pro, Team or Enterprise',
  'A private repository of the plan Free has no rulesets and no branch protection: 403, "Upgrade to GitHub Pro or make this repository public".',
);
const bypassIsHidden = rule(
  'github-ruleset-bypass-hidden',
  'https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset: "bypass_actors is only returned if the user making the API call has write access to the ruleset"',
  'Who may bypass a ruleset is told to whoever may change it; for others the field is missing.',
);

function needRules({ host, repository }: Call): void {
  if (paid(repository)) return;
  host.world.rules.leanOn(rulesNeedPlan);
  throw new Refused(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.');
}

export function listRulesets(call: Call): CloudResponse {
  needRules(call);
  const all = [...call.repository.rulesets.values()];
  return json(
    200,
    all.map(({ id, name, target, enforcement }) => ({ id, name, target, enforcement, source_type: 'Repository' })),
  );
}

function rulesetIn(repository: Repository, id: string | undefined): Ruleset {
  const found = repository.rulesets.get(Number(id));
  if (!found) throw notFound();
  return found;
}

export function ruleset({ host, repository, params, person }: Call): CloudResponse {
  const found = rulesetIn(repository, params[0]);
  if (person.role === 'admin') return json(200, found);
  host.world.rules.leanOn(bypassIsHidden);
  const { bypass_actors: _hidden, ...shownToAll } = found;
  return json(200, shownToAll);
}

export function addRuleset(call: Call): CloudResponse {
  needRules(call);
  const { host, repository, body } = call;
  if ([...repository.rulesets.values()].some(({ name }) => name === body['name'])) {
    throw new Refused(422, 'Validation Failed: Name must be unique');
  }
  refuseWrongChecks(host, body);
  const made = { bypass_actors: [], ...body, id: host.newId() } as unknown as Ruleset;
  repository.rulesets.set(made.id, made);
  return json(201, made);
}

export function putRuleset(call: Call): CloudResponse {
  needRules(call);
  const found = rulesetIn(call.repository, call.params[0]);
  refuseWrongChecks(call.host, call.body);
  Object.assign(found, call.body);
  return json(200, found);
}

export function dropRuleset({ repository, params }: Call): CloudResponse {
  rulesetIn(repository, params[0]);
  repository.rulesets.delete(Number(params[0]));
  return { status: 204 };
}

export function rulesOfBranch(call: Call): CloudResponse {
  needRules(call);
  return json(200, call.host.rulesOf(call.repository, call.params[0] ?? ''));
}
