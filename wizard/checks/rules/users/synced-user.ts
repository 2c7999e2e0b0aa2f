import { userNameKey } from '../../../../domain/user-name.js';
import { personOf } from '../../../../domain/device-match.js';
import { activePeople } from '../../people.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** A user of Identity Center who is not the one that Entra has now. */
export const syncedUser = deploymentRule({
  id: 'synced-user',
  failureModes: [26, 27, 28],
  title: 'A user in Identity Center is not the one that Entra has',
  good: 'Every user in Identity Center is the one that Entra has',
  why: 'Sign-in fails or leads to an account without access: assignments hang on the id of the earlier one.',
  fix: 'Delete the stale user in Identity Center and start "Provision on demand" in Entra. With another spelling of the name correct the UPN in Entra.',
  who: 'Identity Center administrator',
  severity: 'error',
  area: 'users',
  at: ['doctor'],
  because: ['user-absent', 'user-disabled', 'group-assigned', 'user-not-member', 'provisioning-errors'],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['users', 'syncedUsers'],
  evaluate: ({ users, syncedUsers }, { deployment }): Finding[] =>
    activePeople(deployment, users).flatMap(({ upn, entra }): Finding[] => {
      const entries = syncedUsers.filter(
        ({ userName, externalId }) => userNameKey(userName) === userNameKey(upn) || externalId === entra.id,
      );
      const found = personOf(upn, entries);
      if (!found) return [];
      if (entries.length > 1) {
        return [{ user: upn, got: `${entries.length} entries: ${entries.map(({ userName }) => userName).join(', ')}` }];
      }
      if (found.externalId === undefined) return [{ user: upn, got: 'made by hand, not by SCIM' }];
      if (found.externalId !== entra.id)
        return [{ user: upn, got: 'of an earlier account, which was deleted and made anew' }];
      return !found.enabled && entra.enabled
        ? [{ user: upn, got: 'disabled in Identity Center, enabled in Entra' }]
        : [];
    }),
});
