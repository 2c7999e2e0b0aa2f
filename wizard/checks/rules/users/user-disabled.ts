import { activePeople } from '../../people.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** Accounts that cannot sign in to Windows on a joined desktop. */
export const userDisabled = deploymentRule({
  id: 'user-disabled',
  failureModes: [],
  title: 'A user cannot sign in: disabled in Entra, or a guest',
  good: 'Every user can sign in: enabled in Entra, and no guest',
  why: 'A disabled account is disabled in AWS too; a guest cannot sign in to a desktop that is joined to this tenant.',
  fix: 'Enable the account, or take the person out: `entra-workspaces users remove`. Guests need an account of this tenant.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  needs: ['users'],
  evaluate: ({ users }, { deployment }): Finding[] =>
    activePeople(deployment, users).flatMap(({ upn, entra }) => {
      if (!entra.enabled) return [{ user: upn, got: 'disabled' }];
      return entra.guest ? [{ user: upn, got: 'a guest' }] : [];
    }),
});
