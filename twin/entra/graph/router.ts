import type { CloudRequest, CloudResponse } from '../../network.js';
import { afterFault } from '../../faults.js';
import { checkBody } from '../body.js';
import type { TenantContext } from '../context.js';
import { errorResponse, GraphError } from '../errors.js';
import { checkPermission } from '../permissions.js';
import { intuneCollections } from '../intune/index.js';
import { callerOf } from '../token.js';
import { accessAssignmentRoutes } from './access-assignments.js';
import { appRoleAssignmentRoutes } from './app-role-assignments.js';
import { applicationTemplateRoutes } from './application-templates.js';
import { applicationRoutes } from './applications.js';
import { federatedCredentialRoutes } from './federated-credentials.js';
import { auditLogRoutes } from './audit-logs.js';
import { autopilotDeviceRoutes } from './autopilot-devices.js';
import { credentialRoutes } from './credentials.js';
import { appReportRoutes } from './app-reports.js';
import { deviceReportRoutes } from './device-reports.js';
import { directoryRoutes } from './directory.js';
import { entitlementManagementRoutes } from './entitlement-management.js';
import { groupRoutes } from './groups.js';
import { organizationRoutes } from './organization.js';
import { relationRoutes } from './relations.js';
import { entityOptions, listOptions, type GraphCall, type Route, type Version } from './route.js';
import { servicePrincipalRoutes } from './service-principals.js';
import { synchronizationRoutes } from './synchronization.js';
import { tenantWideRoutes } from './tenant-wide.js';
import { userRoutes } from './users.js';

export const routes: readonly Route[] = [
  ...applicationRoutes,
  ...federatedCredentialRoutes,
  ...servicePrincipalRoutes,
  ...credentialRoutes,
  ...appRoleAssignmentRoutes,
  ...applicationTemplateRoutes,
  ...groupRoutes,
  ...relationRoutes,
  ...userRoutes,
  ...directoryRoutes,
  ...organizationRoutes,
  ...synchronizationRoutes,
  ...auditLogRoutes,
  ...autopilotDeviceRoutes,
  ...appReportRoutes,
  ...deviceReportRoutes,
  ...intuneCollections.flatMap((each) => each.routes),
  ...entitlementManagementRoutes,
  ...accessAssignmentRoutes,
  ...tenantWideRoutes,
];

const compiled = routes.map((route) => ({ route, pattern: route.path.slice(1).split('/') }));

export type NoteUnknown = (call: { method: string; path: string; what: string }) => void;

/** Answers one request to Graph: fault, route, caller, permission, query, body, then the collection's own rules. */
export async function answerGraph(
  context: TenantContext,
  request: CloudRequest,
  note: NoteUnknown,
): Promise<CloudResponse> {
  await context.world.clock.settle();
  const fault = context.world.faults.take(`graph ${request.method} ${request.path}`, () => request.body.toString());
  if (fault && 'status' in fault) return faulty(context, fault);
  if (fault && 'delayMinutes' in fault) await context.world.clock.advance(fault.delayMinutes);
  let response: CloudResponse;
  try {
    response = await handle(context, request);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (error.unknown !== undefined) note({ method: request.method, path: request.path, what: error.unknown });
    response = errorResponse(error, context.world.clock.now());
  }
  return afterFault(fault, response);
}

function faulty(
  context: TenantContext,
  fault: { status: number; code?: string; message?: string; retryAfterSeconds?: number },
): CloudResponse {
  const usual: Readonly<Record<number, [code: string, text: string]>> = {
    401: ['InvalidAuthenticationToken', 'Access token validation failure.'],
    403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
    404: [
      'Request_ResourceNotFound',
      'Resource does not exist or one of its queried reference-property objects are not present.',
    ],
    409: [
      'ConflictError',
      'A conflicting object with one or more of the specified property values is present in the directory.',
    ],
    429: ['TooManyRequests', 'Too many requests.'],
    500: ['InternalServerError', 'An internal server error occurred.'],
    503: ['serviceNotAvailable', 'The service is temporarily unavailable.'],
  };
  // A 400 without code and message is the empty one that Intune is known for.
  const [code, text] = usual[fault.status] ?? [undefined, undefined];
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  const error = new GraphError(fault.status, fault.code ?? code, fault.message ?? text, headers);
  return errorResponse(error, context.world.clock.now());
}

