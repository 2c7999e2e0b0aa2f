import { deploymentRule, type Finding } from '../../rule.js';

/** The enterprise app through which people sign in to AWS, and through which Entra sends them there. */
export const app = deploymentRule({
  id: 'enterprise-app',
  failureModes: [26],
  title: 'The enterprise app for Identity Center is missing, disabled, or does not sign in by SAML',
  good: 'The enterprise app for Identity Center is there, enabled, and signs in by SAML',
  why: 'Nobody can sign in to AWS through Entra, and nobody is synced.',
  fix: 'Run `entra-workspaces apply`; an app of your own must be the gallery app "AWS IAM Identity Center", enabled, with SAML, named by the object id of the enterprise app.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'federation',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: ({ deployment: { entra }, occasion }) => occasion === 'doctor' || 'existing' in entra.enterpriseApp,
  needs: ['app'],
  evaluate: ({ app: found }): Finding[] => {
    if (!found) return [{ got: 'no such enterprise app' }];
    const thing = found.displayName;
    if (!found.enabled) return [{ thing, got: 'disabled' }];
    return found.signOnMode === 'saml' ? [] : [{ thing, got: `the sign-on mode ${found.signOnMode ?? 'none'}` }];
  },
});
