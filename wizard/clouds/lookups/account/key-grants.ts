import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

/**
 * As many grants as a call answers, and as many calls, one after the other, as a look has time for: half of the 50,000 that a
 * key takes (docs/facts/fleet.md 8).
 */
const atOnce = 100;
const mostCalls = 250;

/** How many grants a KMS key has: volumes of desktops use them up. Undefined: there is no such key. */
export const keyGrants = lookup({
  id: 'key-grants',
  what: 'the grants of the key of the volumes',
  needs: { aws: ['kms:ListGrants'] },
  seconds: 60,
  async look(
    { aws },
    at: { readonly region: string; /** Id or ARN: the API takes no alias. */ readonly keyId: string },
  ) {
    const input = { KeyId: at.keyId, Limit: atOnce };
    const pages = await unlessAbsent(aws.firstPages('kms', 'ListGrants', at.region, input, mostCalls), undefined);
    if (!pages) return undefined;
    return {
      keyId: at.keyId,
      grants: pages.reduce((sum, { Grants = [] }) => sum + Grants.length, 0),
      /** There are more than were counted. */
      more: pages.at(-1)?.Truncated === true,
    };
  },
});
