import { registrationAppPermissions } from '../../../../domain/graph-permissions.js';
import { deploymentRule } from '../../rule.js';

/** Permissions for the end of a desktop, not for its beginning. */
export const cleanUp = deploymentRule({
  id: 'clean-up',
  failureModes: [32],
  title: 'The registration app may not clean up devices',
  good: 'The registration app may clean up devices',
  why: 'A terminated or rebuilt desktop leaves its device behind in Entra and Intune, and a rebuilt one may enrol as a second device.',
  fix: 'Grant admin consent for the application permission: `entra-workspaces apply`, or by hand in Entra, App registrations, API permissions.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'registration',
  at: ['preflight', 'doctor'],
  because: ['registration-app'],
  holdsFor: ({ deployment: { entra }, occasion }) =>
    'existing' in entra.registrationApp
      ? true
      : entra.registrationApp.create.cleanUpDevices && (occasion === 'doctor' || entra.consent === 'by-admin'),
  needs: ['registrationApp'],
  evaluate: ({ registrationApp: app }) => {
    if (!app) return [];
    const [, ...wanted] = registrationAppPermissions(true);
    return wanted.filter((name) => !app.consented.includes(name)).map((name) => ({ thing: name, got: 'no consent' }));
  },
});
