import { deploymentRule, type Finding } from '../../rule.js';
import { present } from '../../../../domain/present.js';

/** The Identity Center instance that the directories are bound to. */
export const instance = deploymentRule({
  id: 'instance',
  failureModes: [20],
  title: 'The Identity Center instance is not there, not active, or of another kind',
  good: 'The Identity Center instance is there and active',
  why: 'No directory can be registered with it, and an account instance never works from another Region.',
  fix: 'Correct identityCenter in the deployment: Region, ARN and kind as the Identity Center console shows them.',
  who: 'Identity Center administrator',
  severity: 'error',
  area: 'identity-center',
  at: ['preflight', 'doctor'],
  foundation: true,
  // An account instance of our own is made by the apply.
  holdsFor: ({ deployment: { identityCenter }, occasion }) =>
    occasion === 'doctor' || 'existing' in identityCenter.instance,
  needs: ['instance', 'instanceElsewhere'],
  evaluate: ({ instance: found, instanceElsewhere: elsewhere }, { deployment: { identityCenter } }): Finding[] => {
    const chosen = identityCenter.instance;
    const thing = 'existing' in chosen ? chosen.existing.arn : undefined;
    const about = present({ thing });
    if (!found) {
      const got = `no such instance in ${identityCenter.region}`;
      const [home] = elsewhere;
      if (home === undefined) return [{ ...about, got }];
      const fix = `Write "region": "${home}" under identityCenter in the deployment.`;
      return [{ ...about, got: `${got}: it is in ${elsewhere.join(', ')}`, fix }];
    }
    if (found.status !== 'ACTIVE' && found.status !== 'unknown') {
      return [{ ...about, got: `the status ${found.status}` }];
    }
    const kind = 'existing' in chosen ? chosen.existing.kind : 'account';
    // Where the organization could not be read the kind is not known, and nothing is said.
    return found.kind !== undefined && found.kind !== kind
      ? [{ ...about, got: `an instance of kind ${found.kind}, the deployment says ${kind}` }]
      : [];
  },
});
