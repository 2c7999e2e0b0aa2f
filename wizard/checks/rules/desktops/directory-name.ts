import { siteRule, type Finding } from '../../rule.js';

/** A directory of that name which somebody else made: what cannot be changed about it decides. */
export const directoryName = siteRule({
  id: 'directory-name',
  failureModes: [10],
  title: 'A directory of this name exists and is not the one of the deployment',
  good: 'No other directory has this name',
  why: 'The name is also the Autopilot group tag, so the control plane refuses to take it over.',
  fix: 'Give the site another directoryName, or deregister the other directory first: its tenant and instance can never be changed.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['preflight', 'doctor'],
  needs: ['directory', 'instance'],
  evaluate: ({ directory, instance }, { deployment: { entra } }): Finding[] => {
    if (!directory) return [];
    if (directory.tenantId?.toLowerCase() !== entra.tenantId.toLowerCase()) {
      return [{ thing: directory.id, got: `joined to the tenant ${directory.tenantId ?? 'of nobody'}` }];
    }
    return instance && directory.instanceArn !== instance.arn
      ? [{ thing: directory.id, got: `bound to the Identity Center instance ${directory.instanceArn ?? 'of nobody'}` }]
      : [];
  },
});
