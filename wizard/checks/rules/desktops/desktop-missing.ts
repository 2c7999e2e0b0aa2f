import { userNameKey } from '../../../../domain/user-name.js';
import { siteRule } from '../../rule.js';

/** Who has a desktop in the deployment and none in AWS. */
export const desktopMissing = siteRule({
  id: 'desktop-missing',
  failureModes: [],
  title: 'A user of the deployment has no desktop',
  why: 'The person signs in and finds nothing.',
  fix: 'Run `entra-workspaces apply`: it makes the desktop once the user is in Identity Center.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['doctor'],
  because: [
    ...['directory', 'bundle', 'desktop-quota', 'enterprise-app', 'user-absent', 'user-disabled', 'user-names'],
    ...['scim-token', 'provisioning', 'group-assigned', 'user-not-member', 'provisioning-errors', 'user-not-synced'],
  ],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['desktops'],
  evaluate: ({ desktops }, { site }) => {
    const made = new Set(desktops.map(({ userName }) => userNameKey(userName)));
    return site.desktops.users
      .filter(({ upn, state }) => state === 'active' && !made.has(userNameKey(upn)))
      .map(({ upn }) => ({ user: upn, got: 'no desktop' }));
  },
});
