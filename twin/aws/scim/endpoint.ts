import { randomUUID } from 'node:crypto';
import { afterFault } from '../../faults.js';
import { json, type CloudRequest, type CloudResponse } from '../../network.js';
import type { World } from '../../clouds.js';
import { rule } from '../../rules.js';
import type { IdentityCenter } from '../identity-center/identity-center.js';
import {
  addresses,
  letsScimIn,
  scimFromAllowedAddresses,
  scimRefusalReads,
} from '../identity-center/network-access.js';
import type { ScimCall } from './call.js';
import { ScimRefusal } from './refusal.js';
import { groupCall } from './groups.js';
import { userCall } from './users.js';

const tokenDecides = rule(
  'scim-token-decides',
  'https://docs.aws.amazon.com/singlesignon/latest/developerguide/createuser.html',
  'A wrong or expired token, or the wrong tenant in the path, is answered with 401 UnauthorizedException.',
);

/**
 * The SCIM endpoint of Identity Center on the twin's network: `scim.REGION.amazonaws.com` and its dual-stack name
 * `scim.REGION.api.aws`, at `/TENANT/scim/v2/`.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/developerguide/what-is-scim.html
 */
export function serveScim(world: World, center: IdentityCenter): void {
  world.network.register(/^scim\.([a-z0-9-]+)\.(amazonaws\.com|api\.aws)$/, async (request) => {
    await world.clock.settle();
    const [, region = ''] = /^scim\.([a-z0-9-]+)\./.exec(request.host) ?? [];
    const [, tenant = '', collection = '', id] =
      /^\/([^/]+)\/scim\/v2\/([A-Za-z]+)(?:\/([^/]+))?\/?$/.exec(request.path) ?? [];
    const fault = world.faults.take(`scim ${request.method} /${collection}`);
    if (fault && 'status' in fault)
      return refused(
        new ScimRefusal(fault.status, fault.code ?? 'ThrottlingException', fault.message ?? 'Too many requests'),
      );
    try {
      const instance = center.instances.find((each) => each.source.scimTenant === tenant && each.region === region);
      const from = request.inside ? addresses.entra : addresses.outside;
      if (instance && !letsScimIn(instance.store.network, from)) {
        world.rules.leanOn(scimFromAllowedAddresses);
        world.rules.leanOn(scimRefusalReads);
        throw new ScimRefusal(403, 'AccessDeniedException', 'Access to the identity store is denied');
      }
      const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
      if (!instance || token === undefined || !instance.source.accepts(token)) {
        world.rules.leanOn(tokenDecides);
        throw new ScimRefusal(401, 'UnauthorizedException', 'Authorization header is invalid or missing');
      }
      const call: ScimCall = {
        method: request.method,
        id,
        filter: request.query.get('filter') ?? undefined,
        body: parsed(request),
        instance,
        base: `https://${request.host}/${tenant}/scim/v2`,
        leanOn: (used) => world.rules.leanOn(used),
      };
      const answer = answerOf(collection, call);
      return await afterFault(fault, answer);
    } catch (error) {
      if (error instanceof ScimRefusal) return refused(error);
      throw error;
    }
  });
}

function answerOf(collection: string, call: ScimCall): CloudResponse {
  if (collection === 'Users') return userCall(call);
  if (collection === 'Groups') return groupCall(call);
  if (collection === 'ServiceProviderConfig') return json(200, serviceProviderConfig);
  throw new ScimRefusal(404, 'ResourceNotFoundException', `/${collection} is not supported`);
}

const serviceProviderConfig = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  documentationUri: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/manage-your-identity-source-idp.html',
  authenticationSchemes: [{ type: 'oauthbearertoken', name: 'OAuth Bearer Token', primary: true }],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 1, maxPayloadSize: 1_048_576 },
  filter: { supported: true, maxResults: 50 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
};

function parsed(request: CloudRequest): Record<string, unknown> {
  if (request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Worded below, like a body that is no object.
  }
  throw new ScimRefusal(
    400,
    'ValidationException',
    'Request is unparsable, syntactically incorrect, or violates schema.',
  );
}

function refused({ status, code, message }: ScimRefusal): CloudResponse {
  return json(status, {
    schema: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    detail: message,
    status: String(status),
    exceptionRequestId: randomUUID(),
    errorType: code,
  });
}
