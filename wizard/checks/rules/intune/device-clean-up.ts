import { counted } from '../../../../domain/counted.js';
import { longestPauseDays, stopsByItself } from '../../auto-stop.js';
import { deploymentRule } from '../../rule.js';

/** Intune forgets devices that it has not heard of; a desktop that is stopped is silent. */
export const deviceCleanUp = deploymentRule({
  id: 'device-clean-up',
  failureModes: [48],
  title: 'Intune removes devices sooner than a desktop that stops by itself comes back',
  good: 'Intune keeps devices for longer than a desktop that stops by itself is away',
  why: 'A desktop that nobody used for some weeks is taken out of Intune: no policies, no apps, not compliant, until it is rebuilt.',
  fix: `Set the clean-up rule to more than ${longestPauseDays} days: Intune, Devices, Device clean-up rules.`,
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['preflight', 'doctor'],
  holdsFor: ({ deployment }) => stopsByItself(deployment),
  needs: ['cleanUpRules'],
  evaluate: ({ cleanUpRules }) =>
    cleanUpRules
      .filter(({ days }) => days <= longestPauseDays)
      .map(({ displayName, days }) => ({
        thing: displayName,
        got: `after ${counted(days, 'day')}; a desktop that stops by itself may be away for ${longestPauseDays}`,
      })),
});
