import { ProviderError, type ResourceType } from '../provider.js';
import { needText, text, texts, type Values } from '../value.js';
import { present } from './application.js';
import { graphCall, idIn, isStatus, objectOf, objectsOf, textOf, textsOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { every5Seconds, everySecond, secondsFor, untilConsistent } from './waits.js';

/** azuread_application_from_template: waits for the application, never for its service principal. */
export const applicationFromTemplate: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const template = needText(planned, 'template_id');
    const summary = `creating Application Template (Application Template: "${template}")`;
    const made = await graphCall(
      summary,
      () =>
        graph.post(`/applicationTemplates/${template}/instantiate`, {
          body: { displayName: needText(planned, 'display_name') },
        }),
      { newer: true },
    );
    const applicationId = textOf(objectOf(made, 'application'), 'id');
    const principalId = textOf(objectOf(made, 'servicePrincipal'), 'id');
    if (principalId === '') throw new ProviderError(`${summary}: servicePrincipal was nil`);
    const seconds = secondsFor(planned, 'create', 10);
    const there = await untilConsistent(every5Seconds(call, seconds), async () =>
      Boolean(await graph.find(`/applications/${applicationId}`)),
    );
    if (!there) throw new ProviderError(`${summary}: timed out waiting for replication of new application`);
    const ids = {
      id: `/applicationTemplates/${template}/instantiate/${applicationId}/${principalId}`,
      application_id: `/applications/${applicationId}`,
      application_object_id: applicationId,
      service_principal_id: `/servicePrincipals/${principalId}`,
      service_principal_object_id: principalId,
    };
    return present(await readInstance(graph, ids));
  },
  read: async (call, state) => readInstance(call.client.until(call.stopped), state),
  async update(call, planned, prior) {
    const graph = call.client.until(call.stopped);
    const id = needText(prior, 'application_object_id');
    await graphCall(
      `updating Application Template (Application: "${id}")`,
      () => graph.patch(`/applications/${id}`, { body: patchOf({ displayName: needText(planned, 'display_name') }) }),
      { newer: true },
    );
    return present(await readInstance(graph, prior));
  },
  async delete(call, state) {
    const id = needText(state, 'application_object_id');
    await graphCall(`deleting Application (Application: "${id}")`, () => call.client.delete(`/applications/${id}`), {
      newer: true,
    });
  },
  // https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_from_template#import
  async importState(_call, id) {
    const [, application, principal] = /^\/applicationTemplates\/[^/]+\/instantiate\/([^/]+)\/([^/]+)$/.exec(id) ?? [];
    if (!application || !principal) throw new ProviderError(`parsing ${JSON.stringify(id)}: it is no such id`);
    return {
      id,
      application_id: `/applications/${application}`,
      application_object_id: application,
      service_principal_id: `/servicePrincipals/${principal}`,
      service_principal_object_id: principal,
    };
  },
};

async function readInstance(graph: Graph, ids: Values): Promise<Values | undefined> {
  const found = await graph.find(`/applications/${needText(ids, 'application_object_id')}`);
  if (!found) return undefined;
  return {
    ...Object.fromEntries(
      ['id', 'application_id', 'application_object_id', 'service_principal_id', 'service_principal_object_id'].map(
        (name) => [name, ids[name] ?? null],
      ),
    ),
    display_name: textOf(found, 'displayName'),
    ...(textOf(found, 'applicationTemplateId') ? { template_id: textOf(found, 'applicationTemplateId') } : {}),
  };
}

function patchOf(body: JsonObject): JsonObject {
  return { '@odata.type': '#microsoft.graph.application', ...body };
}

async function knownApplication(graph: Graph, id: string, at: string): Promise<JsonObject> {
  const found = await graphCall(`Retrieving Application (Application: "${id}")`, () =>
    graph.find(`/applications/${id}`),
  );
  if (!found) throw new ProviderError(`Application (Application: "${id}") was not found`, { at: [at] });
  return found;
}

