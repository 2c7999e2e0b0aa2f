import { deploymentRule, type Finding } from '../../rule.js';

/** What moves users and groups from Entra to Identity Center. */
export const job = deploymentRule({
  id: 'provisioning',
  failureModes: [21, 23],
  title: 'Provisioning from Entra to Identity Center does not run',
  good: 'Provisioning from Entra to Identity Center runs',
  why: 'Joiners never arrive in AWS and get no desktop; leavers keep their account there.',
  fix: 'See Entra, Enterprise applications, Provisioning. A refused token: `entra-workspaces connect --renew-token`. A paused job: start it there, or `entra-workspaces apply`.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'federation',
  at: ['preflight', 'doctor'],
  because: ['enterprise-app', 'scim-token'],
  // A job that the next apply makes or starts is no reason to stop it.
  holdsFor: ({ deployment: { entra }, occasion, stage }) =>
    stage === 'connected' && (occasion === 'doctor' || 'existing' in entra.enterpriseApp),
  needs: ['app', 'job'],
  evaluate: ({ app, job: found }): Finding[] => {
    if (!app) return [];
    if (!found) return [{ thing: app.displayName, got: 'no provisioning job' }];
    const thing = app.displayName;
    if (found.quarantine) {
      const { reason, since, message } = found.quarantine;
      return [{ thing, got: `in quarantine since ${since.slice(0, 10)}: ${message === '' ? reason : message}` }];
    }
    if (!found.running) return [{ thing, got: `a job that is ${found.status === 'Paused' ? 'paused' : 'off'}` }];
    return found.failuresInARow >= 3
      ? [{ thing, got: `${found.failuresInARow} failed runs in a row: ${found.lastRun?.error ?? 'no reason given'}` }]
      : [];
  },
});
