import { handshakeOf } from '../../../../deployment/stage.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** The token with which Entra writes users into Identity Center, tried at the endpoint. */
export const scimToken = deploymentRule({
  id: 'scim-token',
  failureModes: [23],
  title: 'Identity Center does not take the SCIM token',
  good: 'Identity Center takes the SCIM token',
  why: 'Sync stops: nobody new arrives in AWS, and an apply waits an hour for users who never come.',
  fix: 'Make a token in the Identity Center console and run `entra-workspaces connect --renew-token`, then apply.',
  who: 'Identity Center administrator',
  severity: 'error',
  area: 'federation',
  at: ['preflight', 'doctor'],
  holdsFor: ({ deployment }) => handshakeOf(deployment) !== undefined,
  needs: ['scimSecret', 'scimToken'],
  evaluate: ({ scimSecret, scimToken: token }): Finding[] => {
    if (!scimSecret) {
      return [
        {
          got: 'no secret for the token',
          fix: 'After a destroy the handshake is void: run `entra-workspaces connect --forget`, then apply, then `entra-workspaces connect`. If the state was lost: `entra-workspaces adopt`.',
        },
      ];
    }
    const thing = scimSecret.name;
    if (!token || token.is === 'missing') return [{ thing, got: 'no token in its secret' }];
    if (token.is === 'unclean') {
      return [
        {
          thing,
          got: 'a token with spaces or line breaks around it',
          fix: 'Run `entra-workspaces connect --renew-token` with the same token: it is cleaned.',
        },
      ];
    }
    return token.is === 'refused' ? [{ thing, got: `refused: ${token.message}` }] : [];
  },
});
