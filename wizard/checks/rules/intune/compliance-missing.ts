import { typeOf } from '../../../../domain/guard/observed.js';
import { reachOf } from '../../../../domain/policy-reach.js';
import { reachContext, reachFacts } from '../../policy-reach.js';
import { deploymentRule } from '../../rule.js';

/** Where devices without a policy are not compliant, every desktop needs one. */
export const complianceMissing = deploymentRule({
  id: 'compliance-missing',
  failureModes: [],
  title: 'No compliance policy reaches the desktops, and without one a device counts as not compliant',
  good: 'A compliance policy reaches the desktops, or a device without one counts as compliant',
  why: 'The desktops never become compliant: Conditional Access shuts their users out.',
  fix: 'Assign a compliance policy to the device group of each site; it must not ask for BitLocker, TPM or Secure Boot.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['doctor'],
  needs: ['complianceSettings', 'devicePolicies', 'policyGroups', ...reachFacts],
  evaluate: ({ complianceSettings, devicePolicies, policyGroups, ...facts }, { deployment }) => {
    if (!complianceSettings.secureByDefault) return [];
    const context = reachContext(facts, policyGroups, deployment);
    const reached = devicePolicies
      .filter(({ content }) => typeOf(content) === 'windows10CompliancePolicy')
      .flatMap(({ targets }) => reachOf(targets, context) ?? []);
    return reached.some(({ unless }) => unless === undefined)
      ? []
      : [{ got: 'devices without a compliance policy are not compliant, and none reaches the desktops' }];
  },
});
