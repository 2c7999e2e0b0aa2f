import { deploymentRule } from '../../rule.js';

const hours = 24;

/** A run is due every 40 minutes; one that ended well a day ago means that nothing has moved since. */
export const jobSilent = deploymentRule({
  id: 'provisioning-silent',
  failureModes: [21],
  title: 'Provisioning has not succeeded for a day',
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
    if (!job?.running || job.lastSuccess === undefined) return [];
    const passed = (now.getTime() - Date.parse(job.lastSuccess)) / 3_600_000;
    return passed > hours ? [{ got: `last success at ${job.lastSuccess.slice(0, 16).replace('T', ' ')} UTC` }] : [];
  },
});
