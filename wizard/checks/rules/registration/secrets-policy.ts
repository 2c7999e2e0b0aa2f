import { counted } from '../../../../domain/counted.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** A tenant may forbid client secrets, or long ones. */
export const secretsPolicy = deploymentRule({
  id: 'app-management-policy',
  failureModes: [],
  title: 'The tenant forbids the client secret that the registration app needs',
  good: 'The tenant allows the client secret of the registration app',
  why: 'Terraform cannot make the secret, so the apply stops there.',
  fix: 'Have an exemption made for the registration app in the app management policy, or choose a shorter secretLifetimeDays.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'registration',
  at: ['preflight'],
  foundation: true,
  holdsFor: ({ deployment: { entra } }) => 'create' in entra.registrationApp,
  needs: ['appManagementPolicy', 'registrationApp'],
  evaluate: ({ appManagementPolicy: policy, registrationApp: app }, { deployment: { entra } }): Finding[] => {
    // An app that has its secrets already may be exempted: the policy of the tenant does not tell.
    if (!('create' in entra.registrationApp) || (app?.secrets.length ?? 0) > 0) return [];
    if (policy.secretsForbidden) return [{ got: 'no client secrets allowed' }];
    const wanted = entra.registrationApp.create.secretLifetimeDays;
    return policy.longestSecretDays !== undefined && policy.longestSecretDays < wanted
      ? [{ got: `at most ${counted(policy.longestSecretDays, 'day')}, and secretLifetimeDays is ${wanted}` }]
      : [];
  },
});
