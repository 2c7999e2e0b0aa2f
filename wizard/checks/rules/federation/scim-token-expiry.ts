import { handshakeOf } from '../../../../deployment/stage.js';
import { expiring } from '../../expiring.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** A SCIM token lives a year. When it ends stands in a tag that `connect` wrote. */
export const scimTokenExpiry = deploymentRule({
  id: 'scim-token-expiry',
  failureModes: [23],
  title: 'The SCIM token expires',
  good: 'The SCIM token is valid for more than 30 days',
  why: 'From then on sync stops: joiners never arrive in AWS, leavers keep their account there.',
  fix: 'Make another token in the Identity Center console (two may live side by side) and run `entra-workspaces connect --renew-token`, then apply.',
  who: 'Identity Center administrator',
  severity: 'warning',
  area: 'federation',
  at: ['preflight', 'doctor'],
  because: ['scim-token'],
  holdsFor: ({ deployment }) => handshakeOf(deployment) !== undefined,
  needs: ['scimSecret'],
  evaluate: ({ scimSecret }, { now }): Finding[] => {
    if (scimSecret?.expires === undefined) return [];
    const end = new Date(scimSecret.expires);
    if (Number.isNaN(end.getTime()))
      return [{ thing: scimSecret.name, got: `a tag that is no date: ${scimSecret.expires}` }];
    // An error before a run is for what stops it; a token of a week does not.
    return expiring(end, now, { thing: scimSecret.name });
  },
});
