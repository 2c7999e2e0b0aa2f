import { counted } from '../../../../domain/counted.js';
import { longestPauseDays, stopsByItself } from '../../auto-stop.js';
import { deploymentRule } from '../../rule.js';

/** How long Intune believes a device that it does not hear of. */
export const complianceValidity = deploymentRule({
  id: 'compliance-validity',
  failureModes: [48],
  title: 'Compliance lapses sooner than a desktop that stops by itself comes back',
  good: 'Compliance holds for longer than a desktop that stops by itself is away',
  why: 'Somebody who comes back after a month finds a desktop that is not compliant, and Conditional Access shuts them out until it has talked to Intune.',
  fix: `Set "compliance status validity period" to more than ${longestPauseDays} days (at most 120): Intune, Endpoint security, Device compliance, Compliance policy settings.`,
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['preflight', 'doctor'],
  holdsFor: ({ deployment }) => stopsByItself(deployment),
  needs: ['complianceSettings'],
  evaluate: ({ complianceSettings: { validDays } }) =>
    validDays <= longestPauseDays
      ? [{ got: `${counted(validDays, 'day')}; a desktop that stops by itself may be away for ${longestPauseDays}` }]
      : [],
});
