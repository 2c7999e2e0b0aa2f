import type { CloudRequest } from '../../network.js';
import type { ApiModel, ApiOperation, Shape } from '../api-model.js';
import { fromJson, toJson } from './json-values.js';
import { jsonRefusal, parseObject } from './json.js';
import type { Protocol } from './protocol.js';

/** REST with JSON bodies (Lambda, Account): method and path say the call. */
export const restJsonProtocol: Protocol = {
  operationOf: (model, request) =>
    model
      .operations()
      .filter((operation) => operation.http.method === request.method && pathParameters(operation, request.path))
      // `/functions/{Name}` also fits where `/functions/x` is written out: the longer template is meant.
      .sort((a, b) => b.http.requestUri.length - a.http.requestUri.length)[0],
  nameOf: (request) => `${request.method} ${request.path}`,
  input: readInput,
  answer: (model, operation, output, requestId) => {
    const shape = model.outputShape(operation);
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    let status = operation.http.responseCode ?? 200;
    const body: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(output)) {
      const member = shape.members?.[name];
      if (member?.location === 'statusCode') status = value as number;
      else if (member?.location === 'header') {
        if (typeof value === 'string') headers[member.locationName?.toLowerCase() ?? name] = value;
      } else body[name] = value;
    }
    if (shape.payload) {
      const payload = output[shape.payload];
      return { status, headers, body: payload instanceof Uint8Array ? Buffer.from(payload) : '' };
    }
    if (status === 204) return { status, headers };
    return { status, headers, body: JSON.stringify(toJson(model, shape, body, operation.name) ?? {}) };
  },
  refusal: (model, error, requestId) => jsonRefusal(model, error, requestId, 'application/json'),
};

function readInput(model: ApiModel, operation: ApiOperation, request: CloudRequest): Record<string, unknown> {
  const shape = model.inputShape(operation);
  const inPath = pathParameters(operation, request.path) ?? {};
  const inBody = shape.payload ? {} : bodyMembers(model, shape, request);
  const input: Record<string, unknown> = { ...inBody };
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const wire = member.locationName ?? name;
    const target = model.shape(member.shape);
    if (member.location === 'uri') input[name] = inPath[wire];
    else if (member.location === 'header') input[name] = typed(target, request.headers[wire.toLowerCase()]);
    else if (member.location === 'querystring') {
      const all = request.query.getAll(wire);
      input[name] = target.type === 'list' ? (all.length > 0 ? all : undefined) : typed(target, all[0]);
    } else if (name === shape.payload && request.body.length > 0) input[name] = request.body;
    if (input[name] === undefined) delete input[name];
  }
  return input;
}

/** Members that belong elsewhere are not read from the body. */
function bodyMembers(model: ApiModel, shape: Shape, request: CloudRequest): Record<string, unknown> {
  return fromJson(model, shape, parseObject(request.body)) as Record<string, unknown>;
}

function typed(shape: Shape, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (shape.type === 'boolean') return text === 'true';
  if (shape.type === 'integer' || shape.type === 'long') return Number(text);
  return text;
}

const templates = new Map<string, { pattern: RegExp; names: string[] }>();

function pathParameters(operation: ApiOperation, path: string): Record<string, string> | undefined {
  const uri = operation.http.requestUri.split('?')[0] ?? '';
  let template = templates.get(uri);
  if (!template) {
    const names: string[] = [];
    const pattern = uri.replace(/\{([^}+]+)(\+?)\}/g, (_, name: string, greedy: string) => {
      names.push(name);
      return greedy ? '(.+)' : '([^/]+)';
    });
    template = { pattern: new RegExp(`^${pattern}/?$`), names };
    templates.set(uri, template);
  }
  const match = template.pattern.exec(path);
  if (!match) return undefined;
  return Object.fromEntries(template.names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
}
