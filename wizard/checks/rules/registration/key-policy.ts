import { missingFor } from '../../policy.js';
import { siteRule } from '../../rule.js';

/** The key must let WorkSpaces in by name. Terraform watches a policy that it made, and nobody that of an existing key. */
export const keyPolicy = siteRule({
  id: 'key-policy',
  failureModes: [12],
  title: 'The key of the registration secret does not let WorkSpaces decrypt',
  good: 'The key of the registration secret lets WorkSpaces decrypt',
  why: 'WorkSpaces cannot read the secret, so it registers no device: desktops come up and never enrol.',
  fix: 'Add a statement to the key policy that allows kms:Decrypt and kms:DescribeKey to workspaces.amazonaws.com.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  because: ['secret', 'secret-key'],
  holdsFor: ({ site, occasion }) => occasion === 'doctor' || 'existing' in site.registrationSecret,
  needs: ['registrationSecret', 'secretKey'],
  evaluate: ({ registrationSecret: found, secretKey: key }) => {
    if (!found || !key || key.manager === 'AWS') return [];
    const missing = missingFor('workspaces.amazonaws.com', ['kms:Decrypt', 'kms:DescribeKey'], key.policy);
    return missing.length === 0 ? [] : [{ thing: key.arn, got: `not allowed: ${missing.join(', ')}` }];
  },
});
