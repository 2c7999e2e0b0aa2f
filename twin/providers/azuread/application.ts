import { randomUUID } from 'node:crypto';
import { ProviderError, type ResourceType } from '../provider.js';
import { block, blocks, flag, needText, text, texts, unknown, type Value, type Values } from '../value.js';
import { afterMaking, graphCall, idIn, objectOf, objectsOf, textOf, textsOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { featuresOfTags, roleIds, scopeIds, tagsOfFeatures } from './roles.js';
import { every5Seconds, secondsFor, untilConsistent } from './waits.js';

/** azuread_application, as recorded: azuread_application.json and azuread_application.owners.json. */
export const application: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const name = needText(planned, 'display_name');
    const seconds = secondsFor(planned, 'create', 10);
    if (flag(planned, 'prevent_duplicate_names')) await refuseDuplicate(graph, name);
    const caller = await graph.callerObjectId();
    const owners = texts(planned, 'owners');
    const made = await graphCall('Could not create application', () =>
      graph.post('/applications', {
        body: { ...newBody(planned), 'owners@odata.bind': [caller, ...owners].map((each) => reference(each)) },
        seconds,
      }),
    );
    const id = textOf(made, 'id');
    return afterMaking('applications', id, async () => {
      for (const displayName of [`TERRAFORM_UPDATE_${randomUUID()}`, name]) {
        await graphCall(`Failed to patch application with object ID: "${id}"`, () =>
          graph.patch(`/applications/${id}`, {
            body: typed({ displayName }),
            retry: (error) => error.status === 404,
            seconds,
          }),
        );
      }
      if (!owners.includes(caller)) {
        await graphCall('Could not remove the caller as owner of the application', () =>
          graph.delete(`/applications/${id}/owners/${caller}/$ref`),
        );
      }
      return present(await readApplication(graph, id, planned));
    });
  },

  async read(call, state) {
    return readApplication(call.client.until(call.stopped), needText(state, 'object_id'), state);
  },

  async update(call, planned, prior) {
    const graph = call.client.until(call.stopped);
    const id = needText(prior, 'object_id');
    if (flag(planned, 'prevent_duplicate_names')) await refuseDuplicate(graph, needText(planned, 'display_name'), id);
    await graphCall(`Updating application with object ID: "${id}"`, () =>
      graph.patch(`/applications/${id}`, { body: changedBody(planned, prior) }),
    );
    if (Array.isArray(planned['owners'])) await setOwners(graph, `/applications/${id}`, texts(planned, 'owners'));
    return present(await readApplication(graph, id, planned));
  },

  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const id = needText(state, 'object_id');
    await graphCall(`deleting Application (Application: "${id}")`, () => graph.delete(`/applications/${id}`), {
      newer: true,
    });
    await untilGone(
      call,
      graph,
      `/applications/${id}`,
      secondsFor(state, 'delete', 5),
      `Application (Application: "${id}")`,
    );
  },

  async importState(_call, id) {
    return { id, object_id: idIn(id, 'applications', 'id') };
  },

  async modifyPlan(call, { prior, planned, config, changed }) {
    if (prior && changed('feature_tags') && (config['tags'] ?? null) === null) planned['tags'] = unknown;
    if (flag(config, 'prevent_duplicate_names') && (!prior || changed('display_name'))) {
      const name = text(config, 'display_name');
      const id = prior ? text(prior, 'object_id') : undefined;
      if (name !== undefined) await refuseDuplicate(call.client, name, id);
    }
  },
};

/** Waits for five 404 in a row. Shared by what is deleted the same way. */
export async function untilGone(
  call: Parameters<typeof every5Seconds>[0],
  graph: Graph,
  path: string,
  seconds: number,
  what: string,
  version: 'v1.0' | 'beta' = 'v1.0',
): Promise<void> {
  const gone = await untilConsistent(
    every5Seconds(call, seconds),
    async () => (await graph.find(path, { version })) === undefined,
  );
  if (!gone)
    throw new ProviderError(`Waiting for deletion of ${what}`, {
      detail: "timeout while waiting for state to become 'Deleted'",
    });
}

/** A resource that is gone between its creation and the read after it: terraform says so in its own words. */
export function present(values: Values | undefined): Values {
  if (values) return values;
  throw new ProviderError('Provider produced inconsistent result after apply', {
    detail: 'Root object was present, but now absent.',
  });
}

