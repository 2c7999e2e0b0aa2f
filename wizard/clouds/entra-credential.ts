/**
 * Who signs in to Entra: the application that the environment names (ARM_…), with a certificate, a secret or the token of a job, else
 * whoever `az login` signed in. The same and in the same order as Terraform's providers have it, so that nobody is checked
 * while somebody else changes things: AZURE_… is not read, as they do not read it. Tokens stay in memory.
 * Source: https://registry.terraform.io/providers/hashicorp/azuread/latest/docs#authenticating-to-azure-active-directory
 */
import { readFileSync } from 'node:fs';
import { types } from 'node:util';
import { present } from '../../domain/present.js';
import { audiences } from '../../domain/pipeline-subjects.js';
import { Failure } from '../terminal/failure.js';
import { cloudsVariable, type Addresses } from './addresses.js';
import { clockSentence } from './clock.js';
import type { CertificatePlace, SignedAssertion } from './certificate/client-assertion.js';
import { brokenConnection, CloudError } from './cloud-error.js';
import { inPipelineJob, jobToken, subjectOf } from './job-identity.js';
import { Network } from './network.js';
import { isLoopback } from './proxy.js';

/** Gives an access token, for Microsoft Graph unless said otherwise. Throws `CloudError`. */
export type Tokens = () => Promise<string>;

const graphScope = 'https://graph.microsoft.com/.default';
const secondsForAzureCli = 20;

interface KnownApplication {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** The token of a job, instead of a secret. */
  readonly assertion?: () => Promise<string>;
  /** A certificate with its key, before either of them, as the providers have it. */
  readonly certificate?: CertificatePlace;
}

/** Tokens for the tenant, or for the one that the sign-in belongs to. */
export function tokensFrom(
  env: NodeJS.ProcessEnv,
  addresses: Addresses,
  tenantId?: string,
  scope: string = graphScope,
): Tokens {
  const metadata = env['ARM_METADATA_HOSTNAME'] || env['ARM_METADATA_HOST'];
  if (metadata && isLoopback(metadata.replace(/:\d+$/, '')) && !addresses.redirected) {
    // What opens an emulated tenant is never sent to the real one.
    const why = `terraform's Entra is emulated at ${metadata}, and ${cloudsVariable} is not set: set both or neither`;
    return () => Promise.reject(new CloudError('error', why, { code: 'NotSignedIn' }));
  }
  const application = applicationIn(env, tenantId);
  if (application?.clientSecret !== undefined || application?.assertion || application?.certificate) {
    return () => tokenOf(application, env, addresses, scope);
  }
  // An emulated tenant knows applications alone.
  if (addresses.redirected)
    return () => Promise.reject(new CloudError('error', notSignedIn(env, tenantId), { code: codeOf(env) }));
  return () => tokenOfPerson(env, tenantId, scope);
}

/** Whether terraform's providers are told to sign in by a way that is not known here: a managed identity. */
export function signsInOtherwise(env: NodeJS.ProcessEnv): boolean {
  const ways = ['USE_MSI', 'ADO_PIPELINE_SERVICE_CONNECTION_ID'];
  // The service connection of a job is a way that is known here.
  return !inPipelineJob(env) && ways.some((name) => env[`ARM_${name}`]);
}

function applicationIn(env: NodeJS.ProcessEnv, tenantId?: string): KnownApplication | undefined {
  const clientId = env['ARM_CLIENT_ID'] || readIn(env['ARM_CLIENT_ID_FILE_PATH']);
  const tenant = tenantId ?? (env['ARM_TENANT_ID'] || undefined);
  if (!clientId || tenant === undefined) return undefined;
  const clientSecret = env['ARM_CLIENT_SECRET'] || readIn(env['ARM_CLIENT_SECRET_FILE_PATH']);
  const assertion = assertionIn(env);
  const certificate = certificateIn(env);
  if (certificate !== undefined) return { tenantId: tenant, clientId, certificate };
  return { tenantId: tenant, clientId, ...(clientSecret ? { clientSecret } : assertion ? { assertion } : {}) };
}

/** Who signs in for Entra where an application does for Intune alone: the certificate of the environment is that one's. */
export const besideIntune = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  ...{ ARM_CLIENT_CERTIFICATE: '', ARM_CLIENT_CERTIFICATE_PATH: '' },
});

/** Tokens of the application that signs in for Intune alone: by its certificate, as the stack tells terraform's provider. */
export function tokensForIntune(
  env: NodeJS.ProcessEnv,
  addresses: Addresses,
  clientId: string,
  tenantId?: string,
): Tokens {
  if (certificateIn(env) === undefined) {
    const why = `ARM_CLIENT_CERTIFICATE_PATH is not set, and the application ${clientId} signs in for Intune by its certificate alone: entra-workspaces bootstrap --laptop --intune makes one for you, and says where it lies`;
    return () => Promise.reject(new CloudError('error', why, { code: 'NoProof' }));
  }
  const own = { ...env, ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: '', ARM_CLIENT_SECRET_FILE_PATH: '' };
  return tokensFrom(own, addresses, tenantId);
}

/** Where the certificate lies that the environment names, if it names one. */
export function certificateIn(env: NodeJS.ProcessEnv): CertificatePlace | undefined {
  const password = env['ARM_CLIENT_CERTIFICATE_PASSWORD'] ?? '';
  const { ARM_CLIENT_CERTIFICATE_PATH: path, ARM_CLIENT_CERTIFICATE: base64 } = env;
  if (base64) return { base64, password };
  return path ? { path, password } : undefined;
}

