import { randomUUID } from 'node:crypto';
import type { CloudResponse } from '../../network.js';
import type { Shape } from '../body.js';
import type { TenantContext } from '../context.js';
import { GraphError, notFound } from '../errors.js';
import { parseFilter } from '../filter.js';
import { odataTypes, type DirectoryKind, type DirectoryObject } from '../objects.js';
import type { Caller, Permission } from '../permissions.js';
import type { TenantState } from '../state.js';

export type Version = 'v1.0' | 'beta';

/** One call that has been matched, authenticated, allowed and whose body has its shape. */
export interface GraphCall {
  readonly context: TenantContext;
  readonly state: TenantState;
  readonly caller: Caller;
  readonly version: Version;
  /** Where the caller reached Graph, for `@odata.context` and `@odata.nextLink`. */
  readonly base: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly now: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Under the version: `/groups/{id}/members`. */
  readonly path: string;
  /** Default both. */
  readonly versions?: readonly Version[];
  readonly allow: Permission;
  /** Absent: the call takes no body. `any`: its own rules check it, as its shape depends on the type that it names. */
  readonly body?: Shape | 'any';
  /** Query options; default for GET: those of a list or an object are all known. */
  readonly query?: readonly string[];
  handle(call: GraphCall): CloudResponse | Promise<CloudResponse>;
}

export const listOptions = ['$filter', '$select', '$top', '$skiptoken', '$count', '$orderby'];
export const entityOptions = ['$select'];

const jsonType = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

export function answer(status: number, body: unknown, headers: Record<string, string> = {}): CloudResponse {
  return {
    status,
    headers: { 'content-type': jsonType, 'request-id': randomUUID(), ...headers },
    body: JSON.stringify(body),
  };
}

export function noContent(): CloudResponse {
  return { status: 204, headers: { 'request-id': randomUUID() } };
}

type Json = Record<string, unknown>;

/** How a kind of object is shown: by default as it is stored. */
export type View = (object: Json, call: GraphCall, selected: readonly string[] | undefined) => Json;
const asStored: View = (object) => object;

/** One object, cut down to `$select`. */
export function entity(
  call: GraphCall,
  set: string,
  object: object,
  view: View = asStored,
  status = 200,
): CloudResponse {
  const selected = selectOf(call);
  const shown = pick(view(object as Json, call, selected), selected);
  const name = selected ? `${set}(${selected.join(',')})` : set;
  return answer(status, { '@odata.context': `${call.base}/${call.version}/$metadata#${name}/$entity`, ...shown });
}

export function created(call: GraphCall, set: string, object: object, view: View = asStored): CloudResponse {
  return entity(call, set, object, view, 201);
}

/** The answer of an action or function that returns a complex type. */
export function complex(call: GraphCall, type: string, object: object): CloudResponse {
  return answer(200, { '@odata.context': `${call.base}/${call.version}/$metadata#${type}`, ...object });
}

export interface ListOptions {
  readonly view?: View;
  /** Directory objects answer some operators only with `ConsistencyLevel: eventual`. */
  readonly advancedNeedsConsistency?: boolean;
}

/** A page of objects: `$filter`, `$orderby`, `$count`, `$top`, `$select`, `@odata.nextLink`. */
export function list(call: GraphCall, set: string, items: Iterable<object>, options: ListOptions = {}): CloudResponse {
  const { query, context } = call;
  const view = options.view ?? asStored;
  const selected = selectOf(call);
  let found = [...items].map((item) => view(item as Json, call, selected));
  const filter = query.get('$filter');
  if (filter !== null) {
    const { test, advanced } = parseFilter(filter);
    if (options.advancedNeedsConsistency && advanced.length > 0 && !isEventual(call)) {
      throw new GraphError(
        400,
        'Request_UnsupportedQuery',
        `Operator '${advanced.join(', ')}' needs the header ConsistencyLevel: eventual and $count=true.`,
      );
    }
    found = found.filter((item) => test(item));
  }
  found = found.filter((item) => typeof item['id'] !== 'string' || context.consistency.seen(item['id']));
  const order = query.get('$orderby');
  if (order !== null) found = sorted(found, order);
  const top = pageSize(call);
  const skip = Number(query.get('$skiptoken') ?? 0);
  const page = found.slice(skip, skip + top);
  const more = found.length > skip + top;
  const next = new URLSearchParams(query);
  next.set('$skiptoken', String(skip + top));
  return answer(200, {
    '@odata.context': `${call.base}/${call.version}/$metadata#${selected ? `${set}(${selected.join(',')})` : set}`,
    ...(query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
    ...(more ? { '@odata.nextLink': `${call.base}/${call.version}${call.path}?${next.toString()}` } : {}),
    value: page.map((item) => pick(item, selected)),
  });
}

function isEventual(call: GraphCall): boolean {
  return call.headers['consistencylevel'] === 'eventual' && call.query.get('$count') === 'true';
}

function pageSize(call: GraphCall): number {
  const top = call.query.get('$top');
  if (top === null) return call.context.pageSize;
  const wanted = Number(top);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 999) {
    throw new GraphError(
      400,
      'Request_BadRequest',
      `Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`,
    );
  }
  return wanted;
}

