import { activePeople } from '../people.js';
import { deploymentRule } from '../rule.js';

/** SCIM requires three names, and Identity Center refuses whoever lacks one. */
export const userNames = deploymentRule({
  id: 'user-names',
  failureModes: [22],
  title: 'A user lacks the first, last or display name',
  why: 'Identity Center refuses the user, so there is no desktop.',
  fix: 'Set first name, last name and display name in Entra.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  needs: ['users'],
  evaluate: ({ users }, { deployment }) =>
    activePeople(deployment, users).flatMap(({ upn, entra }) => {
      const names = [
        ['first name', entra.firstName],
        ['last name', entra.lastName],
        ['display name', entra.displayName],
      ] as const;
      const missing = names.filter(([, name]) => (name ?? '').trim() === '').map(([what]) => what);
      return missing.length === 0 ? [] : [{ user: upn, got: `no ${missing.join(', no ')}` }];
    }),
});
