/**
 * A certificate in place of a secret: its key signs who the application is, for ten minutes. The key never leaves this process.
 * Source: https://learn.microsoft.com/entra/identity-platform/certificate-credentials (PS256, x5t#S256, claims).
 */
import { constants, createHash, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CloudError } from '../cloud-error.js';
import { readPkcs12, type CertificateWithKey } from './pkcs12.js';

/** A PKCS #12 file, or its bytes as base64. */
export type CertificatePlace = ({ readonly path: string } | { readonly base64: string }) & {
  readonly password: string;
};

export interface SignedAssertion {
  readonly assertion: string;
  /** SHA-1, as Entra shows it. */
  readonly thumbprint: string;
  /** In words: `is valid until 2026-11-29`. */
  readonly validity: string;
}

/** Certificate and key. @throws CloudError that says what is wrong with the file, and never what is in it */
export function certificateAt(place: CertificatePlace): CertificateWithKey {
  const what = 'path' in place ? place.path : 'ARM_CLIENT_CERTIFICATE';
  let bytes: Buffer;
  try {
    bytes = 'path' in place ? readFileSync(place.path) : Buffer.from(place.base64, 'base64');
  } catch {
    throw new CloudError('error', `${what}, which the environment names for the sign-in to Entra, cannot be read`);
  }
  try {
    return readPkcs12(bytes, place.password);
  } catch (error) {
    const why = error instanceof RangeError || !(error instanceof Error) ? 'it is no PKCS #12 file' : error.message;
    throw new CloudError('error', `${what} does not sign in to Entra: ${why}`, { code: 'NoProof' });
  }
}

/** Signs anew for each token. */
export function clientAssertion(
  place: CertificatePlace,
  { tenantId, clientId }: { readonly tenantId: string; readonly clientId: string },
  now = new Date(),
): SignedAssertion {
  const { der, privateKey } = certificateAt(place);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now.getTime() / 1000);
  const thumbprint = createHash('sha256').update(der).digest('base64url');
  const head = part({ typ: 'JWT', alg: 'PS256', 'x5t#S256': thumbprint });
  const claims = part({
    aud: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
    ...{ iss: clientId, sub: clientId, jti: randomUUID() },
    ...{ iat: seconds, nbf: seconds, exp: seconds + 600 },
  });
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = sign('sha256', Buffer.from(`${head}.${claims}`), {
    key: privateKey,
    ...{ padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  });
  const { fingerprint, validTo } = new X509Certificate(der);
  const end = new Date(validTo);
  const day = end.toISOString().slice(0, 10);
  return {
    assertion: `${head}.${claims}.${signature.toString('base64url')}`,
    thumbprint: fingerprint.replaceAll(':', ''),
    validity: end < now ? `expired on ${day}` : `is valid until ${day}`,
  };
}
