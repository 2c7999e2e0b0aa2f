import { ProviderError, type ResourceType } from '../provider.js';
import { flag, needText, text, type Values } from '../value.js';
import { present, untilGone } from './application.js';
import { graphCall, objectsOf, textOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { secondsFor } from './waits.js';

/** All of it on beta: internal/services/identitygovernance in github.com/hashicorp/terraform-provider-azuread. */
export const beta = { version: 'beta' } as const;
export const root = '/identityGovernance/entitlementManagement';

const catalogPath = (id: string): string => `${root}/accessPackageCatalogs/${id}`;
const packagePath = (id: string): string => `${root}/accessPackages/${id}`;

/** azuread_access_package_catalog */
export const accessPackageCatalog: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const made = await graphCall(
      'Creating access package catalog',
      () => graph.post(`${root}/accessPackageCatalogs`, { ...beta, body: catalogBody(planned) }),
      { newer: true },
    );
    return present(await readCatalog(graph, textOf(made, 'id')));
  },
  read: async (call, state) => readCatalog(call.client, needText(state, 'id')),
  async update(call, planned, prior) {
    const id = needText(prior, 'id');
    await graphCall(`Updating ${id}`, () =>
      call.client.patch(catalogPath(id), { ...beta, body: catalogBody(planned) }),
    );
    return present(await readCatalog(call.client, id));
  },
  async delete(call, state) {
    const id = needText(state, 'id');
    const what = `Identity Governance Entitlement Management Access Package Catalog (Access Package Catalog: "${id}")`;
    await graphCall(`Deleting ${what}`, () => call.client.delete(catalogPath(id), beta), { newer: true });
    await untilGone(call, call.client, catalogPath(id), secondsFor(state, 'delete', 5), what, 'beta');
  },
  async importState(_call, id) {
    return { id };
  },
};

function catalogBody(planned: Values): JsonObject {
  return {
    displayName: needText(planned, 'display_name'),
    description: needText(planned, 'description'),
    catalogStatus: flag(planned, 'published') ? 'Published' : 'Unpublished',
    isExternallyVisible: flag(planned, 'externally_visible') ?? true,
  };
}

async function readCatalog(graph: Graph, id: string): Promise<Values | undefined> {
  const found = await graph.find(catalogPath(id), beta);
  return (
    found && {
      id,
      display_name: textOf(found, 'displayName'),
      description: textOf(found, 'description'),
      published: textOf(found, 'catalogStatus').toLowerCase() === 'published',
      externally_visible: found['isExternallyVisible'] === true,
    }
  );
}

/** azuread_access_package */
export const accessPackage: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const made = await graphCall(
      'Creating access package',
      async () => graph.post(`${root}/accessPackages`, { ...beta, body: await packageBody(graph, planned) }),
      { newer: true },
    );
    return present(await readPackage(graph, textOf(made, 'id')));
  },
  read: async (call, state) => readPackage(call.client, needText(state, 'id')),
  async update(call, planned, prior) {
    const id = needText(prior, 'id');
    await graphCall(`Updating ${id}`, async () =>
      call.client.patch(packagePath(id), { ...beta, body: await packageBody(call.client, planned) }),
    );
    return present(await readPackage(call.client, id));
  },
  async delete(call, state) {
    const id = needText(state, 'id');
    const what = `Identity Governance Entitlement Management Access Package (Access Package: "${id}")`;
    await graphCall(`Deleting ${what}`, () => call.client.delete(packagePath(id), beta), { newer: true });
    await untilGone(call, call.client, packagePath(id), secondsFor(state, 'delete', 5), what, 'beta');
  },
  async importState(_call, id) {
    return { id };
  },
};

/** The provider reads the catalog and sends it along. */
async function packageBody(graph: Graph, planned: Values): Promise<JsonObject> {
  const catalogId = needText(planned, 'catalog_id');
  return {
    displayName: needText(planned, 'display_name'),
    description: needText(planned, 'description'),
    isHidden: flag(planned, 'hidden') ?? false,
    accessPackageCatalog: await graph.get(catalogPath(catalogId), beta),
    catalogId,
  };
}

async function readPackage(graph: Graph, id: string): Promise<Values | undefined> {
  const found = await graph.find(packagePath(id), beta);
  return (
    found && {
      id,
      catalog_id: textOf(found, 'catalogId'),
      display_name: textOf(found, 'displayName'),
      description: textOf(found, 'description'),
      hidden: found['isHidden'] === true,
    }
  );
}

