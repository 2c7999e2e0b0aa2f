import { policiesOfOthers } from '../../../permissions/pipeline-policies.js';
import { hasIdentities, roleArnOf } from '../../../../deployment/pipeline-of.js';

import { deploymentRule } from '../../rule.js';

/** Of a role that was made by hand nobody knows which policies its owner gave it. */
export const pipelinePolicies = deploymentRule({
  id: 'pipeline-policies',
  failureModes: [],
  title: 'A role of the pipeline holds rights that bootstrap did not give',
  good: 'The roles of the pipeline hold the policies of bootstrap, and no others',
  why: 'The rights of each job were chosen so that main-plan cannot write and apply cannot become an administrator. One more policy, and whoever gets into the job does what that allows.',
  fix: 'Find out who gave it and why, and take it away: aws iam detach-role-policy, or aws iam delete-role-policy where it is inline. What the job does need comes with `entra-workspaces bootstrap`.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: ({ deployment }) => hasIdentities(deployment.pipeline),
  needs: ['pipelineRoles'],
  evaluate: ({ pipelineRoles: roles }, { deployment }) =>
    (['mainPlan', 'apply'] as const).flatMap((identity) => {
      const role = roles.find(({ arn }) => arn === roleArnOf(deployment, identity));
      const others = role === undefined ? [] : policiesOfOthers(deployment, identity, role);
      return role === undefined || others.length === 0
        ? []
        : [{ thing: role.arn, got: others.join('; '), severity: 'error' as const }];
    }),
});
