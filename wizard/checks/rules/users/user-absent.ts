import { userNameKey } from '../../../../domain/user-name.js';
import { activeUpns } from '../../people.js';
import { deploymentRule } from '../../rule.js';

/** Never there, deleted, or renamed: Entra knows nobody of this name. */
export const userAbsent = deploymentRule({
  id: 'user-absent',
  failureModes: [27],
  title: 'Entra has no user of this name',
  good: 'Entra has every user of the deployment',
  why: 'The person gets no desktop; a desktop that exists can no longer be opened, because it knows its user by the old UPN.',
  fix: 'Correct the UPN in the deployment. After a rename in Entra change the UPN back: a desktop cannot take another user. Somebody who left: `entra-workspaces users remove`.',
  who: 'desktop engineer',
  // One absent person delays only that person, so it does not stop an apply.
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  needs: ['users'],
  evaluate: ({ users }, { deployment }) => {
    const known = new Set(users.map(({ upn }) => userNameKey(upn)));
    return activeUpns(deployment)
      .filter((upn) => !known.has(userNameKey(upn)))
      .map((upn) => ({ user: upn, got: 'nobody' }));
  },
});
