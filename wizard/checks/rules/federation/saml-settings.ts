import { handshakeOf } from '../../../../deployment/stage.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** The addresses of Identity Center, in Entra as in the deployment. */
export const samlSettings = deploymentRule({
  id: 'saml-settings',
  failureModes: [26],
  title: 'Entra sends sign-ins to another address than that of Identity Center',
  good: 'Entra sends sign-ins to the address of Identity Center',
  why: 'Sign-in ends at Entra with AADSTS50011 or AADSTS700016, or at AWS with an error page.',
  fix: 'Run `entra-workspaces apply`; if the identity source was changed in AWS, run `entra-workspaces connect --again` first.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'federation',
  at: ['doctor'],
  because: ['enterprise-app'],
  holdsFor: ({ deployment }) => handshakeOf(deployment) !== undefined,
  needs: ['app'],
  evaluate: ({ app }, { deployment }): Finding[] => {
    const { serviceProvider } = handshakeOf(deployment) ?? {};
    if (!app || !serviceProvider) return [];
    const { entityId, acsUrls } = serviceProvider;
    const missing = acsUrls.filter((url) => !app.replyUrls.includes(url));
    return [
      ...(app.identifiers.includes(entityId)
        ? []
        : [{ thing: 'identifier', got: app.identifiers.join(', ') || 'none' }]),
      ...(missing.length === 0 ? [] : [{ thing: 'reply URL', got: `without ${missing.join(', ')}` }]),
    ];
  },
});
