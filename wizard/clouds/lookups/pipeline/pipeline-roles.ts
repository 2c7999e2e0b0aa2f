import { lastingOf, leftRoleOf, pipelineOf } from '../../../../deployment/pipeline-of.js';
import { unlessAbsent } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** The roles of a pipeline, by their ARNs: whom each trusts, as JSON. Without one that does not exist. */
export const pipelineRoles = namedLookup({
  id: 'pipeline-roles',
  what: 'the roles of the pipeline',
  needs: { aws: ['iam:GetRole'] },
  seconds: 10,
  named: (deployment) => {
    const left = leftRoleOf(deployment);
    const named = lastingOf(pipelineOf(deployment.pipeline)?.aws);
    return { arns: left === undefined ? named : [...named, left] };
  },
  without: [],
  async look({ aws }, { arns }: { readonly arns: readonly string[] }) {
    const found = await Promise.all(
      arns.map(async (arn) => {
        const RoleName = arn.split('/').at(-1) ?? '';
        const answer = await unlessAbsent(aws.call('iam', 'GetRole', undefined, { RoleName }), undefined);
        const trust = answer?.Role?.AssumeRolePolicyDocument;
        return answer?.Role?.Arn === arn ? [{ arn, trust: decodeURIComponent(trust ?? '') }] : [];
      }),
    );
    return found.flat();
  },
});
