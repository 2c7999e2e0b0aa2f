import { ifSeen } from '../../observer.js';
import { broken, judged, ok, wait, type Link } from '../link.js';
import type { PersonLooks } from '../looks.js';
import { cycleMinutes, isSilent } from '../../rules/federation/job-silent.js';
import { after, ago } from '../times.js';

export { cycleMinutes };

/** When the next run ends, as far as the last one tells. */
export async function nextRun({ around }: PersonLooks): Promise<Date | undefined> {
  const ended = (await ifSeen(around.job()))?.lastRun?.ended;
  return ended === undefined ? undefined : after(ended, cycleMinutes);
}

export const provisioning: Link = {
  id: 'provisioning',
  title: 'Provisioning from Entra to Identity Center',
  rules: ['provisioning', 'provisioning-silent'],
  everybody: true,
  after: [],
  judge: ({ around, now }) =>
    judged(around.job(), async (job) => {
      const means = 'no user and no change reaches Identity Center';
      if (!job) {
        if (!(await ifSeen(around.app()))) return { state: 'not-reached', seen: 'there is no enterprise app' };
        return broken(
          'the enterprise app has no provisioning job',
          means,
          'Entra administrator',
          'entra-workspaces connect, then entra-workspaces apply, set it up',
        );
      }
      if (job.quarantine) {
        return broken(
          `in quarantine since ${ago(job.quarantine.since, now)}: ${job.quarantine.message || job.quarantine.reason}`,
          means,
          'Identity Center administrator',
          /credential|unauthori[sz]ed|token|401/i.test(`${job.quarantine.message} ${job.quarantine.reason}`)
            ? 'put a new token in place with entra-workspaces connect --renew-token'
            : 'read the error on the Provisioning page of the enterprise app, mend it, and restart provisioning there',
        );
      }
      if (!job.running) {
        return broken(
          'provisioning is switched off',
          means,
          'Entra administrator',
          'start it on the Provisioning page of the enterprise app',
        );
      }
      const { lastRun } = job;
      if (!lastRun) return wait('its first run has not ended yet', `${cycleMinutes} minutes`, after(now, cycleMinutes));
      if (isSilent(lastRun.ended, now)) {
        return broken(
          `its last run ended ${ago(lastRun.ended, now)}; it runs every ${cycleMinutes} minutes`,
          means,
          'Entra administrator',
          'restart provisioning on the Provisioning page of the enterprise app',
        );
      }
      return ok(`its last run ended ${ago(lastRun.ended, now)}`);
    }),
};
