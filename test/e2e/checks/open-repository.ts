import { mainRuleset, rulesetName } from '../../../domain/github-rulesets.js';
import type { Repository, Ruleset } from '../../../twin/github/objects.js';
import type { Twin } from '../../../twin/twin.js';

const ruleset = (over: Partial<Ruleset>): Ruleset =>
  ({ ...mainRuleset(), id: 1, name: rulesetName, bypass_actors: [], ...over }) as Ruleset;

/** A repository whose main branch nobody pushes to. */
export function protectedRepository(twin: Twin): Repository {
  const repository = twin.github.addRepository('contoso/desktops');
  repository.rulesets.set(1, ruleset({}));
  return repository;
}

/** Gives it an environment that nobody protects, and a ruleset of main without a rule. */
export function openRepository(repository: Repository | undefined, enforcement: string): void {
  repository?.environments.set('production', {
    ...{ id: 10, name: 'production', reviewers: [], preventSelfReview: false, waitTimer: 0, adminsBypass: false },
    ...{ branches: null, policies: new Map(), secrets: [] },
  });
  repository?.rulesets.set(1, ruleset({ enforcement, rules: [] }));
}
