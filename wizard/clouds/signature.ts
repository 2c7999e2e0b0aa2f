import type { AwsKeys } from './aws-credentials.js';

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * The headers that make the request an authorized one, for services of which a call or two are needed: a client for S3 is a
 * megabyte.
 */
export async function signedHeaders(
  { method, url, headers, body }: SignedRequest,
  credentials: AwsKeys,
  region: string,
  signingDate: Date,
  service = 's3',
): Promise<Record<string, string>> {
  // Loaded with the first call that is signed by hand: no prompt and no synthesis signs any.
  const [{ Hash }, { SignatureV4 }] = await Promise.all([import('@smithy/core/serde'), import('@smithy/signature-v4')]);
  const sha256 = Hash.bind(null, 'sha256');
  const signer = new SignatureV4({ region, service, credentials, sha256, uriEscapePath: false });
  const path = url.pathname
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/');
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  };
  const { host: _host, ...sent } = (await signer.sign(request, { signingDate })).headers;
  return sent;
}

/** As `encodeURIComponent`, and what it leaves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
