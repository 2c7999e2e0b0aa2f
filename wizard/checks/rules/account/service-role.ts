import { missingFor } from '../../policy.js';
import { deploymentRule, type Finding } from '../../rule.js';

const policies = ['AmazonWorkSpacesServiceAccess', 'AmazonWorkSpacesSelfServiceAccess'];

/** workspaces_DefaultRole: one an account, with which WorkSpaces reaches the network of the desktops. */
export const serviceRole = deploymentRule({
  id: 'service-role',
  failureModes: [5],
  title: 'The role workspaces_DefaultRole is missing, or is not as WorkSpaces needs it',
  good: 'The role workspaces_DefaultRole is as WorkSpaces needs it',
  why: 'No directory can be registered (WorkspacesDefaultRoleNotFound), and desktops get no network card.',
  fix: 'Let the deployment make it (aws.serviceRole: create), or make it as the WorkSpaces guide says: path /, trust for workspaces.amazonaws.com, both managed policies, no permissions boundary.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  // What Terraform makes it also mends.
  holdsFor: ({ deployment, occasion }) => occasion === 'doctor' || deployment.aws.serviceRole === 'existing',
  needs: ['serviceRole'],
  evaluate: ({ serviceRole: role }): Finding[] => {
    if (!role) return [{ got: 'no such role' }];
    const missing = policies.filter((policy) => !role.policies.includes(policy));
    return [
      ...(role.path === '/' ? [] : [{ got: `the path ${role.path}` }]),
      ...(missingFor('workspaces.amazonaws.com', ['sts:AssumeRole'], role.trust).length === 0
        ? []
        : [{ got: 'a trust policy that does not name workspaces.amazonaws.com' }]),
      ...(missing.length === 0 ? [] : [{ got: `without ${missing.join(' and ')}` }]),
      ...(role.boundaryArn === undefined ? [] : [{ got: `the permissions boundary ${role.boundaryArn}` }]),
    ];
  },
});
