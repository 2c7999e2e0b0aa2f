import { rule } from '../../rules.js';
import { within } from '../cidr.js';

/** From where an identity store may be reached; nothing said: from everywhere. Members as in the API model. */
export interface StoreNetwork {
  readonly VpceAccessRequired: boolean;
  readonly ApiRestrictSourceVpcs?: readonly string[];
  readonly ApiAllowSourceIps?: readonly string[];
  readonly ScimAllowSourceIps?: readonly string[];
}

/** From where people may sign in to an instance. */
export interface InstanceNetwork {
  readonly VpceAccessRequired: boolean;
  readonly RestrictSourceVpcs?: readonly string[];
  readonly AllowSourceIps?: readonly string[];
  readonly ExcludeApplicationArns?: readonly string[];
}

/** Where calls come from. People and functions of the twin are outside of every VPC with an endpoint of Identity Center. */
export const addresses = { entra: '20.190.190.17', outside: '203.0.113.10' } as const;

export const scimFromAllowedAddresses = rule(
  'scim-from-allowed-addresses',
  'botocore identitystore UpdateIdentityStore (NetworkConfigurationDetails, 1.44.8)',
  'With ScimAllowSourceIps, SCIM from other addresses is denied; without it a store that needs a VPC endpoint denies SCIM.',
);
export const scimRefusalReads = rule(
  'scim-refusal-from-elsewhere',
  'guess',
  'SCIM from an address that is not let in is answered with 403 AccessDeniedException.',
);
export const storeBehindEndpoint = rule(
  'identity-store-behind-vpc-endpoint',
  'botocore identitystore UpdateIdentityStore (NetworkConfigurationDetails, 1.44.8)',
  'A store that needs a VPC endpoint denies API calls from elsewhere, but for the addresses of ApiAllowSourceIps.',
);

export function letsScimIn(network: StoreNetwork | undefined, address: string): boolean {
  const allowed = network?.ScimAllowSourceIps ?? [];
  return allowed.length > 0 ? covers(allowed, address) : network?.VpceAccessRequired !== true;
}

export function letsApiIn(network: StoreNetwork | undefined, address: string): boolean {
  return network?.VpceAccessRequired !== true || covers(network.ApiAllowSourceIps ?? [], address);
}

function covers(ranges: readonly string[], address: string): boolean {
  return ranges.some((range) => within(`${address}/32`, range.includes('/') ? range : `${range}/32`));
}