/** azuread_application_identifier_uri: one URI among those that are there. */
export const applicationIdentifierUri: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const applicationId = needText(planned, 'application_id');
    const id = idIn(applicationId, 'applications', 'application_id');
    const uri = needText(planned, 'identifier_uri');
    const key = Buffer.from(uri).toString('base64');
    const there = textsOf(await knownApplication(graph, id, 'application_id'), 'identifierUris');
    const resourceId = `/applications/${id}/identifierUris/${key}`;
    if (there.includes(uri)) throw new ProviderError(existsAlready(resourceId, 'azuread_application_identifier_uri'));
    await graphCall(
      `creating Application IdentifierUri (Application ID: "${id}", IdentifierUri ID: "${key}")`,
      () => graph.patch(`/applications/${id}`, { body: patchOf({ identifierUris: [...there, uri] }) }),
      { newer: true },
    );
    const after = await graph.get(`/applications/${id}`);
    return present(textsOf(after, 'identifierUris').includes(uri) ? { id: resourceId } : undefined);
  },
  async read(call, state) {
    const id = idIn(needText(state, 'application_id'), 'applications', 'application_id');
    const found = await call.client.find(`/applications/${id}`);
    return found && textsOf(found, 'identifierUris').includes(needText(state, 'identifier_uri')) ? {} : undefined;
  },
  async delete(call, state) {
    const id = idIn(needText(state, 'application_id'), 'applications', 'application_id');
    const left = textsOf(await call.client.get(`/applications/${id}`), 'identifierUris').filter(
      (each) => each !== needText(state, 'identifier_uri'),
    );
    await graphCall(
      `deleting Application IdentifierUri (Application ID: "${id}")`,
      () => call.client.patch(`/applications/${id}`, { body: patchOf({ identifierUris: left }) }),
      { newer: true },
    );
  },
  // https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_identifier_uri#import
  async importState(_call, id) {
    const [application = '', key = ''] = id.split('/identifierUris/');
    const uri = Buffer.from(decodeURIComponent(key), 'base64').toString('utf8');
    return { id, application_id: application, identifier_uri: uri };
  },
};

const clients = { Web: 'web', SPA: 'spa', PublicClient: 'publicClient' } as const;

/** azuread_application_redirect_uris: all URIs of one kind. Refuses to begin where some are. */
export const applicationRedirectUris: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = idIn(needText(planned, 'application_id'), 'applications', 'application_id');
    const type = needText(planned, 'type') as keyof typeof clients;
    const resourceId = `/applications/${id}/redirectUris/${type}`;
    const there = textsOf(objectOf(await knownApplication(graph, id, 'application_id'), clients[type]), 'redirectUris');
    if (there.length > 0) throw new ProviderError(existsAlready(resourceId, 'azuread_application_redirect_uris'));
    await setRedirectUris(graph, id, type, texts(planned, 'redirect_uris'), 'creating');
    return { id: resourceId, ...present(await readRedirectUris(graph, id, type)) };
  },
  async read(call, state) {
    const id = idIn(needText(state, 'application_id'), 'applications', 'application_id');
    return readRedirectUris(call.client, id, needText(state, 'type') as keyof typeof clients);
  },
  async update(call, planned) {
    const id = idIn(needText(planned, 'application_id'), 'applications', 'application_id');
    const type = needText(planned, 'type') as keyof typeof clients;
    await setRedirectUris(call.client, id, type, texts(planned, 'redirect_uris'), 'updating');
    return present(await readRedirectUris(call.client, id, type));
  },
  async delete(call, state) {
    const id = idIn(needText(state, 'application_id'), 'applications', 'application_id');
    await setRedirectUris(call.client, id, needText(state, 'type') as keyof typeof clients, [], 'deleting');
  },
  // https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_redirect_uris#import
  async importState(_call, id) {
    const [application = '', type = ''] = id.split('/redirectUris/');
    return { id, application_id: application, type };
  },
};

