import { deploymentRule } from '../../rule.js';

/** A Region that AWS wants opted in to, and the account has not. */
export const regionEnabled = deploymentRule({
  id: 'region-enabled',
  failureModes: [1],
  title: 'A Region of the deployment is not enabled in this account',
  good: 'Every Region of the deployment is enabled in the account',
  why: 'Every call there is refused, so nothing can be made.',
  fix: 'Enable it in the AWS console, Account, AWS Regions; it takes minutes to hours.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'account',
  at: ['preflight'],
  foundation: true,
  needs: ['enabledRegions'],
  evaluate: ({ enabledRegions }, { deployment: { sites, identityCenter } }) => {
    // Identity Center by role is another account's, whose Regions are not seen here.
    const home = identityCenter.roleArn === undefined ? [identityCenter.region] : [];
    const used = [...new Set([...home, ...sites.map(({ region }) => region)])];
    return used
      .filter((region) => !enabledRegions.includes(region))
      .map((region) => ({ thing: region, got: 'not enabled' }));
  },
});