export async function setOwners(graph: Graph, path: string, wanted: readonly string[]): Promise<void> {
  const there = (await graph.list(`${path}/owners`)).map((owner) => textOf(owner, 'id'));
  for (const id of wanted.filter((each) => !there.includes(each))) {
    await graphCall('Could not add owner', () =>
      graph.post(`${path}/owners/$ref`, { body: { '@odata.id': reference(id) } }),
    );
  }
  for (const id of there.filter((each) => !wanted.includes(each))) {
    await graphCall('Could not remove owner', () => graph.delete(`${path}/owners/${id}/$ref`));
  }
}

export function reference(objectId: string, version = 'v1.0'): string {
  return `https://graph.microsoft.com/${version}/directoryObjects/${objectId}`;
}

function typed(body: JsonObject): JsonObject {
  return { '@odata.type': '#microsoft.graph.application', ...body };
}

async function refuseDuplicate(graph: Graph, name: string, except?: string): Promise<void> {
  const found = await graph.list('/applications', {
    query: { $filter: `displayName eq '${name.replace(/'/g, "''")}'` },
  });
  const other = found.find((each) => textOf(each, 'displayName') === name && textOf(each, 'id') !== except);
  if (!other) return;
  throw new ProviderError(
    `An existing "azuread_application" with name ${JSON.stringify(name)} (ID: "${textOf(other, 'id')}") was found and \`prevent_duplicate_names\` was specified`,
    { detail: 'To be managed via Terraform, this resource needs to be imported into the State.', at: ['display_name'] },
  );
}

function commonBody(values: Values): JsonObject {
  const web = block(values, 'web');
  const grant = block(web, 'implicit_grant');
  const or = (name: string): string | null => text(values, name) ?? null;
  return typed({
    description: or('description'),
    displayName: needText(values, 'display_name'),
    groupMembershipClaims: null,
    info: {
      marketingUrl: or('marketing_url'),
      privacyStatementUrl: or('privacy_statement_url'),
      supportUrl: or('support_url'),
      termsOfServiceUrl: or('terms_of_service_url'),
    },
    isDeviceOnlyAuthSupported: flag(values, 'device_only_auth_enabled') ?? false,
    isFallbackPublicClient: flag(values, 'fallback_public_client_enabled') ?? false,
    notes: or('notes'),
    publicClient: { redirectUris: [] },
    serviceManagementReference: or('service_management_reference'),
    signInAudience: text(values, 'sign_in_audience') ?? 'AzureADMyOrg',
    spa: { redirectUris: [] },
    tags: tagsFrom(values),
    web: {
      homePageUrl: text(web, 'homepage_url') ?? null,
      implicitGrantSettings: {
        enableAccessTokenIssuance: flag(grant, 'access_token_issuance_enabled') ?? false,
        enableIdTokenIssuance: flag(grant, 'id_token_issuance_enabled') ?? false,
      },
      logoutUrl: text(web, 'logout_url') ?? null,
      redirectUris: texts(web, 'redirect_uris'),
    },
  });
}

function newBody(values: Values): JsonObject {
  return {
    ...commonBody(values),
    api: {
      acceptMappedClaims: false,
      knownClientApplications: [],
      oauth2PermissionScopes: [],
      requestedAccessTokenVersion: 1,
    },
    appRoles: [],
    identifierUris: texts(values, 'identifier_uris'),
    optionalClaims: {},
    requiredResourceAccess: access(values),
  };
}

/** Identifier URIs and required access are sent only when the configuration names or has just dropped them. */
function changedBody(values: Values, prior: Values): JsonObject {
  const either = (names: number): boolean => names > 0;
  const uris = either(texts(values, 'identifier_uris').length + texts(prior, 'identifier_uris').length);
  const required = either(
    blocks(values, 'required_resource_access').length + blocks(prior, 'required_resource_access').length,
  );
  return {
    ...commonBody(values),
    api: { acceptMappedClaims: false, knownClientApplications: [], requestedAccessTokenVersion: 1 },
    ...(uris ? { identifierUris: texts(values, 'identifier_uris') } : {}),
    ...(required ? { requiredResourceAccess: access(values) } : {}),
  };
}

