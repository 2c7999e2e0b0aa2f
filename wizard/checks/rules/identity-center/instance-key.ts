import { covers, statementsOf } from '../../policy.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** An instance that a key of one's own encrypts: whoever reads it needs that key, WorkSpaces too. */
export const instanceKey = deploymentRule({
  id: 'instance-key',
  failureModes: [30],
  title: 'The key that encrypts Identity Center shuts out the applications of AWS',
  good: 'The key that encrypts Identity Center lets the applications of AWS in',
  why: 'WorkSpaces cannot read users from Identity Center: the directory fails, or nobody can open a desktop.',
  fix: 'Complete the key policy as "Baseline KMS key policy" of the Identity Center guide says: kms:Decrypt for members of the organization and for AWS managed applications.',
  who: 'Identity Center administrator',
  severity: 'error',
  area: 'identity-center',
  at: ['preflight', 'doctor'],
  because: ['instance'],
  needs: ['instanceDetails', 'instanceKey'],
  evaluate: ({ instanceDetails, instanceKey: key }): Finding[] => {
    const arn = instanceDetails?.kmsKeyArn;
    // `AWS_OWNED_KMS_KEY` and none at all: a key that AWS keeps for everybody.
    if (arn === undefined || !arn.startsWith('arn:')) return [];
    if (!key) return [{ thing: arn, got: 'a key that does not exist' }];
    if (key.state !== 'Enabled')
      return [{ thing: arn, got: `a key in the state ${key.state}`, fix: 'Enable the key.' }];
    return statementsOf(key.policy).some(
      ({ Effect, Principal, Action }) => Effect === 'Allow' && forOthers(Principal) && covers(Action, 'kms:Decrypt'),
    )
      ? []
      : [{ thing: arn, got: 'a policy that lets nobody but its own account decrypt' }];
  },
});

/** Everybody (narrowed by conditions to the organization), or a service of AWS. */
function forOthers(principal: unknown): boolean {
  if (principal === '*') return true;
  const { AWS, Service } = (principal ?? {}) as { AWS?: unknown; Service?: unknown };
  return AWS === '*' || (Array.isArray(AWS) && AWS.includes('*')) || Service !== undefined;
}