async function handle(context: TenantContext, request: CloudRequest): Promise<CloudResponse> {
  const [, version, rest = ''] = /^\/(v1\.0|beta)\/(.+)$/.exec(request.path) ?? [];
  if (version === undefined)
    throw new GraphError(400, 'BadRequest', `Invalid version: ${request.path.split('/')[1] ?? ''}`).asUnknown(
      'version',
    );
  const caller = callerOf(context, request.headers['authorization']);
  const segments = segmentsOf(rest);
  const matched = match(request.method, version as Version, segments);
  const params = matched.params;
  checkPermission(context, caller, matched.route.allow, request.method, params['id'] && aboutOf(context, params['id']));
  checkQuery(matched.route, request.query);
  const body = bodyOf(matched.route, request);
  const call: GraphCall = {
    context,
    state: context.state,
    caller,
    version: version as Version,
    base: baseOf(request),
    path: `/${segments.join('/')}`,
    params,
    query: request.query,
    headers: request.headers,
    body,
    now: context.world.clock.now().toISOString(),
  };
  return matched.route.handle(call);
}

/** Alternate keys are written as `servicePrincipals(appId='…')`; inside they are a segment of their own. */
function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .map(decodeURIComponent)
    .flatMap((segment) => {
      const [, name, key, value] = /^(\w+)\((\w+)='([^']+)'\)$/.exec(segment) ?? [];
      if (name !== undefined && key !== undefined) return [name, `${key}=${value ?? ''}`];
      const [, plain, id] = /^(\w+)\('([^']+)'\)$/.exec(segment) ?? [];
      return plain !== undefined && id !== undefined ? [plain, id] : [segment];
    });
}

function aboutOf(context: TenantContext, id: string): string {
  const appId = /^appId=(.*)$/.exec(id)?.[1];
  return appId === undefined ? id : (context.state.servicePrincipalOf(appId)?.id ?? id);
}

function match(
  method: string,
  version: Version,
  segments: readonly string[],
): { route: Route; params: Record<string, string> } {
  const path = `/${segments.join('/')}`;
  const samePath = compiled.flatMap(({ route, pattern }) => {
    const params = fit(pattern, segments);
    return params ? [{ route, params, literal: pattern.filter((part) => !part.startsWith('{')).length }] : [];
  });
  samePath.sort((a, b) => b.literal - a.literal);
  const inVersion = samePath.filter(({ route }) => route.versions?.includes(version) ?? true);
  const found = inVersion.find(({ route }) => route.method === method);
  if (found) return found;
  if (inVersion.length > 0) {
    throw new GraphError(
      405,
      'Request_BadRequest',
      `Specified HTTP method is not allowed for the request target: ${method} ${path}.`,
    ).asUnknown('call');
  }
  throw new GraphError(
    400,
    'BadRequest',
    `Resource not found for the segment '${segments.at(-1) ?? ''}' in ${version}: ${method} ${path}.`,
  ).asUnknown('call');
}

function fit(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function checkQuery(route: Route, query: URLSearchParams): void {
  const usual = /\}$/.test(route.path) ? entityOptions : listOptions;
  const known = route.query ?? (route.method === 'GET' ? usual : []);
  for (const name of query.keys()) {
    if (!known.includes(name)) {
      throw new GraphError(400, 'BadRequest', `The query parameter '${name}' is not supported.`).asUnknown(
        `query ${name}`,
      );
    }
  }
}

function bodyOf(route: Route, request: CloudRequest): Record<string, unknown> {
  const text = request.body.toString('utf8');
  if (route.body === undefined) {
    if (text.trim() !== '' && text.trim() !== '{}')
      throw new GraphError(400, 'BadRequest', 'This request takes no body.').asUnknown('body');
    return {};
  }
  let body: unknown;
  try {
    body = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    throw new GraphError(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  checkBody(body, route.body === 'any' ? undefined : route.body);
  return body;
}

/** Where the caller found Graph: links in answers must lead back there. */
function baseOf(request: CloudRequest): string {
  const given = request.headers['x-twin-base'];
  if (given !== undefined) return given;
  const reached = request.headers['host'];
  return reached === undefined || reached === request.host
    ? `https://${request.host}`
    : `http://${reached}/_host/${request.host}`;
}