function sorted(items: readonly Json[], order: string): Json[] {
  const [field = '', direction = 'asc'] = order.split(/\s+/);
  const sign = direction === 'desc' ? -1 : 1;
  return [...items].sort((a, b) => sign * textOf(a[field]).localeCompare(textOf(b[field])));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

export function selectOf(call: GraphCall): readonly string[] | undefined {
  return call.query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
}

function pick(object: Json, selected: readonly string[] | undefined): Json {
  if (!selected) return object;
  const unknown = selected.find((name) => !(name in object));
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`,
    ).asUnknown(`$select=${unknown}`);
  }
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => selected.includes(name) || name === '@odata.type'),
  );
}

/** The object that a call names, by id or by alternate key. 404 when it is not there, or not seen yet. */
export function find<T extends DirectoryObject>(call: GraphCall, among: ReadonlyMap<string, T>, id: string): T {
  const alternate = /^(appId|userPrincipalName)=(.*)$/.exec(id);
  const object = alternate
    ? [...among.values()].find((each) => (each as unknown as Json)[alternate[1] ?? ''] === alternate[2])
    : among.get(id);
  if (!object || !call.context.consistency.seen(object.id)) throw notFound(id);
  return object;
}

/** The id in an `@odata.id` or `@odata.bind` reference. */
export function referenced(reference: unknown): string {
  const id =
    /^https?:\/\/.+\/(?:v1\.0|beta)\/(?:directoryObjects|users|groups|servicePrincipals|devices)\/([^/]+)$/.exec(
      String(reference),
    )?.[1];
  if (id === undefined)
    throw new GraphError(400, 'Request_BadRequest', `The URI '${String(reference)}' is not a valid reference.`);
  return id;
}

/** Directory objects of any kind, each with its type. */
export function directoryObjects(state: TenantState, ids: readonly string[]): Json[] {
  return ids.flatMap((id) => {
    const found = state.directoryObject(id);
    return found ? [asDirectoryObject(found.kind, found.object)] : [];
  });
}

export function asDirectoryObject(kind: DirectoryKind, object: DirectoryObject): Json {
  return { '@odata.type': odataTypes[kind], ...shownObject({ ...object }) };
}

/** Without what Graph never shows: secret texts, and keys unless they are selected. */
export function shownObject(object: Json, selected?: readonly string[]): Json {
  const shown = { ...object };
  if (Array.isArray(shown['keyCredentials']) && !selected?.includes('keyCredentials')) {
    shown['keyCredentials'] = (shown['keyCredentials'] as Json[]).map((key) => ({ ...key, key: null }));
  }
  if (Array.isArray(shown['passwordCredentials'])) {
    shown['passwordCredentials'] = (shown['passwordCredentials'] as Json[]).map((each) => ({
      ...each,
      secretText: null,
    }));
  }
  return shown;
}

/** Writes a PATCH body into an object: objects are merged one level deep, everything else is replaced. */
export function merge(target: object, body: Readonly<Json>): void {
  const into = target as Json;
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@odata')) continue;
    const present = into[name];
    into[name] = isObject(value) && isObject(present) ? { ...present, ...value } : value;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
