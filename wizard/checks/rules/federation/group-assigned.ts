import { deploymentRule, type Finding } from '../../rule.js';

/** Entra signs in and sends to AWS only who is assigned to the enterprise app. */
export const groupAssigned = deploymentRule({
  id: 'group-assigned',
  failureModes: [25],
  title: 'The desktop users group is not assigned to the enterprise app',
  good: 'The desktop users group is assigned to the enterprise app',
  why: 'None of its members is synced to Identity Center, so nobody gets a desktop, and none may sign in (AADSTS50105).',
  fix: 'Assign the group to the enterprise app: Entra, Enterprise applications, Users and groups; or `entra-workspaces apply` where Terraform does it.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'federation',
  at: ['preflight', 'doctor'],
  because: ['enterprise-app'],
  holdsFor: ({ deployment: { entra }, occasion, stage }) =>
    occasion === 'doctor' ? stage === 'connected' : entra.assignment === 'by-admin' && 'existing' in entra.desktopUsers,
  needs: ['app', 'appAssignments', 'group'],
  evaluate: ({ app, appAssignments, group }): Finding[] => {
    if (!app) return [];
    if (!group) return [{ got: 'no such group' }];
    return appAssignments.some(({ principalId }) => principalId === group.id)
      ? []
      : [{ thing: group.displayName, got: 'not assigned' }];
  },
});
