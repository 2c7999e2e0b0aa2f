import { present } from '../../../../domain/present.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** A refusal that no new token mends: docs/facts/identity-center.md 2.4. */
function fixOf(said: string): string | undefined {
  return /\b403\b|Forbidden|AccessDenied/i.test(said)
    ? 'An expired or foreign token: `entra-workspaces connect --renew-token`. Where the identity store is open to a VPC alone: let the addresses of Entra’s provisioning in (ScimAllowSourceIps, see the rule store-network). Then start the job again in Entra, Provisioning.'
    : undefined;
}

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
  because: ['enterprise-app', 'scim-token', 'store-network'],
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
      const got = `in quarantine since ${since.slice(0, 10)}: ${message === '' ? reason : message}`;
      return [{ thing, got, ...present({ fix: fixOf(`${reason} ${message}`) }) }];
    }
    if (!found.running) return [{ thing, got: `a job that is ${found.status === 'Paused' ? 'paused' : 'off'}` }];
    return found.failuresInARow >= 3
      ? [{ thing, got: `${found.failuresInARow} failed runs in a row: ${found.lastRun?.error ?? 'no reason given'}` }]
      : [];
  },
});
