import { readFileSync } from 'node:fs';
import { ProviderError } from '../provider.js';
import { flag, text, type Values } from '../value.js';
import type { Credentials } from './graph.js';

/**
 * The credentials of a provider block: its arguments, else ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET (or
 * ARM_CLIENT_SECRET_FILE_PATH), ARM_OIDC_TOKEN (or ARM_OIDC_TOKEN_FILE_PATH with ARM_USE_OIDC). Signing in with the Azure
 * CLI, a certificate or a managed identity is not modelled: it says so.
 */
export function credentialsFrom(config: Values, environment: NodeJS.ProcessEnv): Credentials {
  const of = (name: string, variable: string): string | undefined =>
    text(config, name) ?? (environment[variable] || undefined);
  const tenantId = of('tenant_id', 'ARM_TENANT_ID');
  const clientId = of('client_id', 'ARM_CLIENT_ID');
  const secret =
    of('client_secret', 'ARM_CLIENT_SECRET') ?? contents(of('client_secret_file_path', 'ARM_CLIENT_SECRET_FILE_PATH'));
  const useOidc = flag(config, 'use_oidc') ?? environment['ARM_USE_OIDC'] === 'true';
  const token = of('oidc_token', 'ARM_OIDC_TOKEN') ?? contents(of('oidc_token_file_path', 'ARM_OIDC_TOKEN_FILE_PATH'));
  if (!tenantId || !clientId) {
    throw new ProviderError('building client: could not configure an authorizer', {
      detail: `The twin's stand-in signs in as a service principal: set ${tenantId ? 'client_id or ARM_CLIENT_ID' : 'tenant_id or ARM_TENANT_ID'}.`,
    });
  }
  if (useOidc && token !== undefined) return { tenantId, clientId, oidcToken: token };
  if (secret !== undefined) return { tenantId, clientId, clientSecret: secret };
  throw new ProviderError('building client: could not configure an authorizer', {
    detail:
      "The twin's stand-in signs in with a client secret (client_secret, ARM_CLIENT_SECRET) or an OIDC token (use_oidc with oidc_token or ARM_OIDC_TOKEN); it has no Azure CLI, certificate or managed identity.",
  });
}

function contents(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(path, 'utf8').trim();
}
