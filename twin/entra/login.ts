import type { CloudRequest, CloudResponse } from '../network.js';
import { json } from '../network.js';
import { lostAnswer } from '../faults.js';
import { selfSigned } from './certificate.js';
import type { TenantContext } from './context.js';
import { federationMetadata } from './saml-metadata.js';
import { answerToken } from './token.js';
import { dayMilliseconds } from '../clock.js';

/** `login.microsoftonline.com`: tokens, discovery, federation metadata. */
export class Login {
  /** Base64 DER of the certificate that signs for the whole tenant. */
  private tenantCertificate: string | undefined;

  constructor(private readonly context: TenantContext) {}

  async answer(request: CloudRequest, note: (what: string) => void): Promise<CloudResponse> {
    const { world, state } = this.context;
    await world.clock.settle();
    const fault = world.faults.take(`login ${request.method} ${request.path}`);
    if (fault && 'status' in fault) {
      const headers: Record<string, string> =
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
      return json(
        fault.status,
        {
          error: fault.code ?? 'temporarily_unavailable',
          error_description: fault.message ?? 'AADSTS90033: A transient error has occurred. Please try again.',
        },
        headers,
      );
    }
    if (fault && 'lose' in fault) return lostAnswer;
    const [, tenant = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(request.path) ?? [];
    if (request.method === 'POST' && rest === 'oauth2/v2.0/token') return answerToken(this.context, tenant, request);
    if (
      request.method === 'GET' &&
      tenant === state.tenantId &&
      rest === 'federationmetadata/2007-06/federationmetadata.xml'
    ) {
      return this.metadata(request.query.get('appid') ?? undefined);
    }
    if (request.method === 'GET' && rest === 'v2.0/.well-known/openid-configuration')
      return json(200, configuration(base(request), tenant));
    if (request.method === 'GET' && request.path === '/common/discovery/instance') {
      return json(200, {
        tenant_discovery_endpoint: `${base(request)}/${state.tenantId}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: request.host, preferred_cache: request.host, aliases: [request.host] }],
      });
    }
    note('call');
    return json(404, {
      error: 'invalid_request',
      error_description: `AADSTS900144: nothing is known at ${request.method} ${request.path}`,
    });
  }

  private async metadata(appId: string | undefined): Promise<CloudResponse> {
    const document = await federationMetadata(this.context, appId, () => this.ownCertificate());
    if (document === undefined) {
      return json(400, {
        error: 'invalid_request',
        error_description: `AADSTS700016: Application with identifier '${appId ?? ''}' was not found in the directory '${this.context.state.displayName}'.`,
      });
    }
    return { status: 200, headers: { 'content-type': 'application/samlmetadata+xml; charset=utf-8' }, body: document };
  }

  private async ownCertificate(): Promise<string> {
    const { epoch } = this.context.world.clock;
    this.tenantCertificate ??= (
      await selfSigned({
        commonName: 'Microsoft Azure Federated SSO Certificate',
        notBefore: new Date(epoch.getTime() - 365 * dayMilliseconds),
        notAfter: new Date(epoch.getTime() + 5 * 365 * dayMilliseconds),
      })
    ).der.toString('base64');
    return this.tenantCertificate;
  }
}

function base(request: CloudRequest): string {
  return request.headers['x-twin-base'] ?? `https://${request.host}`;
}

function configuration(at: string, tenant: string): object {
  return {
    issuer: `${at}/${tenant}/v2.0`,
    authorization_endpoint: `${at}/${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${at}/${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${at}/${tenant}/discovery/v2.0/keys`,
    response_types_supported: ['code', 'id_token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}