async function setRedirectUris(
  graph: Graph,
  id: string,
  type: keyof typeof clients,
  uris: string[],
  doing: string,
): Promise<void> {
  await graphCall(
    `${doing} Application Redirect URIs (Application ID: "${id}", URI Type: "${type}")`,
    () => graph.patch(`/applications/${id}`, { body: patchOf({ [clients[type]]: { redirectUris: uris } }) }),
    { newer: true },
  );
}

async function readRedirectUris(graph: Graph, id: string, type: keyof typeof clients): Promise<Values | undefined> {
  const found = await graph.find(`/applications/${id}`);
  const uris = found ? textsOf(objectOf(found, clients[type]), 'redirectUris') : [];
  return uris.length > 0 ? { redirect_uris: uris } : undefined;
}

/** azuread_application_password: one at a time for an application, and only once ever readable. */
export const applicationPassword: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = idIn(needText(planned, 'application_id'), 'applications', 'application_id');
    const made = await inTurn(id, async () => {
      await knownApplication(graph, id, 'application_id');
      const end = text(planned, 'end_date');
      const start = text(planned, 'start_date');
      const name = text(planned, 'display_name');
      const passwordCredential = {
        ...(name === undefined ? {} : { displayName: name }),
        ...(end === undefined ? {} : { endDateTime: end }),
        ...(start === undefined ? {} : { startDateTime: start }),
      };
      return graphCall(`Adding password for Application (Application: "${id}")`, () =>
        graph.post(`/applications/${id}/addPassword`, { body: { passwordCredential } }),
      );
    });
    const keyId = textOf(made, 'keyId');
    const listed = await untilConsistent(
      everySecond(call, secondsFor(planned, 'create', 5)),
      async () => (await credential(graph, id, keyId)) !== undefined,
    );
    if (!listed) throw new ProviderError(`Waiting for password credential for Application (Application: "${id}")`);
    const read = present(await readPassword(graph, id, keyId));
    return { ...read, id: `${id}/password/${keyId}`, key_id: keyId, value: textOf(made, 'secretText') };
  },
  async read(call, state) {
    const id = idIn(needText(state, 'application_id'), 'applications', 'application_id');
    return readPassword(call.client, id, needText(state, 'key_id'));
  },
  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const id = idIn(needText(state, 'application_id'), 'applications', 'application_id');
    const keyId = needText(state, 'key_id');
    const summary = `Removing password credential "${keyId}" from Application (Application: "${id}")`;
    await inTurn(id, async () => {
      try {
        await graph.post(`/applications/${id}/removePassword`, { body: { keyId } });
      } catch (error) {
        if (!isStatus(error, 404)) await graphCall(summary, () => Promise.reject(error as Error));
      }
    });
    const gone = await untilConsistent(
      every5Seconds(call, secondsFor(state, 'delete', 5)),
      async () => (await credential(graph, id, keyId)) === undefined,
    );
    if (!gone) throw new ProviderError(`Waiting for deletion of password credential "${keyId}"`);
  },
};

/** The provider serialises the passwords of one application by a lock; each waits for the one before. */
const turns = new Map<string, Promise<unknown>>();

async function inTurn<T>(application: string, run: () => Promise<T>): Promise<T> {
  const before = turns.get(application) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(run);
  turns.set(application, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(application) === mine) turns.delete(application);
  }
}

async function credential(graph: Graph, id: string, keyId: string): Promise<JsonObject | undefined> {
  const found = await graph.find(`/applications/${id}`);
  return found && objectsOf(found, 'passwordCredentials').find((each) => textOf(each, 'keyId') === keyId);
}

async function readPassword(graph: Graph, id: string, keyId: string): Promise<Values | undefined> {
  const found = await credential(graph, id, keyId);
  return (
    found && {
      display_name: textOf(found, 'displayName'),
      start_date: seconds(textOf(found, 'startDateTime')),
      end_date: seconds(textOf(found, 'endDateTime')),
    }
  );
}

/** The provider writes times as RFC 3339 without fractions. */
export function seconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

function existsAlready(id: string, type: string): string {
  return `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`;
}
