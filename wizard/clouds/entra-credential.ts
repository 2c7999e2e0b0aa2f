/**
 * Who signs in to Entra: whoever `az login` signed in, or the application that the environment names, as Terraform's
 * providers read it (ARM_…). Tokens stay in memory.
 */
import { types } from 'node:util';
import type { TokenCredential } from '@azure/identity';
import type { Addresses } from './addresses.js';
import { brokenConnection, CloudError } from './cloud-error.js';
import { inPipelineJob, jobToken } from './job-identity.js';

/** Gives an access token, for Microsoft Graph unless said otherwise. Throws `CloudError`. */
export type Tokens = () => Promise<string>;

const graphScope = 'https://graph.microsoft.com/.default';

interface KnownApplication {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** Tokens for the tenant, or for the one that the sign-in belongs to. */
export function tokensFrom(
  env: NodeJS.ProcessEnv,
  addresses: Addresses,
  tenantId?: string,
  scope: string = graphScope,
): Tokens {
  const application = applicationIn(env, tenantId);
  if (addresses.redirected) return () => emulatedToken(addresses, application, scope);
  let credential: Promise<TokenCredential> | undefined;
  return async () => {
    try {
      credential ??= credentialFrom(env, application, tenantId);
      const token = await (await credential).getToken(scope);
      if (!token) throw new CloudError('error', notSignedIn(tenantId));
      return token.token;
    } catch (error) {
      throw signInError(error, tenantId);
    }
  };
}

/** ARM_… is what the Terraform providers read, AZURE_… what Azure's own libraries read. */
function applicationIn(env: NodeJS.ProcessEnv, tenantId?: string): KnownApplication | undefined {
  const one = (name: string): string | undefined => env[`ARM_${name}`] || env[`AZURE_${name}`] || undefined;
  const clientId = one('CLIENT_ID');
  const tenant = tenantId ?? one('TENANT_ID');
  const clientSecret = one('CLIENT_SECRET');
  if (clientId === undefined || tenant === undefined) return undefined;
  return { tenantId: tenant, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
}

async function credentialFrom(
  env: NodeJS.ProcessEnv,
  application: KnownApplication | undefined,
  tenantId: string | undefined,
): Promise<TokenCredential> {
  const { ClientAssertionCredential, ClientSecretCredential, DefaultAzureCredential } = await import('@azure/identity');
  if (application?.clientSecret !== undefined) {
    return new ClientSecretCredential(application.tenantId, application.clientId, application.clientSecret);
  }
  if (application && inPipelineJob(env)) {
    const assertion = (): Promise<string> => jobToken(env, 'api://AzureADTokenExchange');
    return new ClientAssertionCredential(application.tenantId, application.clientId, assertion);
  }
  return new DefaultAzureCredential(tenantId === undefined ? {} : { tenantId });
}

/** Azure's library insists on TLS and known hosts, which a cloud emulated on loopback has not: the same exchange by hand. */
async function emulatedToken(
  addresses: Addresses,
  application: KnownApplication | undefined,
  scope: string,
): Promise<string> {
  if (application?.clientSecret === undefined) throw new CloudError('error', notSignedIn());
  const url = addresses.of(`https://login.microsoftonline.com/${application.tenantId}/oauth2/v2.0/token`);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: application.clientId,
        client_secret: application.clientSecret,
        scope,
      }),
    });
    const body = (await answer.json()) as { access_token?: string; error_description?: string };
    if (body.access_token === undefined) throw new Error(body.error_description ?? `answered ${answer.status}`);
    return body.access_token;
  } catch (error) {
    throw signInError(error, application.tenantId);
  }
}

function notSignedIn(tenantId?: string): string {
  return `nobody is signed in to Entra: run az login${tenantId === undefined ? '' : ` --tenant ${tenantId}`} --allow-no-subscriptions, or set ARM_CLIENT_ID and ARM_CLIENT_SECRET`;
}

function signInError(error: unknown, tenantId: string | undefined): unknown {
  if (!types.isNativeError(error) || error instanceof CloudError) return error;
  const code = /AADSTS\d+/.exec(error.message)?.[0];
  if (code !== undefined) {
    const [sentence = ''] = error.message.slice(error.message.indexOf(code)).split(/ Trace ID:|\r?\n/);
    return new CloudError('error', `Entra refused the sign-in: ${sentence.trim()}`, { code }, { cause: error });
  }
  const broken = brokenConnection(error);
  if (broken !== undefined) {
    return new CloudError('offline', `Entra cannot be reached (${broken})`, {}, { cause: error });
  }
  if (/Credential/.test(error.name) || /Authentication/.test(error.name)) {
    return new CloudError('error', notSignedIn(tenantId), { code: error.name }, { cause: error });
  }
  return error;
}
