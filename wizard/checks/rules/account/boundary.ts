import { pipelineOf } from '../../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../../deployment/schema.js';
import { administrativeIn } from '../../policy.js';
import { boundaryCommand } from '../../../permissions/notes.js';
import { boundaryArnOf } from '../../../permissions/places.js';
import { deploymentRule } from '../../rule.js';

const applies = ({ pipeline }: Deployment): boolean => pipelineOf(pipeline)?.aws.apply !== undefined;

/** What `permissions` prints for the identity that applies lets it make roles with the boundary alone. */
export const boundary = deploymentRule({
  id: 'boundary',
  failureModes: [],
  title: 'The permissions boundary of the function is missing, or bounds nothing',
  good: 'The permissions boundary of the function is there',
  why: 'An apply with the printed rights is refused at the role of the function. With rights that let it through, whoever reaches the identity that applies is an administrator of the account.',
  fix: `Make the policy that \`${boundaryCommand}\` prints, and name it in aws.permissionsBoundaryArn.`,
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  // An administrator who applies by hand needs none.
  holdsFor: ({ deployment }) => applies(deployment) || deployment.aws.permissionsBoundaryArn !== undefined,
  needs: ['boundary'],
  evaluate: ({ boundary: found }, { deployment }) => {
    const named = deployment.aws.permissionsBoundaryArn;
    if (found !== undefined) {
      const left = administrativeIn(found.document);
      if (left.length === 0) return [];
      return [
        {
          thing: found.arn,
          got: `it leaves ${left.slice(0, 3).join(', ')}${left.length > 3 ? ` and ${left.length - 3} more` : ''} to the function`,
          fix: `Whoever may write the function's role, as the identity that applies, becomes an administrator through it. Name the policy that \`${boundaryCommand}\` prints in aws.permissionsBoundaryArn, or deny these actions in this one.`,
        },
      ];
    }
    if (named !== undefined) return [{ thing: named, got: 'no such policy', severity: 'error' }];
    return [
      {
        got: 'a pipeline applies, and aws.permissionsBoundaryArn names none',
        fix: `Make the policy that \`${boundaryCommand}\` prints, and write "permissionsBoundaryArn": "${boundaryArnOf(deployment)}" under aws.`,
      },
    ];
  },
});
