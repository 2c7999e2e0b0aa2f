import { identitiesIn, leftRolesOf, pipelineOf } from '../../../../deployment/pipeline-of.js';
import type { Aws } from '../../aws.js';
import { unlessAbsent } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** Policies of a role. */
export interface RolePolicies {
  /** ARNs of those that are attached. */
  readonly attached: readonly string[];
  /** Names of those that lie in the role itself. */
  readonly inline: readonly string[];
}

/** What a role may do, by the names of its policies. */
export async function policiesOn(aws: Aws, RoleName: string): Promise<RolePolicies> {
  const [attached, inline] = await Promise.all([
    aws.pages('iam', 'ListAttachedRolePolicies', undefined, { RoleName }),
    aws.pages('iam', 'ListRolePolicies', undefined, { RoleName }),
  ]);
  return {
    attached: attached
      .flatMap(({ AttachedPolicies = [] }) => AttachedPolicies)
      .flatMap(({ PolicyArn }) => PolicyArn ?? []),
    inline: inline.flatMap(({ PolicyNames = [] }) => PolicyNames),
  };
}

/** The roles of a pipeline, by their ARNs: whom each trusts, as JSON, and its policies. Without one that does not exist. */
export const pipelineRoles = namedLookup({
  id: 'pipeline-roles',
  what: 'the roles of the pipeline',
  needs: { aws: ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'] },
  seconds: 10,
  named: (deployment) => ({
    arns: [...identitiesIn(pipelineOf(deployment.pipeline)?.aws), ...leftRolesOf(deployment)],
  }),
  without: [],
  async look({ aws }, { arns }: { readonly arns: readonly string[] }) {
    const found = await Promise.all(
      arns.map(async (arn) => {
        const RoleName = arn.split('/').at(-1) ?? '';
        const answer = await unlessAbsent(aws.call('iam', 'GetRole', undefined, { RoleName }), undefined);
        if (answer?.Role?.Arn !== arn) return [];
        const trust = decodeURIComponent(answer.Role.AssumeRolePolicyDocument ?? '');
        return [{ arn, trust, ...(await policiesOn(aws, RoleName)) }];
      }),
    );
    return found.flat();
  },
});
