import { msgraphCredentials } from './azuread/credentials.js';
import { Graph, GraphError, SignInError, statusTexts, type Json, type JsonObject } from './azuread/graph.js';
import { secondsFor, untilConsistent } from './azuread/waits.js';
import { bodyOf, changedPart, outputOf, refreshed, toValue } from './msgraph/body.js';
import { msgraphSchema } from './msgraph/schema.js';
import {
  ProviderError,
  type Call,
  type DataSource,
  type PlannedChange,
  type Provider,
  type ResourceType,
} from './provider.js';
import { Dynamic, flag, isValues, needText, text, textMap, unknown, type Value, type Values } from './value.js';

type Version = 'v1.0' | 'beta';

/** Stand-in for microsoft/msgraph 0.5.0. It says nothing of its own about Graph: it sends what the configuration holds. */
export function msgraphProvider(): Provider<Graph> {
  return {
    address: 'microsoft/msgraph',
    protocol: 6,
    pluginSdk: false,
    schema: msgraphSchema,
    // Unlike azuread it signs in with the first request, so `plan` of nothing needs no credentials.
    configure: async (world, config, environment) =>
      new Graph(world, msgraphCredentials(config, environment), undefined, true),
    resources: {
      msgraph_resource: resource,
      msgraph_update_resource: updateResource,
      msgraph_resource_action: resourceAction,
    },
    dataSources: { msgraph_resource: dataResource },
  };
}

/**
 * POST to `url`, then GET, PATCH or PUT and DELETE at the `resource_url` of the state, whatever `url` says by then: it is
 * not ForceNew (0.5.0, internal/services/msgraph_resource.go).
 */
