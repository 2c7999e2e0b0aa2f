import { userNameKey } from '../../../../domain/user-name.js';
import { activePeople } from '../../people.js';
import { deploymentRule } from '../../rule.js';

/** Whom Entra has and Identity Center has not. */
export const userNotSynced = deploymentRule({
  id: 'user-not-synced',
  failureModes: [21, 22, 25],
  title: 'A user has not arrived in Identity Center',
  good: 'Every user has arrived in Identity Center',
  why: 'Without it no desktop is made, and one that exists cannot be opened.',
  fix: 'Wait for the next sync (40 minutes), or start "Provision on demand" for the user in Entra: it says what is wrong.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'users',
  at: ['doctor'],
  because: [
    ...[
      'instance',
      'enterprise-app',
      'scim-token',
      'provisioning',
      'user-name-mapping',
      'group-assigned',
      'user-names',
    ],
    ...['user-not-member', 'provisioning-errors', 'provisioning-scope'],
  ],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['users', 'syncedUsers'],
  evaluate: ({ users, syncedUsers }, { deployment }) => {
    const arrived = new Set(syncedUsers.map(({ userName }) => userNameKey(userName)));
    return activePeople(deployment, users)
      .filter(({ upn, entra }) => entra.enabled && !arrived.has(userNameKey(upn)))
      .map(({ upn }) => ({ user: upn, got: 'not there' }));
  },
});
