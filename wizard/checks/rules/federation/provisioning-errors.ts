import { deploymentRule } from '../../rule.js';

/** What Identity Center refused of what Entra sent: the last word on each object counts. */
export const provisioningErrors = deploymentRule({
  id: 'provisioning-errors',
  failureModes: [22],
  title: 'Identity Center refused somebody whom Entra sent',
  good: 'Identity Center refused nobody whom Entra sent',
  why: 'That user or group is not in AWS, or not as it is in Entra.',
  fix: 'Mend it in Entra: first, last and display name set, one mail address, no name that another entry of Identity Center has; then "Provision on demand".',
  who: 'Entra administrator',
  severity: 'error',
  area: 'federation',
  at: ['doctor'],
  because: ['enterprise-app', 'scim-token', 'provisioning'],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['provisioningLog', 'users'],
  evaluate: ({ provisioningLog, users }) => {
    const seen = new Set<string>();
    return provisioningLog.flatMap(({ objectId, displayName, status, reason, errorCode }) => {
      if (seen.has(objectId)) return [];
      seen.add(objectId);
      if (status !== 'failure') return [];
      const user = users.find(({ id }) => id === objectId)?.upn;
      return [
        {
          ...(user === undefined ? { thing: displayName ?? objectId } : { user }),
          got: reason ?? errorCode ?? 'no reason given',
        },
      ];
    });
  },
});