const resource: ResourceType<Graph> = {
  async create(call, planned) {
    const url = needText(planned, 'url');
    const made = await sent('create', call, 'POST', url, planned, bodyOf(planned['body']), 'create_query_parameters');
    const id = made['id'];
    if (typeof id !== 'string')
      throw new ProviderError('Failed to determine resource ID', { detail: `the answer of ${url} has no id` });
    const item = `${url}/${id}`;
    await untilThere(call, item, planned);
    const read = await sent('read', call, 'GET', item, planned, undefined, 'read_query_parameters');
    return { id, resource_url: item, output: outputOf(read, textMap(planned, 'response_export_values')) };
  },
  async read(call, state) {
    const item = itemUrl(state);
    const found = await foundAt(call, item, state, 'read_query_parameters');
    return found && readValues(state, found);
  },
  async update(call, planned, prior) {
    const item = itemUrl(prior);
    const body = bodyOf(planned['body']) ?? {};
    const isPut = text(planned, 'update_method') === 'PUT';
    const change = isPut ? body : changedPart(bodyOf(prior['body']) ?? {}, body);
    if (change) {
      await sent('update', call, isPut ? 'PUT' : 'PATCH', item, planned, change, 'update_query_parameters');
      await untilThere(call, item, planned);
    }
    const read = await sent('read', call, 'GET', item, planned, undefined, 'read_query_parameters');
    return { output: outputOf(read, textMap(planned, 'response_export_values')) };
  },
  async delete(call, state) {
    // What is gone already is an error: no 404 is swallowed.
    await sent('delete', call, 'DELETE', itemUrl(state), state, undefined, 'delete_query_parameters');
    await untilGone(call, itemUrl(state), state);
  },
  async importState(_call, id) {
    const url = id.replace(/^\//, '').replace(/\?.*$/, '');
    const parameters = new URLSearchParams(id.split('?')[1] ?? '');
    const version = parameters.get('api-version');
    const at = url.lastIndexOf('/');
    // Without a body: `importProperties`, which brings one, is newer than 0.5.0 (microsoft/terraform-provider-msgraph#90).
    return {
      url: url.slice(0, at),
      id: url.slice(at + 1),
      resource_url: url,
      api_version: version ?? 'v1.0',
      ignore_missing_property: true,
    };
  },
  modifyPlan: outputAgain,
};

/** PATCH (or PUT) of an object that something else makes. Destroying it sends nothing. */
const updateResource: ResourceType<Graph> = {
  create: async (call, planned) => setProperties(call, planned),
  async read(call, state) {
    const found = await foundAt(call, needText(state, 'url'), state, 'read_query_parameters');
    return found && readValues(state, found);
  },
  update: async (call, planned) => setProperties(call, planned),
  delete: async () => undefined,
  modifyPlan: outputAgain,
};

async function setProperties(call: Call<Graph>, planned: Values): Promise<Values> {
  const url = needText(planned, 'url');
  const method = text(planned, 'update_method') ?? 'PATCH';
  await sent('create', call, method, url, planned, bodyOf(planned['body']) ?? {}, 'update_query_parameters');
  const read = await sent('read', call, 'GET', url, planned, undefined, 'read_query_parameters');
  return { id: url.split('/').pop() ?? '', output: outputOf(read, textMap(planned, 'response_export_values')) };
}

/** One request when it is created or its body changes, or (`when = "destroy"`) when it is destroyed. Never read. */
const resourceAction: ResourceType<Graph> = {
  create: async (call, planned) => ({ id: actionUrl(planned), output: await act(call, planned, 'create') }),
  read: async () => ({}),
  update: async (call, planned) => ({ output: await act(call, planned, 'create') }),
  async delete(call, state) {
    await act(call, state, 'destroy');
  },
  modifyPlan: outputAgain,
};

function actionUrl(values: Values): string {
  const action = text(values, 'action');
  return action ? `${needText(values, 'resource_url')}/${action}` : needText(values, 'resource_url');
}

async function act(call: Call<Graph>, values: Values, moment: 'create' | 'destroy'): Promise<Dynamic> {
  const wanted = textMap(values, 'response_export_values');
  if ((text(values, 'when') ?? 'create') !== moment) return outputOf({}, wanted);
  const method = needText(values, 'method');
  const url = actionUrl(values);
  try {
    const answered = await request(call, method, url, values, bodyOf(values['body']), 'query_parameters');
    return outputOf(answered, wanted);
  } catch (error) {
    throw failed('execute action', method, url, error, values);
  }
}

const dataResource: DataSource<Graph> = {
  async read(call, config) {
    const url = needText(config, 'url');
    const read = await sent('read', call, 'GET', url, config, undefined, 'query_parameters');
    return { id: url, api_version: version(config), output: outputOf(read, textMap(config, 'response_export_values')) };
  },
};

/** Framework: a computed attribute turns unknown with any change, unless it keeps its state (`id`, `resource_url`). */
function outputAgain(_call: Call<Graph>, change: PlannedChange): void {
  if (change.prior && change.changed()) change.planned['output'] = unknown;
}

function itemUrl(state: Values): string {
  return text(state, 'resource_url') ?? `${needText(state, 'url')}/${needText(state, 'id')}`;
}

function readValues(state: Values, found: JsonObject): Values {
  const body = state['body'];
  const wanted = textMap(state, 'response_export_values');
  const ignoreMissing = flag(state, 'ignore_missing_property') ?? true;
  const next =
    body === null || body === undefined ? null : toValue(refreshed(bodyOf(body) ?? {}, found, ignoreMissing));
  return { output: outputOf(found, wanted), ...(next === null ? {} : { body: keepType(body, next) }) };
}

/** The same shape keeps the type it was written with: a list of strings stays one. */
function keepType(before: Value | undefined, next: Value): Dynamic {
  const same = before instanceof Dynamic && JSON.stringify(bodyOf(before)) === JSON.stringify(next);
  return same ? before : new Dynamic(next);
}

function version(values: Values): Version {
  return (text(values, 'api_version') as Version | undefined) ?? 'v1.0';
}

async function request(
  call: Call<Graph>,
  method: string,
  url: string,
  values: Values,
  body: JsonObject | undefined,
  parameters: string,
): Promise<JsonObject> {
  const retry = retryOf(values);
  return call.client.until(call.stopped).request(method, `/${url.replace(/^\//, '')}`, {
    version: version(values),
    query: queryOf(values, parameters),
    ...(body ? { body } : {}),
    ...(retry ? { retry } : {}),
    seconds: secondsFor(values, operationOf(parameters), parameters === 'read_query_parameters' ? 5 : 30),
  });
}

/** Whose time limit a request has, by the parameters that go along with it. */
function operationOf(parameters: string): 'create' | 'read' | 'update' | 'delete' {
  const operation = /^(read|update|delete)_/.exec(parameters)?.[1];
  return (operation as 'read' | 'update' | 'delete' | undefined) ?? 'create';
}

async function sent(
  doing: string,
  call: Call<Graph>,
  method: string,
  url: string,
  values: Values,
  body: JsonObject | undefined,
  parameters: string,
): Promise<JsonObject> {
  try {
    return await request(call, method, url, values, body, parameters);
  } catch (error) {
    throw failed(doing, method, url, error, values);
  }
}

async function foundAt(
  call: Call<Graph>,
  url: string,
  values: Values,
  parameters: string,
): Promise<JsonObject | undefined> {
  try {
    return await request(call, 'GET', url, values, undefined, parameters);
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) return undefined;
    throw failed('read', 'GET', url, error, values);
  }
}

