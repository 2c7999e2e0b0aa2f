/** Environments of a repository: who approves, which branches they let in, what they hold. */
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { calledBy } from './accounts.js';
import type { Call } from './call.js';
import type { Environment, Host, Repository, Reviewer } from './objects.js';
import { notFound, Refused } from './refused.js';

const reviewersNeedPlan = rule(
  'github-reviewers-plan',
  'backstage/backstage#28977; https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments',
  'Required reviewers in a private repository need GitHub Enterprise: 422 with a sentence about the billing plan.',
);
const environmentsNeedPlan = rule(
  'github-environments-plan',
  'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments',
  'A private repository of the plan Free has no environments.',
);
const bypassIsTaken = rule(
  'github-admins-bypass-key',
  'google/go-github#2725, integrations/terraform-provider-github#1804',
  'PUT of an environment takes can_admins_bypass, which no page names; older servers refuse the key.',
);

/** Whether the plan of a repository has environments and rulesets at all. */
export const paid = ({ private: hidden, plan }: Repository): boolean => !hidden || plan !== 'free';

export function environmentIn(repository: Repository, params: readonly string[]): Environment {
  const found = repository.environments.get((params[0] ?? '').toLowerCase());
  if (!found) throw notFound();
  return found;
}

export function shown(host: Host, environment: Environment): object {
  const { branches, id, name, reviewers, preventSelfReview, waitTimer, adminsBypass } = environment;
  return {
    id,
    name,
    can_admins_bypass: adminsBypass,
    protection_rules: [
      ...(reviewers.length > 0
        ? [
            {
              id: id + 1,
              type: 'required_reviewers',
              prevent_self_review: preventSelfReview,
              reviewers: reviewers.map(({ type, id: of }) => ({
                type,
                reviewer: { id: of, ...calledBy(host, type, of) },
              })),
            },
          ]
        : []),
      ...(waitTimer === 0 ? [] : [{ id: id + 3, type: 'wait_timer', wait_timer: waitTimer }]),
      ...(branches === null ? [] : [{ id: id + 2, type: 'branch_policy' }]),
    ],
    deployment_branch_policy:
      branches === null
        ? null
        : { protected_branches: branches === 'protected', custom_branch_policies: branches === 'custom' },
  };
}

export function putEnvironment({ host, repository, params, body }: Call): CloudResponse {
  const [name = ''] = params;
  if (!paid(repository)) {
    host.world.rules.leanOn(environmentsNeedPlan);
    throw new Refused(404, 'Not Found');
  }
  const reviewers = (body['reviewers'] ?? []) as readonly Reviewer[];
  if (reviewers.length > 0 && repository.private && repository.plan !== 'enterprise') {
    host.world.rules.leanOn(reviewersNeedPlan);
    throw new Refused(
      422,
      'Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.',
    );
  }
  if (reviewers.length > 6) throw new Refused(422, 'Validation Failed');
  const policy = body['deployment_branch_policy'] as {
    protected_branches: boolean;
    custom_branch_policies: boolean;
  } | null;
  if (policy && policy.protected_branches === policy.custom_branch_policies) {
    throw new Refused(422, 'protected_branches and custom_branch_policies cannot have the same value');
  }
  const before = repository.environments.get(name.toLowerCase());
  const environment: Environment = before ?? {
    id: host.newId() * 10,
    name,
    reviewers: [],
    preventSelfReview: false,
    waitTimer: 0,
    adminsBypass: true,
    branches: null,
    policies: new Map(),
    secrets: [],
  };
  // A PUT without a field takes it away: https://docs.github.com/en/rest/deployments/environments
  environment.reviewers = reviewers;
  environment.waitTimer = Number(body['wait_timer'] ?? 0);
  environment.preventSelfReview = reviewers.length > 0 && body['prevent_self_review'] === true;
  if (typeof body['can_admins_bypass'] === 'boolean') {
    host.world.rules.leanOn(bypassIsTaken);
    environment.adminsBypass = body['can_admins_bypass'];
  }
  environment.branches = policy ? (policy.protected_branches ? 'protected' : 'custom') : null;
  repository.environments.set(name.toLowerCase(), environment);
  return json(200, shown(host, environment));
}

export function deleteEnvironment({ repository, params }: Call): CloudResponse {
  environmentIn(repository, params);
  repository.environments.delete((params[0] ?? '').toLowerCase());
  return { status: 204 };
}

export function policies({ repository, params }: Call): CloudResponse {
  const all = [...environmentIn(repository, params).policies.values()];
  return json(200, { total_count: all.length, branch_policies: all });
}

export function addPolicy({ host, repository, params, body }: Call): CloudResponse {
  const environment = environmentIn(repository, params);
  if (environment.branches !== 'custom') throw notFound();
  const name = String(body['name']);
  const type = body['type'] === 'tag' ? 'tag' : 'branch';
  if ([...environment.policies.values()].some((each) => each.name === name && each.type === type)) {
    return json(303, { message: 'See Other' });
  }
  const made = { id: host.newId(), name, type } as const;
  environment.policies.set(made.id, made);
  return json(200, made);
}

export function dropPolicy({ repository, params }: Call): CloudResponse {
  if (!environmentIn(repository, params).policies.delete(Number(params[1]))) throw notFound();
  return { status: 204 };
}

export function heldBy({ repository, params }: Call): CloudResponse {
  const [, kind = ''] = params;
  const names = kind === 'secrets' ? environmentIn(repository, params).secrets : [];
  return json(200, { total_count: names.length, [kind]: names.map((name) => ({ name })) });
}
