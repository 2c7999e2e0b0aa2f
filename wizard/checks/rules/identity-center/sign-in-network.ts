import { deploymentRule, type Finding } from '../../rule.js';

/** Signing in to a desktop goes through Identity Center, from wherever the person is. */
export const signInNetwork = deploymentRule({
  id: 'sign-in-network',
  failureModes: [],
  title: 'Identity Center lets people sign in from some networks alone',
  good: 'People may sign in to Identity Center from everywhere',
  why: 'Whoever is elsewhere, at home for instance, cannot open a desktop.',
  fix: 'If that is meant, tell the people from where they can work. Else add their addresses (AllowSourceIps) or except the application of the directory (ExcludeApplicationArns) with `aws sso-admin update-instance` of a newer AWS CLI: what it is given takes the place of all that is set.',
  who: 'Identity Center administrator',
  severity: 'warning',
  area: 'identity-center',
  at: ['preflight', 'doctor'],
  because: ['instance'],
  needs: ['instanceDetails'],
  evaluate: ({ instanceDetails }): Finding[] => {
    const from = instanceDetails?.signInFrom;
    if (!from || from.addresses.includes('0.0.0.0/0')) return [];
    const vpcs = from.vpcs.length === 0 ? 'VPCs of the organization' : from.vpcs.map(shortArn).join(', ');
    const also = from.addresses.length === 0 ? '' : ` and from ${from.addresses.join(', ')}`;
    const except = from.exceptApplications.length === 0 ? '' : `, but for ${from.exceptApplications.join(', ')}`;
    return [{ got: `sign-in through ${vpcs}${also} alone${except}` }];
  },
});

const shortArn = (arn: string): string => arn.split('/').at(-1) ?? arn;
