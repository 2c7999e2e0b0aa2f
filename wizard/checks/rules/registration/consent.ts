import { registrationAppPermissions } from '../../../../domain/graph-permissions.js';
import { deploymentRule } from '../../rule.js';

/** Without it WorkSpaces signs in and may do nothing. */
export const consent = deploymentRule({
  id: 'consent',
  failureModes: [31],
  title: 'The registration app lacks a permission on Microsoft Graph',
  good: 'The registration app has its permissions on Microsoft Graph',
  why: 'WorkSpaces cannot register devices with Autopilot: desktops come up and never enrol, without any error.',
  fix: 'Grant admin consent for the application permission: `entra-workspaces apply`, or by hand in Entra, App registrations, API permissions. A delegated permission of the same name does not count.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  because: ['registration-app'],
  // An app that the next apply makes gets its consent with it.
  holdsFor: ({ deployment: { entra }, occasion }) =>
    occasion === 'doctor' || entra.consent === 'by-admin' || 'existing' in entra.registrationApp,
  needs: ['registrationApp'],
  evaluate: ({ registrationApp: app }) => {
    if (!app) return [];
    const missing = registrationAppPermissions(false).filter((name) => !app.consented.includes(name));
    return missing.map((name) => ({
      thing: name,
      got: app.consented.length === 0 ? 'no consent at all' : `consent for ${app.consented.join(', ')} alone`,
    }));
  },
});
