/**
 * What an address that signs tokens says of itself, as far as a cloud has to believe it. Source:
 * https://openid.net/specs/openid-connect-discovery-1_0.html (ProviderConfigurationValidation: the issuer in it is that of the
 * tokens, to the letter; `jwks_uri` is required, section 3).
 */

/** Where it stands below an issuer. */
export const discoveryPath = '/.well-known/openid-configuration';

export interface DiscoveryDocument {
  readonly issuer?: unknown;
  readonly jwks_uri?: unknown;
}

/** The most that is read of it: that of gitlab.com has 2 kB. */
const largest = 100_000;

/** Nothing for what is no JSON object, such as a page to sign in. */
export function discoveryDocumentIn(text: string): DiscoveryDocument | undefined {
  if (text.length > largest) return undefined;
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === 'object' && told !== null ? told : undefined;
  } catch {
    return undefined;
  }
}

/** The address of the keys, if a cloud could fetch them. */
export function keysIn({ jwks_uri: told }: DiscoveryDocument): URL | undefined {
  if (typeof told !== 'string' || !URL.canParse(told)) return undefined;
  const keys = new URL(told);
  return keys.protocol === 'https:' ? keys : undefined;
}

/** What keeps both clouds from believing a token, one after the other: what has to stand there, and what does. */
export interface DiscoveryGap {
  readonly at: 'issuer' | 'jwks_uri';
  readonly wanted: string;
  readonly got: string;
}

/** @param issuer With `https://`, as both clouds trust it. Empty: nothing keeps them from it */
export function discoveryGaps(told: DiscoveryDocument, issuer: string): DiscoveryGap[] {
  return [
    ...(told.issuer === issuer ? [] : [{ at: 'issuer', wanted: issuer, got: shown(told.issuer) } as const]),
    ...(keysIn(told) === undefined
      ? [{ at: 'jwks_uri', wanted: 'an address with https', got: shown(told.jwks_uri) } as const]
      : []),
  ];
}

/** What a host says of itself, fit for a message: short, printable. */
function shown(told: unknown): string {
  const plain = (JSON.stringify(told) ?? 'nothing').replace(/[^\x20-\x7e]/g, '?');
  return plain.length > 200 ? `${plain.slice(0, 197)}...` : plain;
}
