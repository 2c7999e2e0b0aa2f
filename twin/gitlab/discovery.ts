/** What both clouds fetch before they believe a token of a job. */
import { json, type CloudResponse } from '../network.js';

export const discoveryPath = '/.well-known/openid-configuration';

/**
 * The document of an address that signs. Sources: https://openid.net/specs/openid-connect-discovery-1_0.html (section 3),
 * https://gitlab.com/.well-known/openid-configuration (fields).
 */
export const discoveryOf = (issuer: string): CloudResponse =>
  json(200, { issuer, jwks_uri: `${issuer}/oauth/discovery/keys`, id_token_signing_alg_values_supported: ['RS256'] });
