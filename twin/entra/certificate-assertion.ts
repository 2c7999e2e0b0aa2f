import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { rule, type RuleBook } from '../rules.js';
import type { KeyCredential } from './objects.js';
import { dayMilliseconds } from '../clock.js';

const signedByKnownKey = rule(
  'certificate-assertion-signature',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS700027',
  'An assertion is signed with the key of a certificate of the application, which its header names by its thumbprint.',
);
const withinItsTime = rule(
  'certificate-assertion-time',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS700024',
  'An assertion is good within its own times alone.',
);
const forThisEndpoint = rule(
  'certificate-assertion-audience',
  'https://learn.microsoft.com/entra/identity-platform/certificate-credentials',
  'The audience of an assertion is the token endpoint of the tenant; issuer and subject are the application.',
);
const certificateEnds = rule(
  'certificate-ends',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS1000502',
  'A certificate past its end, or a key of the application past its own, signs nobody in.',
);
const namedAnyway = rule(
  'certificate-assertion-kid',
  'github.com/hashicorp/go-azure-sdk, sdk/auth/client_credentials.go',
  'An assertion may name its certificate as kid as well, by SHA-1; base64 is read in both alphabets.',
);

interface Header {
  readonly alg?: string;
  readonly typ?: string;
  readonly x5t?: string;
  readonly 'x5t#S256'?: string;
  readonly kid?: string;
}

const parsed = (part: string | undefined): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** Whether an assertion is the application's own; one of a job is of another issuer, and names a key of that. */
export function isByCertificate(assertion: string, clientId: string): boolean {
  const [head, claims] = assertion.split('.').map(parsed);
  const header = (head ?? {}) as Header;
  return claims?.['iss'] === clientId || header.x5t !== undefined || header['x5t#S256'] !== undefined;
}

/** Why Entra refuses it; nothing where it lets in. */
export function refusalOfCertificate(
  assertion: string,
  given: {
    readonly clientId: string;
    readonly keys: readonly KeyCredential[];
    readonly now: Date;
    readonly tenantId: string;
    readonly rules: RuleBook;
  },
): { readonly number: number; readonly text: string } | undefined {
  const { clientId, keys, now, tenantId, rules } = given;
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const header = parsed(head) as Header;
  const claims = parsed(payload);
  const named = ({ key }: KeyCredential): boolean => {
    const der = Buffer.from(key ?? '', 'base64');
    const is = (print: string | undefined, hash: string): boolean =>
      print !== undefined && Buffer.from(print, 'base64url').equals(createHash(hash).update(der).digest());
    const byKid = header.kid !== undefined && is(header.kid, 'sha1');
    if (byKid) rules.leanOn(namedAnyway);
    return is(header['x5t#S256'], 'sha256') || is(header.x5t, 'sha1') || byKid;
  };
  const found = keys.find((each) => each.key !== null && named(each));
  const failed = (why: string): { number: number; text: string } => {
    rules.leanOn(signedByKnownKey);
    return { number: 700027, text: `Client assertion failed signature validation. ${why}` };
  };
  if (found === undefined) return failed('The key was not found.');
  const certificate = new X509Certificate(Buffer.from(found.key ?? '', 'base64'));
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const padding = { PS256: pss, RS256: { padding: constants.RSA_PKCS1_PADDING } }[header.alg ?? ''];
  if (padding === undefined || header.typ !== 'JWT')
    return failed(`The algorithm is not supported: ${header.alg ?? ''}.`);
  const text = Buffer.from(`${head}.${payload}`);
  if (!verify('sha256', text, { key: certificate.publicKey, ...padding }, Buffer.from(signature, 'base64url')))
    return failed('The signature is not valid.');
  const [from, to] = [Number(claims['nbf']) * 1000, Number(claims['exp']) * 1000];
  // An assertion carries the clock of the machine that signed it.
  const clock = Date.now();
  if (!(from <= clock + 300_000 && clock < to && to - from <= dayMilliseconds)) {
    rules.leanOn(withinItsTime);
    return { number: 700024, text: 'Client assertion is not within its valid time range.' };
  }
  const endpoints = ['/oauth2/v2.0/token', '/v2.0'].map((end) => `https://login.microsoftonline.com/${tenantId}${end}`);
  const audience = String(claims['aud']).replace(
    /^http:\/\/(127\.0\.0\.1|localhost):\d+(\/_host\/[^/]+)?\//,
    'https://login.microsoftonline.com/',
  );
  if (!endpoints.includes(audience) || claims['iss'] !== clientId || claims['sub'] !== clientId || !claims['jti']) {
    rules.leanOn(forThisEndpoint);
    return {
      number: 700023,
      text: `Client assertion audience claim does not match Realm issuer, or issuer and subject are not ${clientId}.`,
    };
  }
  if (new Date(certificate.validTo) <= now || Date.parse(found.endDateTime) <= now.getTime()) {
    rules.leanOn(certificateEnds);
    return { number: 1000502, text: 'The provided certificate is not within its specified validity period.' };
  }
  return undefined;
}