export function tagsFrom(values: Values): string[] {
  const features = block(values, 'feature_tags');
  return features ? tagsOfFeatures(features) : texts(values, 'tags');
}

function access(values: Values): JsonObject[] {
  return blocks(values, 'required_resource_access').map((each) => ({
    resourceAccess: blocks(each, 'resource_access').map((one) => ({
      id: needText(one, 'id'),
      type: needText(one, 'type'),
    })),
    resourceAppId: needText(each, 'resource_app_id'),
  }));
}

async function readApplication(graph: Graph, id: string, before: Values): Promise<Values | undefined> {
  const found = await graphCall(`Retrieving Application with object ID "${id}"`, () =>
    graph.find(`/applications/${id}`),
  );
  if (!found) return undefined;
  const beta = await graph.get(`/applications/${id}`, {
    version: 'beta',
    query: { $select: 'oauth2RequirePostResponse' },
  });
  const owners = (await graph.list(`/applications/${id}/owners`)).map((owner) => textOf(owner, 'id'));
  const values = describeApplication(found, beta, owners);
  const tags = textsOf(found, 'tags');
  return {
    ...values,
    // Blocks that the configuration leaves out are computed in the provider; the bindings do not tell, so they stay out.
    ...(blocks(before, 'web').length > 0 ? { web: webOf(found) } : {}),
    ...(blocks(before, 'feature_tags').length > 0 ? { feature_tags: [featuresOfTags(tags)] } : {}),
    template_id: text(before, 'template_id') ?? '',
    prevent_duplicate_names: flag(before, 'prevent_duplicate_names') ?? false,
  };
}

/** What resource and data source have in common. */
export function describeApplication(
  found: JsonObject,
  beta: JsonObject,
  owners: readonly string[],
): Record<string, Value> {
  const info = objectOf(found, 'info');
  return {
    id: `/applications/${textOf(found, 'id')}`,
    object_id: textOf(found, 'id'),
    client_id: textOf(found, 'appId'),
    display_name: textOf(found, 'displayName'),
    description: textOf(found, 'description'),
    device_only_auth_enabled: found['isDeviceOnlyAuthSupported'] === true,
    disabled_by_microsoft: textOf(found, 'disabledByMicrosoftStatus'),
    fallback_public_client_enabled: found['isFallbackPublicClient'] === true,
    identifier_uris: textsOf(found, 'identifierUris'),
    logo_url: textOf(info, 'logoUrl'),
    marketing_url: textOf(info, 'marketingUrl'),
    notes: textOf(found, 'notes'),
    oauth2_post_response_required: beta['oauth2RequirePostResponse'] === true,
    owners: [...owners],
    privacy_statement_url: textOf(info, 'privacyStatementUrl'),
    publisher_domain: textOf(found, 'publisherDomain'),
    service_management_reference: textOf(found, 'serviceManagementReference'),
    sign_in_audience: textOf(found, 'signInAudience'),
    support_url: textOf(info, 'supportUrl'),
    tags: textsOf(found, 'tags'),
    terms_of_service_url: textOf(info, 'termsOfServiceUrl'),
    app_role_ids: roleIds(found),
    oauth2_permission_scope_ids: scopeIds(objectsOf(objectOf(found, 'api'), 'oauth2PermissionScopes')),
    required_resource_access: objectsOf(found, 'requiredResourceAccess').map((each) => ({
      resource_app_id: textOf(each, 'resourceAppId'),
      resource_access: objectsOf(each, 'resourceAccess').map((one) => ({
        id: textOf(one, 'id'),
        type: textOf(one, 'type'),
      })),
    })),
  };
}

export function webOf(found: JsonObject): Value {
  const web = objectOf(found, 'web');
  const grant = objectOf(web, 'implicitGrantSettings');
  return [
    {
      homepage_url: textOf(web, 'homePageUrl'),
      logout_url: textOf(web, 'logoutUrl'),
      redirect_uris: textsOf(web, 'redirectUris'),
      implicit_grant: [
        {
          access_token_issuance_enabled: grant['enableAccessTokenIssuance'] === true,
          id_token_issuance_enabled: grant['enableIdTokenIssuance'] === true,
        },
      ],
    },
  ];
}
