/** The managed policies on the roles that bootstrap makes. */
import { roleArnOf } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { pipelinePolicyName } from '../../domain/names.js';
import type { RolePolicies } from '../clouds/lookups/pipeline/pipeline-roles.js';

/** Managed policies that a role can have without asking for more. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const mostPolicies = 10;

/** ARN of a managed policy beside the roles of a deployment. */
export const policyArnOf = (deployment: Deployment, name: string): string =>
  roleArnOf(deployment, 'mainPlan').replace(/:role(\/.*\/|\/)[^/]+$/, `:policy$1${name}`);

/** Policies on a role of bootstrap that it does not give, in words. */
export function policiesOfOthers(
  deployment: Deployment,
  identity: 'mainPlan' | 'apply',
  { attached, inline }: RolePolicies,
): string[] {
  const own = new Set(
    Array.from({ length: mostPolicies }, (_, at) =>
      policyArnOf(deployment, pipelinePolicyName(deployment.name, identity, at + 1)),
    ),
  );
  return [...attached.filter((arn) => !own.has(arn)), ...inline.map((name) => `${name}, inline`)];
}
