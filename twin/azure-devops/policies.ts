import { json } from '../network.js';
import { rule } from '../rules.js';
import { Refused, type Call, type Handler } from './call.js';
import type { Policy, Project, Repository, Scope } from './objects.js';

const administratorsAlone = rule(
  'azure-devops-edit-policies',
  'https://learn.microsoft.com/en-us/azure/devops/repos/git/branch-policies: Project Administrators, or Edit policies of the repository; TF401027 as remotes answer for other permissions of Git',
  'Branch policies are changed by who may edit policies; others are told TF401027.',
);
const kinds = rule(
  'azure-devops-policy-types',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/policy/types/list; ids as microsoft/terraform-provider-azuredevops has them',
  'A policy is of a kind that the organization knows.',
);
const oneGroupCounts = rule(
  'azure-devops-required-reviewers-minimum',
  'https://learn.microsoft.com/en-us/azure/devops/repos/git/branch-policies#automatically-include-code-reviewers: "If only one group is required, the minimum number of members you specify"; that more is refused: microsoft/terraform-provider-azuredevops#667',
  'Of required reviewers a minimum above one goes with exactly one group.',
);
const scopes = rule(
  'azure-devops-policy-scope',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/policy/configurations/create',
  'A branch policy needs a scope: repository, ref and how it matches.',
);

export const policyKinds = {
  reviewers: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
  owners: 'fd2167ab-b0be-447a-8ec8-39368250530e',
  build: '0609b952-1397-4640-95ec-e00a01b2c241',
} as const;

/** Whether a scope reaches a branch. */
export function reaches(scope: Scope, repository: Repository, ref: string): boolean {
  if (scope.matchKind?.toLowerCase() === 'defaultbranch') return repository.defaultBranch === ref;
  if (scope.repositoryId && scope.repositoryId !== repository.id) return false;
  if (!scope.refName) return true;
  return scope.matchKind?.toLowerCase() === 'prefix' ? ref.startsWith(scope.refName) : ref === scope.refName;
}

/** Blocking policies of a branch: with one of them changes come by pull request alone. */
export const policiesOf = (project: Project, repository: Repository, ref: string): Policy[] =>
  [...project.policies.values()].filter(
    ({ isEnabled, isBlocking, settings }) =>
      isEnabled && isBlocking && (settings.scope ?? []).some((scope) => reaches(scope, repository, ref)),
  );

function needRight({ host, person }: Call): void {
  if (person.role === 'administrator') return;
  host.world.rules.leanOn(administratorsAlone);
  throw new Refused(
    403,
    `TF401027: You need the Git 'EditPolicies' permission to perform this action. Details: identity '${person.account}', scope 'branch'.`,
    'GitNeedsPermissionException',
  );
}

function checked({ host, body }: Call): Omit<Policy, 'id'> {
  const { type, settings, isEnabled, isBlocking } = body as Partial<Policy>;
  const kind = type?.id.toLowerCase() ?? '';
  if (!(Object.values(policyKinds) as string[]).includes(kind)) {
    host.world.rules.leanOn(kinds);
    throw new Refused(400, `TF402453: The policy type ${kind} does not exist.`, 'PolicyTypeNotFoundException');
  }
  if (!Array.isArray(settings?.scope) || settings.scope.length === 0) {
    host.world.rules.leanOn(scopes);
    throw new Refused(400, 'The policy needs a scope.', 'PolicyImplementationException');
  }
  const reviewers = settings['requiredReviewerIds'] as readonly string[] | undefined;
  const known = new Set([...host.people.values(), ...host.groups].map(({ id }) => id));
  if (reviewers !== undefined) {
    const stranger = reviewers.find((id) => !known.has(id));
    if (stranger !== undefined) throw new Refused(400, `The identity ${stranger} does not exist.`);
    const groups = reviewers.filter((id) => host.groups.some((group) => group.id === id)).length;
    if (Number(settings['minimumApproverCount'] ?? 1) > 1 && (reviewers.length !== 1 || groups !== 1)) {
      host.world.rules.leanOn(oneGroupCounts);
      throw new Refused(400, 'A minimum above one needs exactly one group.', 'PolicyImplementationException');
    }
  }
  return {
    type: { id: kind },
    settings,
    isEnabled: isEnabled !== false,
    isBlocking: isBlocking !== false,
  };
}

function policyIn({ project, params }: Call): Policy {
  const found = project.policies.get(Number(params[0]));
  if (!found) throw new Refused(404, `TF402454: The policy configuration ${params[0]} does not exist.`);
  return found;
}

export const policyRoutes: readonly (readonly [method: string, path: RegExp, handle: Handler])[] = [
  [
    'GET',
    /^policy\/configurations$/,
    ({ project }) => json(200, { count: project.policies.size, value: [...project.policies.values()] }),
  ],
  [
    'POST',
    /^policy\/configurations$/,
    (call) => {
      needRight(call);
      const made = { id: call.host.newId(), ...checked(call) };
      call.project.policies.set(made.id, made);
      return json(200, made);
    },
  ],
  [
    'PUT',
    /^policy\/configurations\/(\d+)$/,
    (call) => {
      needRight(call);
      return json(200, Object.assign(policyIn(call), checked(call)));
    },
  ],
  [
    'DELETE',
    /^policy\/configurations\/(\d+)$/,
    (call) => {
      needRight(call);
      call.project.policies.delete(policyIn(call).id);
      return { status: 204 };
    },
  ],
];
