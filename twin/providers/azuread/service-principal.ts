import { randomUUID } from 'node:crypto';
import { ProviderError, type ResourceType } from '../provider.js';
import { block, blocks, flag, needText, text, texts, unknown, type Value, type Values } from '../value.js';
import { present, reference, setOwners, tagsFrom, untilGone } from './application.js';
import { afterMaking, graphCall, objectOf, objectsOf, textOf, textsOf } from './failures.js';
import { GraphError, type Graph, type JsonObject } from './graph.js';
import { featuresOfTags, roleIds, roles, scopeIds, scopes } from './roles.js';
import { secondsFor } from './waits.js';

/**
 * azuread_service_principal, as recorded: azuread_service_principal.plain.json and …use_existing_saml.json. With
 * `use_existing` a destroy sends DELETE all the same, swallows its failure and does not wait: it really deletes the
 * enterprise application of others when it may.
 */
export const servicePrincipal: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const clientId = needText(planned, 'client_id');
    const existing = await byClientId(graph, clientId);
    const useExisting = flag(planned, 'use_existing') ?? false;
    if (existing && !useExisting) {
      throw new ProviderError(`A resource with the ID "${textOf(existing, 'id')}" already exists`, {
        detail:
          'To be managed via Terraform, this resource needs to be imported into the State. Please see the resource documentation for "azuread_service_principal" for more information.',
        at: ['client_id'],
      });
    }
    if (!existing) {
      const made = await make(graph, planned);
      return afterMaking('servicePrincipals', made, async () => {
        await describeMade(graph, made, planned);
        return present(await readServicePrincipal(graph, made, planned));
      });
    }
    const id = textOf(existing, 'id');
    await patch(graph, id, { ...body(planned), samlSingleSignOnSettings: relay(planned, false) });
    if (Array.isArray(planned['owners'])) await setOwners(graph, `/servicePrincipals/${id}`, texts(planned, 'owners'));
    return present(await readServicePrincipal(graph, id, planned));
  },

  async read(call, state) {
    return readServicePrincipal(call.client.until(call.stopped), objectId(state), state);
  },

  async update(call, planned, prior) {
    const graph = call.client.until(call.stopped);
    const id = objectId(prior);
    await patch(graph, id, { ...body(planned), samlSingleSignOnSettings: relay(planned, true) });
    const wanted = texts(planned, 'owners');
    const there = texts(prior, 'owners');
    // Owners that the configuration does not name are drift, and the apply removes them.
    if ([...wanted].sort().join() !== [...there].sort().join())
      await setOwners(graph, `/servicePrincipals/${id}`, wanted);
    return present(await readServicePrincipal(graph, id, planned));
  },

  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const id = objectId(state);
    const path = `/servicePrincipals/${id}`;
    if (flag(state, 'use_existing')) {
      await graph.delete(path).catch(() => undefined);
      return;
    }
    const what = `Service Principal (Service Principal: "${id}")`;
    await graphCall(`Deleting ${what}`, () => graph.delete(path));
    await untilGone(call, graph, path, secondsFor(state, 'delete', 5), what);
  },

  async importState(_call, id) {
    return { id, object_id: id.replace(/^\/servicePrincipals\//, '') };
  },

  modifyPlan(_call, { prior, planned, config, changed }) {
    if (prior && changed('feature_tags') && (config['tags'] ?? null) === null) planned['tags'] = unknown;
  },
};

function objectId(values: Values): string {
  return needText(values, 'object_id');
}

async function byClientId(graph: Graph, clientId: string): Promise<JsonObject | undefined> {
  const found = await graphCall('Could not list existing service principals', () =>
    graph.list('/servicePrincipals', { query: { $filter: `appId eq '${clientId}'` } }),
  );
  return found.find((each) => textOf(each, 'appId') === clientId);
}

async function make(graph: Graph, planned: Values): Promise<string> {
  const seconds = secondsFor(planned, 'create', 10);
  const caller = await graph.callerObjectId();
  const owners = texts(planned, 'owners');
  const made = await graphCall('Could not create service principal', () =>
    graph.post('/servicePrincipals', {
      body: {
        ...body(planned),
        appId: needText(planned, 'client_id'),
        description: `TERRAFORM_UPDATE_${randomUUID()}`,
        'owners@odata.bind': [caller, ...owners].map((each) => reference(each)),
        samlSingleSignOnSettings: relay(planned, false),
      },
      retry: (error) => error.status === 400 && /does not reference a valid application object/.test(error.message),
      seconds,
    }),
  );
  return textOf(made, 'id');
}

async function describeMade(graph: Graph, id: string, planned: Values): Promise<void> {
  const caller = await graph.callerObjectId();
  await describeNew(graph, id, text(planned, 'description') ?? null);
  if (!texts(planned, 'owners').includes(caller)) {
    await graphCall('Could not remove the caller as owner of the service principal', () =>
      graph.delete(`/servicePrincipals/${id}/owners/${caller}/$ref`),
    );
  }
}

/** Unlike any other PATCH of it: one 404 ends it, nothing is tried again (service_principal_resource.go of 3.7.0, line 503). */
async function describeNew(graph: Graph, id: string, description: string | null): Promise<void> {
  const body = { '@odata.type': '#microsoft.graph.servicePrincipal', description };
  try {
    await graph.patch(`/servicePrincipals/${id}`, { body });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const notThere = 'Timed out whilst waiting for new service principal to be replicated in Azure AD';
    throw new ProviderError(error.status === 404 ? notThere : 'Failed to patch service principal after creating', {
      detail: error.message,
    });
  }
}

async function patch(graph: Graph, id: string, change: JsonObject, seconds = 300): Promise<void> {
  await graphCall(`Updating Service Principal (Service Principal: "${id}")`, () =>
    graph.patch(`/servicePrincipals/${id}`, {
      body: { '@odata.type': '#microsoft.graph.servicePrincipal', ...change },
      retry: (error) => error.status === 404,
      seconds,
    }),
  );
}

function body(planned: Values): JsonObject {
  const or = (name: string): string | null => text(planned, name) ?? null;
  return {
    '@odata.type': '#microsoft.graph.servicePrincipal',
    accountEnabled: flag(planned, 'account_enabled') ?? true,
    alternativeNames: texts(planned, 'alternative_names'),
    appRoleAssignmentRequired: flag(planned, 'app_role_assignment_required') ?? false,
    description: or('description'),
    loginUrl: or('login_url'),
    notes: or('notes'),
    notificationEmailAddresses: texts(planned, 'notification_email_addresses'),
    preferredSingleSignOnMode: or('preferred_single_sign_on_mode'),
    tags: tagsFrom(planned),
  };
}

function relay(planned: Values, update: boolean): JsonObject {
  const state = text(block(planned, 'saml_single_sign_on'), 'relay_state');
  if (state !== undefined) return { relayState: state };
  return update ? { relayState: '' } : {};
}

async function readServicePrincipal(graph: Graph, id: string, before: Values): Promise<Values | undefined> {
  const summary = `Retrieving Service Principal (Service Principal: "${id}")`;
  const found = await graphCall(summary, () => graph.find(`/servicePrincipals/${id}`));
  if (!found) return undefined;
  const metadata = await samlMetadataUrl(graph, id);
  const owners = (await graph.list(`/servicePrincipals/${id}/owners`)).map((owner) => textOf(owner, 'id'));
  const relayState = textOf(objectOf(found, 'samlSingleSignOnSettings'), 'relayState');
  return {
    ...describeServicePrincipal(found),
    saml_metadata_url: metadata,
    owners,
    use_existing: flag(before, 'use_existing') ?? false,
    ...(blocks(before, 'feature_tags').length > 0 ? { feature_tags: [featuresOfTags(textsOf(found, 'tags'))] } : {}),
    ...(blocks(before, 'saml_single_sign_on').length > 0 ? { saml_single_sign_on: [{ relay_state: relayState }] } : {}),
  };
}

/** Asked of the beta endpoint at each read; a 404 there is an error, not an absence. */
export async function samlMetadataUrl(graph: Graph, id: string): Promise<string> {
  try {
    const beta = await graph.get(`/servicePrincipals/${id}`, {
      version: 'beta',
      query: { $select: 'samlMetadataUrl' },
    });
    return textOf(beta, 'samlMetadataUrl');
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new ProviderError(`Retrieving SAML metadata URL of Service Principal (Service Principal: "${id}")`, {
      detail: error.message,
    });
  }
}

/** What resource and data source have in common. */
export function describeServicePrincipal(found: JsonObject): Record<string, Value> {
  const delegated = objectsOf(found, 'oauth2PermissionScopes');
  return {
    id: `/servicePrincipals/${textOf(found, 'id')}`,
    object_id: textOf(found, 'id'),
    client_id: textOf(found, 'appId'),
    account_enabled: found['accountEnabled'] !== false,
    alternative_names: textsOf(found, 'alternativeNames'),
    app_role_assignment_required: found['appRoleAssignmentRequired'] === true,
    app_role_ids: roleIds(found),
    app_roles: roles(found),
    application_tenant_id: textOf(found, 'appOwnerOrganizationId'),
    description: textOf(found, 'description'),
    display_name: textOf(found, 'displayName'),
    homepage_url: textOf(found, 'homepage'),
    login_url: textOf(found, 'loginUrl'),
    logout_url: textOf(found, 'logoutUrl'),
    notes: textOf(found, 'notes'),
    notification_email_addresses: textsOf(found, 'notificationEmailAddresses'),
    oauth2_permission_scope_ids: scopeIds(delegated),
    oauth2_permission_scopes: scopes(delegated),
    preferred_single_sign_on_mode: textOf(found, 'preferredSingleSignOnMode'),
    redirect_uris: textsOf(found, 'replyUrls'),
    service_principal_names: textsOf(found, 'servicePrincipalNames'),
    sign_in_audience: textOf(found, 'signInAudience'),
    tags: textsOf(found, 'tags'),
    type: textOf(found, 'servicePrincipalType'),
  };
}
