import { handshakeOf } from '../../../../deployment/stage.js';
import { deploymentRule } from '../../rule.js';

/** The certificate that Entra signs with must be the one that Identity Center was given. */
export const activeCertificate = deploymentRule({
  id: 'active-certificate',
  failureModes: [26],
  title: 'Entra signs with another certificate than the recorded one',
  good: 'Entra signs with the recorded certificate',
  why: 'Identity Center refuses sign-ins that are signed with a certificate it has not imported.',
  fix: 'Import the active one in the Identity Center console, or run `entra-workspaces apply` to go back to the recorded one.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'federation',
  at: ['doctor'],
  because: ['enterprise-app', 'certificate-expiry'],
  holdsFor: ({ deployment }) => handshakeOf(deployment) !== undefined && 'create' in deployment.entra.enterpriseApp,
  needs: ['app'],
  evaluate: ({ app }, { deployment }) => {
    const recorded = handshakeOf(deployment)?.activeCertificate ?? '';
    const active = app?.certificates.find((each) => each.active);
    // Names that `addTokenSigningCertificate` was asked for end in the name of the deployment.
    return active?.displayName === undefined || active.displayName.endsWith(` ${recorded}`)
      ? []
      : [{ thing: active.displayName, got: `active, and "${recorded}" is recorded` }];
  },
});