function assertionIn(env: NodeJS.ProcessEnv): (() => Promise<string>) | undefined {
  const { ARM_OIDC_TOKEN: token, ARM_OIDC_TOKEN_FILE_PATH: file } = env;
  if (token) return () => Promise.resolve(token);
  if (file) return () => Promise.resolve(readIn(file) ?? '');
  return inPipelineJob(env) ? () => jobToken(env, audiences.entra) : undefined;
}

function readIn(file: string | undefined): string | undefined {
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CloudError('error', `${file}, which the environment names for the sign-in to Entra, cannot be read`);
  }
}

/** Source: https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
async function tokenOf(
  application: KnownApplication,
  env: NodeJS.ProcessEnv,
  addresses: Addresses,
  scope: string,
): Promise<string> {
  const network = Network.of(env);
  const { tenantId, clientId, clientSecret, certificate } = application;
  const url = addresses.of(`https://login.microsoftonline.com/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`);
  const assertion = clientSecret === undefined ? await application.assertion?.() : undefined;
  const signed = certificate === undefined ? undefined : await signedAssertion(certificate, tenantId, clientId);
  const proof: Record<string, string> =
    clientSecret === undefined
      ? {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: signed?.assertion ?? assertion ?? '',
        }
      : { client_secret: clientSecret };
  const answer = await network.fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, scope, ...proof }),
  });
  const text = await answer.text();
  const { access_token: token, error_description: description } = objectIn(text);
  if (typeof token === 'string') return token;
  const reported =
    typeof description === 'string' ? description : `login.microsoftonline.com answered ${answer.status}`;
  const clock = clockSentence(network.clockAhead);
  const more = [
    ...(assertion === undefined ? [] : [`the application ${clientId} must trust exactly ${subjectOf(assertion)}`]),
    ...(signed === undefined ? [] : [`signed with the certificate ${signed.thumbprint}, which ${signed.validity}`]),
    ...(clock === undefined ? [] : [clock]),
  ];
  throw refusal(reported, more) ?? new CloudError('error', `Entra gave no token: ${reported.slice(0, 200)}`);
}

/** Loaded when it is needed: few sign in by a certificate. */
async function signedAssertion(place: CertificatePlace, tenantId: string, clientId: string): Promise<SignedAssertion> {
  const { clientAssertion } = await import('./certificate/client-assertion.js');
  return clientAssertion(place, { tenantId, clientId });
}

/** A token of whoever `az login` signed in. @throws CloudError with the code NotSignedIn where nobody is */
export async function tokenOfPerson(
  env: NodeJS.ProcessEnv,
  tenantId: string | undefined,
  scope: string,
): Promise<string> {
  try {
    const { AzureCliCredential } = await import('@azure/identity');
    const credential = new AzureCliCredential({
      ...present({ tenantId }),
      processTimeoutInMs: secondsForAzureCli * 1000,
    });
    const token = await credential.getToken(scope);
    if (!token) throw new CloudError('error', notSignedIn(env, tenantId), { code: codeOf(env) });
    return token.token;
  } catch (error) {
    throw cliError(error, env, tenantId);
  }
}

function notSignedIn(env: NodeJS.ProcessEnv, tenantId?: string): string {
  const login = `az login${tenantId === undefined ? '' : ` --tenant ${tenantId}`} --allow-no-subscriptions`;
  if (env['ARM_CLIENT_ID']) {
    return `ARM_CLIENT_ID is set, and nothing that proves it: set ARM_CLIENT_SECRET or ARM_CLIENT_CERTIFICATE_PATH too (in a pipeline: permissions: id-token: write), or unset it and run ${login}`;
  }
  const other = env['AZURE_CLIENT_ID'] ? ' (AZURE_CLIENT_ID is not read by terraform, so it is not used here)' : '';
  return `nobody is signed in to Entra${other}: run ${login}, or set ARM_CLIENT_ID and ARM_CLIENT_SECRET`;
}

/** Nobody signed in may be a way that is not known here; a client id without a proof is not. */
const codeOf = (env: NodeJS.ProcessEnv): string => (env['ARM_CLIENT_ID'] ? 'NoProof' : 'NotSignedIn');

function cliError(error: unknown, env: NodeJS.ProcessEnv, tenantId: string | undefined): unknown {
  if (!types.isNativeError(error) || error instanceof CloudError || error instanceof Failure) return error;
  const { message } = error;
  const refused = refusal(message, []);
  if (refused) return refused;
  if (/CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify failed/i.test(message)) {
    return new CloudError(
      'offline',
      'the Azure CLI does not know the authority of the certificate that it is shown: set REQUESTS_CA_BUNDLE to the PEM file of your company',
      {},
      { cause: error },
    );
  }
  const broken =
    brokenConnection(error) ??
    (/ConnectionError|Max retries exceeded|ProxyError/.test(message) ? 'the Azure CLI' : undefined);
  if (broken !== undefined) {
    return new CloudError('offline', `Entra cannot be reached (${broken})`, {}, { cause: error });
  }
  if (/timed? ?out|ETIMEDOUT|SIGTERM|killed/i.test(message)) {
    return new CloudError('timeout', `az gave no token within ${secondsForAzureCli} s`, {}, { cause: error });
  }
  return new CloudError('error', notSignedIn(env, tenantId), { code: codeOf(env) }, { cause: error });
}

/** A refusal of Entra, by its code and the sentence after it. */
function refusal(text: string, more: readonly string[]): CloudError | undefined {
  const code = /AADSTS\d+/.exec(text)?.[0];
  if (code === undefined) return undefined;
  const [sentence = ''] = text.slice(text.indexOf(code)).split(/ Trace ID:|\r?\n/);
  return new CloudError('error', [`Entra refused the sign-in: ${sentence.trim()}`, ...more].join('; '), { code });
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
