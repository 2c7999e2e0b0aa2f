import type { TenantContext } from '../entra/context.js';
import { GraphError } from '../entra/errors.js';
import { callerOf as callerOfToken } from '../entra/token.js';
import type { CloudRequest } from '../network.js';
import { rule } from '../rules.js';
import { AzureError } from './azure-error.js';

const audienceOfToken = rule(
  'azure-token-audience',
  'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference',
  'A token opens the resource that it was issued for, and no other one.',
);

/**
 * Object id of whoever calls, if their token is for this resource. A client that was led here by a metadata host asks for
 * tokens of the address that it was given.
 */
export function callerOf(context: TenantContext, { headers }: Pick<CloudRequest, 'headers'>, audience: string): string {
  const { authorization } = headers;
  try {
    const { objectId } = callerOfToken(context, authorization);
    const [, payload = ''] = (authorization ?? '').split('.');
    const { aud } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { aud?: string };
    if ([audience, headers['x-twin-base']].includes(aud?.replace(/\/$/, ''))) return objectId;
    context.world.rules.leanOn(audienceOfToken);
    throw new AzureError(
      401,
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource '${aud ?? ''}'.`,
    );
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new AzureError(401, 'InvalidAuthenticationToken', error.message);
  }
}
