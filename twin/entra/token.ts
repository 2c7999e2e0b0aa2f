import { randomUUID } from 'node:crypto';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { isByCertificate, refusalOfCertificate } from './certificate-assertion.js';
import { graphAppId } from './catalogue.js';
import type { TenantContext } from './context.js';
import { GraphError } from './errors.js';
import { holds } from './claims-expression.js';
import type { PasswordCredential, ServicePrincipal } from './objects.js';
import type { Caller } from './permissions.js';

const secretExpires = rule(
  'client-secret-expires',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS7000222',
  'A client secret past its end is refused; another one of the same application still works.',
);
const secretValue = rule(
  'client-secret-value',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS7000215',
  'The secret is its value, not its id.',
);
const rolesAtIssue = rule(
  'roles-at-issue',
  'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference: roles',
  'A token carries the application roles that were consented to when it was issued; later consent needs a new token.',
);
const machineTime = rule(
  'tokens-by-machine-clock',
  'guess',
  "A token lives for an hour of the machine's clock, as its holder counts it, and not of the twin's faster one.",
);
const federatedMatch = rule(
  'federated-credential-matches',
  'https://learn.microsoft.com/graph/api/resources/federatedidentitycredential',
  'Issuer and subject of the assertion must equal those of a federated credential, the audience must be one of its audiences.',
);

const lifetimeSeconds = 3600;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

class TokenError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly number: number,
    text: string,
  ) {
    super(`AADSTS${number}: ${text}`);
  }
}

/** Answers `POST /{tenant}/oauth2/v2.0/token`: client credentials by secret or by federated assertion. */
export function answerToken(context: TenantContext, tenant: string, request: CloudRequest): CloudResponse {
  const now = context.world.clock.now();
  try {
    const { state } = context;
    const named = [state.tenantId, ...state.verifiedDomains].some(
      (each) => each.toLowerCase() === tenant.toLowerCase(),
    );
    if (!named) {
      throw new TokenError(
        400,
        'invalid_request',
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
      );
    }
    const form = new URLSearchParams(request.body.toString('utf8'));
    const grant = form.get('grant_type');
    if (grant !== 'client_credentials') {
      throw new TokenError(
        400,
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${grant ?? ''}'.`,
      );
    }
    const scope = form.get('scope') ?? '';
    if (!/^https?:\/\/[^ ]+\/\.default$/.test(scope)) {
      throw new TokenError(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
      );
    }
    const principal = authenticate(context, form, now);
    const token = applicationToken(context, principal, scope.replace(/\/\.default$/, ''));
    return json(200, {
      token_type: 'Bearer',
      expires_in: lifetimeSeconds - 1,
      ext_expires_in: lifetimeSeconds - 1,
      access_token: token,
    });
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const trace = randomUUID();
    return json(error.status, {
      error: error.error,
      error_description: `${error.message} Trace ID: ${trace} Correlation ID: ${trace} Timestamp: ${now.toISOString()}`,
      error_codes: [error.number],
      timestamp: now.toISOString(),
      trace_id: trace,
      correlation_id: trace,
    });
  }
}

