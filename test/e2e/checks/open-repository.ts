import type { Repository } from '../../../twin/github/objects.js';

/** Gives it an environment that nobody protects, and a ruleset of main without a rule. */
export function openRepository(repository: Repository | undefined, enforcement: string): void {
  repository?.environments.set('production', {
    ...{ id: 10, name: 'production', reviewers: [], preventSelfReview: false, waitTimer: 0, adminsBypass: false },
    ...{ branches: null, policies: new Map(), secrets: [] },
  });
  repository?.rulesets.set(1, {
    ...{ id: 1, name: 'entra-workspaces: main', target: 'branch', enforcement, bypass_actors: [], rules: [] },
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
  });
}
