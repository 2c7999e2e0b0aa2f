import { constants, createHash, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProviderError } from '../provider.js';
import { flag, text, type Values } from '../value.js';
import { decodePkcs12, type Pair } from './pkcs12.js';

/** Who signs in: from the provider block, else from the environment. */
export interface Credentials {
  readonly tenantId: string;
  readonly clientId: string;
  /** By the names of the Azure SDK. */
  readonly kind: 'ClientSecretCredential' | 'ClientCertificateCredential' | 'OidcCredential';
  /** What proves it, for one request of a token. */
  proof(): Record<string, string>;
}

/** What a block and the environment hold, before anybody chose. An empty text is none, and wins over the environment. */
interface Given {
  readonly tenantId: string | undefined;
  readonly clientId: string | undefined;
  readonly secret: string | undefined;
  readonly oidcToken: string | undefined;
  readonly certificate: { readonly read: () => Buffer; readonly password: string } | undefined;
  readonly useCli: boolean;
}

/** As the library calls it. */
const archive = `PKCS${'#'}12 archive`;
const notPlayed = 'it has no Azure CLI and no managed identity';

/**
 * azuread and azurerm: a certificate, else a secret, else a token of OIDC, each only with a tenant and a client id. The first that is
 * there decides: what is wrong with it ends the run.
 * Source: github.com/hashicorp/go-azure-sdk, sdk/auth/auth.go (NewAuthorizerFromCredentials).
 */
export function azureadCredentials(config: Values, environment: NodeJS.ProcessEnv): Credentials {
  const { tenantId, clientId, secret, oidcToken, certificate } = given(config, environment);
  if (!tenantId || !clientId) {
    throw new ProviderError('building client: could not configure an authorizer', {
      detail: `The twin's stand-in signs in as a service principal (${notPlayed}): set ${tenantId ? 'client_id or ARM_CLIENT_ID' : 'tenant_id or ARM_TENANT_ID'}.`,
    });
  }
  const who = { tenantId, clientId };
  if (certificate !== undefined) {
    try {
      const pair = decodePkcs12(certificate.read(), certificate.password);
      return { ...who, kind: 'ClientCertificateCredential', proof: () => proofBy(pair, who, 'RS256') };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ProviderError(
        `building client: could not configure ClientCertificate Authorizer: could not decode ${archive}: ${why}`,
      );
    }
  }
  if (secret !== undefined) return { ...who, kind: 'ClientSecretCredential', proof: () => ({ client_secret: secret }) };
  if (oidcToken !== undefined) return { ...who, kind: 'OidcCredential', proof: () => asserted(oidcToken) };
  throw new ProviderError('building client: could not configure an authorizer', {
    detail: `The twin's stand-in signs in with a certificate (client_certificate_path, ARM_CLIENT_CERTIFICATE_PATH), a client secret (client_secret, ARM_CLIENT_SECRET) or an OIDC token (use_oidc with oidc_token or ARM_OIDC_TOKEN); ${notPlayed}.`,
  });
}

/**
 * msgraph: a token of OIDC, else a secret, else a certificate, else the Azure CLI. A certificate that cannot be read is passed over in
 * silence. Of the chain only the first counts here: one that Entra refuses ends it. None of them asks for a client id.
 * Sources: github.com/microsoft/terraform-provider-msgraph, internal/provider/provider.go (BuildChainedTokenCredential);
 * github.com/Azure/azure-sdk-for-go, sdk/azidentity: chained_token_credential.go, confidential_client.go.
 */
export function msgraphCredentials(config: Values, environment: NodeJS.ProcessEnv): Credentials {
  const { tenantId, clientId = '', secret, oidcToken, certificate, useCli } = given(config, environment);
  const failed = (detail: string): ProviderError => new ProviderError('Failed to obtain a credential.', { detail });
  if (tenantId === undefined) throw failed('no credentials were successfully initialized');
  const who = { tenantId, clientId };
  if (oidcToken !== undefined) return { ...who, kind: 'OidcCredential', proof: () => asserted(oidcToken) };
  if (secret !== undefined) return { ...who, kind: 'ClientSecretCredential', proof: () => ({ client_secret: secret }) };
  try {
    const pair = certificate && decodePkcs12(certificate.read(), certificate.password);
    if (pair) return { ...who, kind: 'ClientCertificateCredential', proof: () => proofBy(pair, who, 'PS256') };
  } catch {
    // A line of its log alone.
  }
  throw failed(
    useCli
      ? `The twin's stand-in is left with the Azure CLI here, and ${notPlayed}.`
      : 'no credentials were successfully initialized',
  );
}

function given(config: Values, environment: NodeJS.ProcessEnv): Given {
  const of = (name: string): string | undefined =>
    (text(config, name) ?? environment[`ARM_${name.toUpperCase()}`]) || undefined;
  const on = (name: string, usual: boolean): boolean =>
    flag(config, name) ?? (environment[`ARM_${name.toUpperCase()}`] || String(usual)) === 'true';
  const file = (path: string): Buffer => readFileSync(resolve(environment['PWD'] || process.cwd(), path));
  const written = (name: string): string | undefined => {
    const path = of(name);
    return path === undefined ? undefined : file(path).toString('utf8').trim();
  };
  const [base64, path] = [of('client_certificate'), of('client_certificate_path')];
  const read =
    base64 !== undefined ? () => Buffer.from(base64, 'base64') : path !== undefined ? () => file(path) : undefined;
  return {
    tenantId: of('tenant_id'),
    clientId: of('client_id') ?? written('client_id_file_path'),
    secret: of('client_secret') ?? written('client_secret_file_path'),
    oidcToken: on('use_oidc', false) ? (of('oidc_token') ?? written('oidc_token_file_path')) : undefined,
    certificate: read && { read, password: of('client_certificate_password') ?? '' },
    useCli: on('use_cli', true),
  };
}

const asserted = (assertion: string): Record<string, string> => ({
  client_assertion: assertion,
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
});

/**
 * An assertion as each library signs it: go-azure-sdk by RS256, for an hour, the SHA-1 of the certificate as `kid`; MSAL by PS256, for
 * ten minutes, the SHA-256 in plain base64.
 * Sources: github.com/hashicorp/go-azure-sdk, sdk/auth/client_credentials.go;
 * github.com/AzureAD/microsoft-authentication-library-for-go, apps/internal/oauth/ops/accesstokens/accesstokens.go.
 */
function proofBy(
  { der, privateKey }: Pair,
  { tenantId, clientId }: { readonly tenantId: string; readonly clientId: string },
  alg: 'RS256' | 'PS256',
): Record<string, string> {
  const isPss = alg === 'PS256';
  const print = createHash(isPss ? 'sha256' : 'sha1')
    .update(der)
    .digest('base64');
  const named = isPss ? { 'x5t#S256': print } : { kid: print.replaceAll('+', '-').replaceAll('/', '_') };
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    aud: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
    ...{ iss: clientId, sub: clientId, jti: randomUUID() },
    ...{ nbf: seconds, exp: seconds + (isPss ? 600 : 3600) },
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT', ...named })}.${part(claims)}`;
  const padding = isPss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, ...padding });
  return asserted(`${signed}.${signature.toString('base64url')}`);
}
