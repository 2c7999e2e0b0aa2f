import type { Deployment } from '../../../../deployment/schema.js';
import { boundaryCommand } from '../../../permissions/notes.js';
import { boundaryArnOf } from '../../../permissions/places.js';
import { deploymentRule } from '../../rule.js';

const applies = ({ pipeline }: Deployment): boolean => pipeline?.github.aws.apply !== undefined;

/** What `permissions` prints for the identity that applies lets it make roles with the boundary alone. */
export const boundary = deploymentRule({
  id: 'boundary',
  failureModes: [],
  title: 'The permissions boundary of the function is missing',
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
    if (found !== undefined) return [];
    if (named !== undefined) return [{ thing: named, got: 'no such policy', severity: 'error' }];
    return [
      {
        got: 'a pipeline applies, and aws.permissionsBoundaryArn names none',
        fix: `Make the policy that \`${boundaryCommand}\` prints, and write "permissionsBoundaryArn": "${boundaryArnOf(deployment)}" under aws.`,
      },
    ];
  },
});
