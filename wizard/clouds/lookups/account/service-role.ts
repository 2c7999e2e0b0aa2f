import { unlessAbsent } from '../../cloud-error.js';
import { deploymentLookup } from '../../lookup.js';
import { policyOf } from './policy-document.js';
import { present } from '../../../../domain/present.js';

const name = 'workspaces_DefaultRole';

/** `workspaces_DefaultRole`, one an account: whom it trusts, what it holds; undefined: it does not exist. */
export const serviceRole = deploymentLookup({
  id: 'service-role',
  what: name,
  needs: { aws: ['iam:GetRole', 'iam:ListAttachedRolePolicies'] },
  seconds: 10,
  async look({ aws }, _at: void) {
    const found = await unlessAbsent(aws.call('iam', 'GetRole', undefined, { RoleName: name }), undefined);
    if (!found?.Role) return undefined;
    const attached = await aws.pages('iam', 'ListAttachedRolePolicies', undefined, { RoleName: name });
    return present({
      arn: found.Role.Arn ?? '',
      path: found.Role.Path ?? '/',
      trust: policyOf(found.Role.AssumeRolePolicyDocument),
      policies: attached
        .flatMap(({ AttachedPolicies = [] }) => AttachedPolicies)
        .flatMap(({ PolicyName }) => PolicyName ?? []),
      boundaryArn: found.Role.PermissionsBoundary?.PermissionsBoundaryArn,
    });
  },
});