function authenticate(context: TenantContext, form: URLSearchParams, now: Date): ServicePrincipal {
  const { state, world } = context;
  const clientId = form.get('client_id') ?? '';
  if (clientId === '') {
    throw new TokenError(
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'client_id'.",
    );
  }
  const application = state.applicationOf(clientId);
  const principal = state.servicePrincipalOf(clientId);
  if (!principal) {
    throw new TokenError(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${state.displayName}'.`,
    );
  }
  if (!principal.accountEnabled) {
    throw new TokenError(
      401,
      'unauthorized_client',
      7000112,
      `Application '${clientId}'(${principal.displayName ?? ''}) is disabled.`,
    );
  }
  const assertion = form.get('client_assertion');
  if (assertion !== null && isByCertificate(assertion, clientId)) {
    const keys = [...(application?.keyCredentials ?? []), ...principal.keyCredentials];
    const wrong = refusalOfCertificate(assertion, {
      clientId,
      keys,
      now,
      tenantId: state.tenantId,
      rules: world.rules,
    });
    if (wrong !== undefined) throw new TokenError(401, 'invalid_client', wrong.number, wrong.text);
    return principal;
  }
  if (assertion !== null) {
    world.rules.leanOn(federatedMatch);
    if (form.get('client_assertion_type') !== assertionType || !matchesFederated(context, application?.id, assertion)) {
      throw new TokenError(
        401,
        'invalid_client',
        hasExpression(context, application?.id) ? 7002131 : 700213,
        'No matching federated identity record found for presented assertion. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
      );
    }
    return principal;
  }
  const secret = form.get('client_secret');
  if (secret === null || secret === '') {
    throw new TokenError(
      401,
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  const passwords: readonly PasswordCredential[] = [
    ...(application?.passwordCredentials ?? []),
    ...principal.passwordCredentials,
  ];
  const found = passwords.find((each) => each.secretText === secret);
  if (!found || Date.parse(found.startDateTime) > now.getTime()) {
    world.rules.leanOn(secretValue);
    throw new TokenError(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    );
  }
  if (Date.parse(found.endDateTime) <= now.getTime()) {
    world.rules.leanOn(secretExpires);
    throw new TokenError(
      401,
      'invalid_client',
      7000222,
      `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app.`,
    );
  }
  return principal;
}

const hasExpression = ({ state }: TenantContext, applicationObjectId: string | undefined): boolean =>
  [...(state.federatedCredentials.get(applicationObjectId ?? '')?.values() ?? [])].some(
    ({ claimsMatchingExpression }) => claimsMatchingExpression !== undefined,
  );

function matchesFederated(context: TenantContext, applicationObjectId: string | undefined, assertion: string): boolean {
  const claims = decode(assertion);
  if (!claims || applicationObjectId === undefined) return false;
  if (context.world.issuers?.believes(claims['iss'], assertion) === false) return false;
  const audiences = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']];
  return [...(context.state.federatedCredentials.get(applicationObjectId)?.values() ?? [])].some(
    (each) =>
      each.issuer === claims['iss'] &&
      (each.claimsMatchingExpression === undefined
        ? each.subject === claims['sub']
        : holds(context.world, each.claimsMatchingExpression.value, claims)) &&
      each.audiences.some((one) => audiences.includes(one)),
  );
}

function applicationToken(context: TenantContext, principal: ServicePrincipal, audience: string): string {
  context.world.rules.leanOn(rolesAtIssue);
  const graph = context.state.servicePrincipalOf(graphAppId);
  return encode(context, audience, {
    appid: principal.appId,
    app_displayname: principal.displayName,
    idtyp: 'app',
    oid: principal.id,
    sub: principal.id,
    roles: graph ? context.state.grantedRoles(principal.id, graph.id) : [],
  });
}

/** A delegated token, as the Azure CLI's sign-in would bring it. */
export function delegatedToken(context: TenantContext, userId: string, upn: string, scopes: readonly string[]): string {
  const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
  return encode(context, 'https://graph.microsoft.com', {
    appid: azureCli,
    idtyp: 'user',
    oid: userId,
    sub: userId,
    upn,
    scp: scopes.join(' '),
  });
}

function encode(context: TenantContext, audience: string, claims: object): string {
  context.world.rules.leanOn(machineTime);
  const { tenantId } = context.state;
  const issued = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = {
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: issued,
    nbf: issued,
    exp: issued + lifetimeSeconds,
    tid: tenantId,
    ver: '1.0',
    uti: randomUUID(),
    ...claims,
  };
  return `${part({ typ: 'JWT', alg: 'none' })}.${part(payload)}.sandbox`;
}

/** Who calls Graph with this header; refuses what no token endpoint of this tenant gave out or what has run out. */
export function callerOf(context: TenantContext, authorization: string | undefined): Caller {
  const refuse = (text: string): GraphError => new GraphError(401, 'InvalidAuthenticationToken', text);
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw refuse('Access token is empty.');
  const claims = decode(token);
  if (!claims || typeof claims['oid'] !== 'string')
    throw refuse('CompactToken parsing failed with error code: 80049217');
  if (claims['tid'] !== context.state.tenantId) throw refuse('Access token validation failure. Invalid issuer.');
  if (typeof claims['exp'] !== 'number' || claims['exp'] * 1000 < Date.now()) {
    throw refuse('Lifetime validation failed, the token is expired.');
  }
  const delegated = typeof claims['scp'] === 'string';
  const granted = delegated ? String(claims['scp']).split(' ') : claims['roles'];
  return {
    objectId: claims['oid'],
    appId: String(claims['appid']),
    kind: delegated ? 'user' : 'application',
    granted: Array.isArray(granted) ? granted.map(String) : [],
  };
}

function decode(token: string): Record<string, unknown> | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
