import { deploymentRule, type Finding } from '../../rule.js';

/** WorkSpaces finds people by the user name in Identity Center, which must be their UPN. */
export const userNameMapping = deploymentRule({
  id: 'user-name-mapping',
  failureModes: [47],
  title: 'Provisioning sends something else than the UPN as user name',
  good: 'Provisioning sends the UPN as user name',
  why: 'A desktop is made for a UPN, and Identity Center knows the person by another name: no desktop can be opened.',
  fix: 'Map userName to userPrincipalName in Entra, Enterprise applications, Provisioning, Attribute mapping. In a federation in use this renames everybody: talk to its owner first.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'federation',
  at: ['preflight', 'doctor'],
  because: ['enterprise-app'],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['job'],
  evaluate: ({ job }): Finding[] => {
    if (!job) return [];
    return [
      ...(job.userNameFrom === 'userPrincipalName'
        ? []
        : [{ thing: 'userName', got: `made from ${job.userNameFrom ?? 'nothing'}` }]),
      ...(job.sendsUsers ? [] : [{ thing: 'users', got: 'not sent at all' }]),
      ...(job.sendsGroups ? [] : [{ thing: 'groups', got: 'not sent at all' }]),
    ];
  },
});
