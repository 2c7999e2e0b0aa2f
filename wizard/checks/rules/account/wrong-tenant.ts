import { otherTenant } from '../../right-clouds.js';
import { deploymentRule } from '../../rule.js';

/** In another tenant things of the same name are other things. */
export const wrongTenant = deploymentRule({
  id: 'wrong-tenant',
  failureModes: [],
  title: 'Entra is another tenant than that of the deployment',
  good: 'Entra is the tenant of the deployment',
  why: 'Nothing of the deployment is there, and Terraform refuses to run.',
  fix: 'Sign in to the tenant of the deployment: az login --allow-no-subscriptions --tenant with its id.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  needs: ['signedIn'],
  evaluate: ({ signedIn: { tenantId } }, { deployment: { entra } }) =>
    otherTenant(tenantId, entra.tenantId) === undefined
      ? []
      : [{ got: `tenant ${tenantId} instead of ${entra.tenantId}` }],
});
