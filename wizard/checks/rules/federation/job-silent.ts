import { hour, inUtc } from '../../../../domain/day.js';
import { deploymentRule } from '../../rule.js';

const hours = 24;

/** Entra's cycle. Source: application-provisioning-when-will-provisioning-finish-specific-user. */
export const cycleMinutes = 40;

/** Whether a run that ended then, and none since, is no longer a delay: four cycles. */
export function isSilent(ended: string, now: Date): boolean {
  return now.getTime() - Date.parse(ended) > 4 * cycleMinutes * 60_000;
}

/** A run is due every 40 minutes; one that ended well a day ago, or any four cycles ago, means that nothing has moved since. */
export const jobSilent = deploymentRule({
  id: 'provisioning-silent',
  failureModes: [21],
  title: 'Provisioning has not run for hours, or not succeeded for a day',
  good: 'Provisioning has succeeded of late',
  why: 'Nothing that changed in Entra since then has reached AWS.',
  fix: 'See Entra, Enterprise applications, Provisioning, and its log; "Restart provisioning" begins anew.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'federation',
  at: ['doctor'],
  because: ['enterprise-app', 'scim-token', 'provisioning'],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['job'],
  evaluate: ({ job }, { now }) => {
    if (!job?.running) return [];
    const { lastSuccess, lastRun } = job;
    if (lastSuccess !== undefined && now.getTime() - Date.parse(lastSuccess) > hours * hour) {
      return [{ got: `last success at ${inUtc(lastSuccess)}` }];
    }
    return lastRun && isSilent(lastRun.ended, now)
      ? [{ got: `last run ended at ${inUtc(lastRun.ended)}; it runs every ${cycleMinutes} minutes` }]
      : [];
  },
});
