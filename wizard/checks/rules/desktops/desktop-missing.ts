import { desktopsOf } from '../../../../domain/device-match.js';
import { phaseOf } from '../../../../domain/desktop-states.js';
import { siteRule } from '../../rule.js';

/** Who has a desktop in the deployment and none in AWS. */
export const desktopMissing = siteRule({
  id: 'desktop-missing',
  failureModes: [],
  title: 'A user of the deployment has no desktop',
  good: 'Every user of the deployment has a desktop',
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
  evaluate: ({ desktops }, { site }) =>
    site.desktops.users.flatMap(({ upn, state }) => {
      if (state !== 'active') return [];
      const own = desktopsOf(upn, desktops);
      if (own.length === 0) return [{ user: upn, got: 'no desktop' }];
      return own.every((desktop) => phaseOf(desktop.state) === 'ended') ? [{ user: upn, got: 'being removed' }] : [];
    }),
});
