import { activePeople } from '../../people.js';
import { deploymentRule } from '../../rule.js';

/** As the tutorial of Entra's gallery app lists them: learn.microsoft.com/entra/identity/saas-apps/aws-single-sign-on-provisioning-tutorial. */
const refused = /[<>;:%\t\n]/;

/** SCIM requires three names, and Identity Center refuses whoever lacks one, and a character in them or in a group's name. */
export const userNames = deploymentRule({
  id: 'user-names',
  failureModes: [22],
  title: 'Identity Center refuses a name: it is missing, or holds < > ; : or %',
  good: 'Identity Center takes the names of users and group',
  why: 'SCIM does not bring that user, or with a refused group nobody, so there is no desktop.',
  fix: 'Set first name, last name and display name in Entra, of letters, digits and other marks than < > ; : %. A group is renamed there too, or in entra.desktopUsers.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  needs: ['users', 'group'],
  evaluate: ({ users, group }, { deployment }) => [
    ...(group && refused.test(group.displayName)
      ? [{ thing: 'the desktop users group', got: shownName(group.displayName) }]
      : []),
    ...activePeople(deployment, users).flatMap(({ upn, entra }) => {
      const names = [
        ['first name', entra.firstName],
        ['last name', entra.lastName],
        ['display name', entra.displayName],
      ] as const;
      const missing = names.filter(([, name]) => (name ?? '').trim() === '').map(([what]) => what);
      const odd = names.flatMap(([what, name]) =>
        refused.test(name ?? '') ? [`${what} ${shownName(name ?? '')}`] : [],
      );
      const wrong = [...(missing.length === 0 ? [] : [`no ${missing.join(', no ')}`]), ...odd];
      return wrong.length === 0 ? [] : [{ user: upn, got: wrong.join(', ') }];
    }),
  ],
});

/** With what a line of a report cannot show written out. */
function shownName(name: string): string {
  return JSON.stringify(name);
}
