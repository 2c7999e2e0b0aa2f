import { deploymentRule, type Finding } from '../../rule.js';

/** The application as which WorkSpaces signs in to Entra. */
export const registrationApp = deploymentRule({
  id: 'registration-app',
  failureModes: [15, 31],
  title: 'The registration app is missing or disabled',
  good: 'The registration app is there and enabled',
  why: 'WorkSpaces cannot sign in to Entra, so it registers no device: desktops come up and never enrol.',
  fix: 'Run `entra-workspaces apply` to make it; enable one that is disabled in Entra, Enterprise applications, Properties. An app of your own must be named by its application (client) id.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: ({ deployment: { entra }, occasion }) => occasion === 'doctor' || 'existing' in entra.registrationApp,
  needs: ['registrationApp'],
  evaluate: ({ registrationApp: app }): Finding[] => {
    if (!app) return [{ got: 'no such application' }];
    if (app.enabled === undefined) return [{ thing: app.displayName, got: 'no service principal in this tenant' }];
    return app.enabled ? [] : [{ thing: app.displayName, got: 'disabled' }];
  },
});
