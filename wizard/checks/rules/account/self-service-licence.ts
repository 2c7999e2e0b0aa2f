import { deploymentRule } from '../../rule.js';

/** Access packages are more than what a desktop needs. */
export const selfServiceLicence = deploymentRule({
  id: 'self-service-licence',
  failureModes: [],
  title: 'The tenant has no licence for access packages',
  good: 'The tenant has a licence for access packages',
  why: 'People ask for a desktop through an access package, and Entra refuses to make one.',
  fix: 'Buy Entra ID P2 or Entra ID Governance for everybody who may ask, or take `selfService` out of the deployment.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  holdsFor: ({ deployment }) => deployment.sites.some(({ desktops }) => desktops.fleet?.selfService),
  needs: ['licences'],
  evaluate: ({ licences }) => {
    const plans = licences.filter(({ enabled }) => enabled).flatMap((each) => [each.name, ...each.plans]);
    // https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference
    if (plans.some((name) => /^AAD_PREMIUM_P2$|Entra_ID(entity)?_Governance|Entra_Suite/i.test(name))) return [];
    return [{ thing: 'Entra ID P2 or Governance', got: 'no licence found' }];
  },
});