/** The provider waits until several reads in a row find the object; how many is not written down (a guess: 5, 1 s apart). */
async function untilThere(call: Call<Graph>, url: string, values: Values): Promise<void> {
  const wait = { clock: call.world.clock, stopped: call.stopped, within: 1800, every: 1, slowest: 4 };
  const there = await untilConsistent(
    wait,
    async () => (await foundAt(call, url, values, 'read_query_parameters')) !== undefined,
  );
  if (!there) throw new ProviderError('Error', { detail: `waiting for creation of ${url}: timeout` });
}

/** After a delete it asks until the object is not found any more (0.5.0). */
async function untilGone(call: Call<Graph>, url: string, values: Values): Promise<void> {
  const wait = { clock: call.world.clock, stopped: call.stopped, within: 1800, every: 1, slowest: 4 };
  const gone = await untilConsistent(
    wait,
    async () => (await foundAt(call, url, values, 'read_query_parameters')) === undefined,
  );
  if (!gone) throw new ProviderError('Error', { detail: `waiting for deletion of ${url}: timeout` });
}

function queryOf(values: Values, name: string): Record<string, string> {
  const given = values[name];
  if (!isValues(given)) return {};
  return Object.fromEntries(
    Object.entries(given).map(([key, list]) => [key, ((list ?? []) as readonly string[]).join(',')]),
  );
}

function retryOf(values: Values): ((error: GraphError) => boolean) | undefined {
  const given = values['retry'];
  if (!isValues(given)) return undefined;
  const patterns = ((given['error_message_regex'] ?? []) as readonly string[]).map((each) => new RegExp(each));
  // The whole text of the error, body included (0.5.0, internal/clients/options.go).
  return (error) => patterns.some((pattern) => pattern.test(`${error.code} ${error.message} ${error.body}`));
}

/** A failure in the words of the Azure SDK, which this provider passes on (0.5.0, internal/clients/msgraph_client.go). */
function failed(doing: string, method: string, url: string, error: unknown, values: Values): unknown {
  const summaries: Record<string, string> = {
    'execute action': 'Failed to execute action',
    // The provider's own slip: a resource that cannot be refreshed says so as well.
    read: 'Failed to read data source',
  };
  const summary = summaries[doing] ?? `Failed to ${doing} resource`;
  if (error instanceof SignInError)
    return new ProviderError(summary, { detail: `${error.credential}: ${error.message}` });
  if (!(error instanceof GraphError)) return error;
  const line = '-'.repeat(80);
  const body: Json = error.body === '' ? 'Response contained no body' : error.body;
  const detail = [
    `${doing === 'execute action' ? 'API call failed: ' : ''}${method} https://graph.microsoft.com/${version(values)}/${url}`,
    line,
    `RESPONSE ${error.status}: ${error.status} ${statusTexts[error.status] ?? ''}`.trimEnd(),
    error.code ? `ERROR CODE: ${error.code}` : 'ERROR CODE UNAVAILABLE',
    line,
    body,
  ].join('\n');
  return new ProviderError(summary, { detail });
}