/** azuread_access_package_resource_catalog_association: its id is `CATALOG/ORIGIN`. */
export const catalogAssociation: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const catalogId = needText(planned, 'catalog_id');
    const originId = needText(planned, 'resource_origin_id');
    await graphCall('Retrieving access package catalog', () => graph.get(catalogPath(catalogId), beta));
    await graphCall(
      'Creating access package resource catalog association',
      () => graph.post(`${root}/accessPackageResourceRequests`, { ...beta, body: onboarding('AdminAdd', planned) }),
      { newer: true },
    );
    return present(await readCatalogAssociation(graph, catalogId, originId));
  },
  async read(call, state) {
    const { catalogId, originId } = idsOf(needText(state, 'id'));
    return readCatalogAssociation(call.client, catalogId, originId);
  },
  async delete(call, state) {
    await graphCall(
      'Deleting access package resource catalog association',
      () =>
        call.client.post(`${root}/accessPackageResourceRequests`, { ...beta, body: onboarding('AdminRemove', state) }),
      { newer: true },
    );
  },
  async importState(_call, id) {
    idsOf(id);
    return { id };
  },
};

function idsOf(id: string): { catalogId: string; originId: string } {
  const [catalogId, originId, ...rest] = id.split('/');
  if (catalogId && originId && rest.length === 0) return { catalogId, originId };
  throw new ProviderError('The ID must be in the format of catalog_id/resource_origin_id');
}

function onboarding(requestType: string, values: Values): JsonObject {
  return {
    catalogId: needText(values, 'catalog_id'),
    requestType,
    accessPackageResource: {
      originId: needText(values, 'resource_origin_id'),
      originSystem: needText(values, 'resource_origin_system'),
    },
  };
}

async function resourceIn(graph: Graph, catalogId: string, originId: string): Promise<JsonObject | undefined> {
  const path = `${catalogPath(catalogId)}/accessPackageResources`;
  const found = await graph.find(path, { ...beta, query: { $filter: `originId eq '${originId}'` } });
  return found && objectsOf(found, 'value')[0];
}

async function readCatalogAssociation(graph: Graph, catalogId: string, originId: string): Promise<Values | undefined> {
  const found = await resourceIn(graph, catalogId, originId);
  return (
    found && {
      id: `${catalogId}/${originId}`,
      catalog_id: catalogId,
      resource_origin_id: originId,
      resource_origin_system: textOf(found, 'originSystem'),
    }
  );
}

/** azuread_access_package_resource_package_association: its id is `PACKAGE/ROLE_SCOPE/ORIGIN/ACCESS_TYPE`. */
export const packageAssociation: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const { catalogId, originId } = idsOf(needText(planned, 'catalog_resource_association_id'));
    const accessType = text(planned, 'access_type') ?? 'Member';
    const packageId = needText(planned, 'access_package_id');
    const resource = await resourceIn(graph, catalogId, originId);
    if (!resource) throw new ProviderError('Retrieving Access Package Resources: no matching resource found');
    const originSystem = textOf(resource, 'originSystem');
    const made = await graphCall(
      'Creating Access Package Resource Association',
      () =>
        graph.post(`${packagePath(packageId)}/accessPackageResourceRoleScopes`, {
          ...beta,
          body: {
            accessPackageResourceRole: {
              displayName: accessType,
              originId: `${accessType}_${originId}`,
              originSystem,
              accessPackageResource: {
                id: textOf(resource, 'id'),
                resourceType: textOf(resource, 'resourceType'),
                originId,
              },
            },
            accessPackageResourceScope: { originSystem, originId },
          },
        }),
      { newer: true },
    );
    return present(await readPackageAssociation(graph, [packageId, textOf(made, 'id'), originId, accessType]));
  },
  read: async (call, state) => readPackageAssociation(call.client, needText(state, 'id').split('/')),
  async delete(call, state) {
    const [packageId = '', scope = ''] = needText(state, 'id').split('/');
    await graphCall(
      'Deleting Access Package Resource Association',
      () => call.client.delete(`${packagePath(packageId)}/accessPackageResourceRoleScopes/${scope}`, beta),
      { newer: true },
    );
  },
  async importState(_call, id) {
    return { id };
  },
};

async function readPackageAssociation(graph: Graph, ids: readonly string[]): Promise<Values | undefined> {
  const [packageId = '', scope = '', originId = '', accessType = ''] = ids;
  const found = await graph.find(packagePath(packageId), {
    ...beta,
    query: {
      $expand: 'accessPackageResourceRoleScopes($expand=accessPackageResourceRole,accessPackageResourceScope)',
    },
  });
  if (!found) return undefined;
  if (!objectsOf(found, 'accessPackageResourceRoleScopes').some((each) => textOf(each, 'id') === scope))
    return undefined;
  return {
    id: ids.join('/'),
    access_package_id: packageId,
    access_type: accessType,
    catalog_resource_association_id: `${textOf(found, 'catalogId')}/${originId}`,
  };
}
