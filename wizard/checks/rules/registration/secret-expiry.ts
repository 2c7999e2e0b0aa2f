import { expiring } from '../../expiring.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** The client secrets of the registration app. The youngest counts: the older one stays valid until its own turn. */
export const secretExpiry = deploymentRule({
  id: 'secret-expiry',
  failureModes: [16],
  title: 'The client secret of the registration app expires',
  good: 'The client secret of the registration app is valid for more than 30 days',
  why: 'From then on no new or rebuilt desktop is registered: it comes up and never enrols, without any error.',
  fix: 'Run `entra-workspaces apply`: it renews the older of two secrets. With an app of your own: make a client secret and put its value into the registration secret.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'registration',
  at: ['doctor', 'preflight'],
  // What the next apply renews needs no word before it.
  holdsFor: ({ deployment: { entra }, occasion }) => occasion === 'doctor' || 'existing' in entra.registrationApp,
  needs: ['registrationApp'],
  evaluate: ({ registrationApp: app }, { now }): Finding[] => {
    if (!app) return [];
    const last = Math.max(...app.secrets.map(({ ends }) => Date.parse(ends)));
    return app.secrets.length === 0
      ? [{ thing: app.displayName, got: 'no client secret', severity: 'error' }]
      : expiring(new Date(last), now, { thing: app.displayName });
  },
});
