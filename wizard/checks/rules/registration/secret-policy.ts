import { missingFor } from '../../policy.js';
import { siteRule } from '../../rule.js';

/** The secret must let WorkSpaces in by name, too. */
export const secretPolicy = siteRule({
  id: 'secret-policy',
  failureModes: [13],
  title: 'The registration secret does not let WorkSpaces read it',
  good: 'The registration secret lets WorkSpaces read it',
  why: 'WorkSpaces cannot read the secret, so it registers no device: desktops come up and never enrol.',
  fix: 'Give the secret a resource policy that allows secretsmanager:GetSecretValue to workspaces.amazonaws.com.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  because: ['secret'],
  holdsFor: ({ site, occasion }) => occasion === 'doctor' || 'existing' in site.registrationSecret,
  needs: ['registrationSecret'],
  evaluate: ({ registrationSecret: found }) => {
    if (!found || found.deletedOn !== undefined) return [];
    const missing = missingFor('workspaces.amazonaws.com', ['secretsmanager:GetSecretValue'], found.policy);
    if (missing.length === 0) return [];
    return [
      { thing: found.name, got: found.policy === undefined ? 'no resource policy' : 'a policy that does not allow it' },
    ];
  },
});
