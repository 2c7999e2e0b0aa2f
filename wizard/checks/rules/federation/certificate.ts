import { expiring } from '../../expiring.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** The certificate that Entra signs with. Identity Center believes only one that was imported there. */
export const certificate = deploymentRule({
  id: 'certificate-expiry',
  failureModes: [26],
  title: 'The SAML signing certificate expires',
  good: 'The SAML signing certificate is valid for more than 30 days',
  why: 'From then on nobody can sign in to AWS through Entra.',
  fix: 'Run `entra-workspaces connect --renew-certificate`: Identity Center must import the new one before Entra signs with it.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'federation',
  at: ['doctor'],
  because: ['enterprise-app'],
  needs: ['app'],
  evaluate: ({ app }, { now }): Finding[] => {
    if (!app || app.signOnMode !== 'saml') return [];
    const active = app.certificates.find((each) => each.active) ?? app.certificates[0];
    if (!active) return [{ got: 'no signing certificate', severity: 'error' }];
    return expiring(new Date(active.ends), now, { thing: active.displayName ?? active.thumbprint });
  },
});
