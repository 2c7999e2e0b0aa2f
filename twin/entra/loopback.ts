import { json, listen, type Listener, type Network } from '../network.js';
import { selfSigned, toPem } from './certificate.js';
import { dayMilliseconds } from '../clock.js';

/** A tenant's doors for providers that take a metadata host. */
export interface Loopback {
  /** Graph and token endpoint under one base URL, without TLS. */
  readonly graph: Listener;
  readonly metadata: Listener;
  /** `localhost:PORT`, for `metadata_host` or ARM_METADATA_HOSTNAME. */
  readonly metadataHost: string;
  /** For SSL_CERT_FILE: the certificate of the metadata host. */
  readonly certificatePem: string;
  close(): Promise<void>;
}

/**
 * Serves what the azuread and azurerm providers ask for: `GET https://localhost:PORT/metadata/endpoints`, which leads to
 * Graph and login on loopback (docs/facts/azuread-calls.md 1: the scheme is forced to https for metadata alone).
 */
export async function openLoopback(network: Network): Promise<Loopback> {
  const graph = await listen((request) => {
    const { host, path } = placeOf(request.path);
    return network.dispatch({
      ...request,
      host,
      path,
      headers: { ...request.headers, 'x-twin-base': `http://${request.host}` },
    });
  });
  const now = Date.now();
  const certificate = await selfSigned({
    commonName: 'localhost',
    notBefore: new Date(now - dayMilliseconds),
    notAfter: new Date(now + 30 * dayMilliseconds),
    dnsNames: ['localhost'],
  });
  const certificatePem = toPem(certificate.der);
  const key = certificate.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const metadata = await listen(
    async (request) =>
      request.method === 'GET' && request.path === '/metadata/endpoints'
        ? json(200, endpoints(graph.url))
        : json(404, { error: `twin: the metadata host knows /metadata/endpoints alone, got: ${request.path}` }),
    { key, cert: certificatePem },
  );
  return {
    graph,
    metadata,
    metadataHost: `localhost:${metadata.port}`,
    certificatePem,
    close: async () => {
      await Promise.all([graph.close(), metadata.close()]);
    },
  };
}

/** Which cloud a path is of. */
function placeOf(path: string): { readonly host: string; readonly path: string } {
  const [, blobs, below] = /^\/_host\/([a-z0-9]+\.blob\.core\.windows\.net)(\/.*)$/.exec(path) ?? [];
  if (blobs !== undefined && below !== undefined) return { host: blobs, path: below };
  if (/^\/(v1\.0|beta)\//.test(path)) return { host: 'graph.microsoft.com', path };
  return { host: path.startsWith('/subscriptions/') ? 'management.azure.com' : 'login.microsoftonline.com', path };
}

function endpoints(url: string): object {
  return {
    portal: url,
    name: 'AzureTwin',
    resourceManager: url,
    microsoftGraphResourceId: url,
    authentication: { loginEndpoint: url, audiences: [url], tenant: 'common', identityProvider: 'AAD' },
    suffixes: { storage: 'localhost', keyVaultDns: 'localhost' },
  };
}
