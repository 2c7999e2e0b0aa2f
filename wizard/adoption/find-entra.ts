/** Apps, groups, assignments, the provisioning job, Autopilot. Ids to import: https://registry.terraform.io/providers/hashicorp/azuread/latest/docs. */
import { unlessAbsent } from '../clouds/cloud-error.js';
import { autopilotGroups } from '../clouds/lookups/intune/autopilot-groups.js';
import { autopilotProfiles } from '../clouds/lookups/intune/autopilot-profiles.js';
import { odataText } from '../clouds/odata.js';
import type { Finder, Finders, Search } from './finder.js';
import { known, textOf, type Values } from './stack.js';

interface GraphObject {
  readonly id: string;
  readonly appId?: string;
  readonly displayName?: string;
  readonly [name: string]: unknown;
}

async function listed(
  { clouds }: Search,
  collection: string,
  property: string,
  value: string,
): Promise<readonly GraphObject[]> {
  return clouds.graph.list<GraphObject>(collection, { query: { $filter: `${property} eq ${odataText(value)}` } });
}

/** Those of a name; with `--take` that one alone, whatever it is called. */
async function namedOrTaken(search: Search, collection: string, name: string): Promise<readonly GraphObject[]> {
  const { clouds, taken } = search;
  if (taken === undefined) return listed(search, collection, 'displayName', name);
  // An id to import is a path, with an app of the gallery its first id is the template's: those are found by name.
  const id = taken.split('/').at(-1) ?? '';
  if (!/^[0-9a-f-]{36}$/i.test(id)) return listed(search, collection, 'displayName', name);
  const found = await unlessAbsent(clouds.graph.get<GraphObject>(`${collection}/${id}`), undefined);
  return found ? [found] : listed(search, collection, 'displayName', name);
}

const applications = { graph: ['Application.Read.All'] };
const groups = { graph: ['Group.Read.All'] };
const autopilot = { graph: ['DeviceManagementServiceConfig.Read.All'] };

/** The object id in `/applications/ID`. */
const idIn = (resourceId: string | undefined): string | undefined => resourceId?.split('/').at(-1);

const principal = ({ id, appId, ...rest }: GraphObject): Values => ({
  id: `/servicePrincipals/${id}`,
  object_id: id,
  client_id: appId,
  app_role_ids: Object.fromEntries(
    ((rest['appRoles'] ?? []) as { id: string; value: string | null }[]).map((role) => [role.value ?? '', role.id]),
  ),
});

async function principalsOf(search: Search): Promise<readonly GraphObject[]> {
  const [clientId, objectId] = [known(search.values, 'client_id'), known(search.values, 'object_id')];
  if (objectId !== undefined) {
    const found = await unlessAbsent(search.clouds.graph.get<GraphObject>(`servicePrincipals/${objectId}`), undefined);
    return found ? [found] : [];
  }
  return clientId === undefined ? [] : listed(search, 'servicePrincipals', 'appId', clientId);
}

export const entraFinders: Finders = {
  azuread_application_from_template: {
    needs: applications,
    async find(search) {
      const [name, template] = [known(search.values, 'display_name'), known(search.values, 'template_id')];
      if (name === undefined || template === undefined) return [];
      const apps = (await namedOrTaken(search, 'applications', name)).filter(
        ({ applicationTemplateId }) => applicationTemplateId === template,
      );
      const found = await Promise.all(
        apps.map(async (app) => {
          const [service] = await listed(search, 'servicePrincipals', 'appId', app.appId ?? '');
          if (!service) return [];
          return [
            {
              name: `${app.displayName ?? name} (${app.appId ?? ''})`,
              importId: `/applicationTemplates/${template}/instantiate/${app.id}/${service.id}`,
              attributes: {
                application_id: `/applications/${app.id}`,
                application_object_id: app.id,
                service_principal_id: `/servicePrincipals/${service.id}`,
                service_principal_object_id: service.id,
              },
            },
          ];
        }),
      );
      return found.flat();
    },
  },
  azuread_application: {
    needs: applications,
    async find(search) {
      const name = known(search.values, 'display_name');
      if (name === undefined) return [];
      return (await namedOrTaken(search, 'applications', name)).map(({ id, appId = '', displayName }) => ({
        name: `${displayName ?? name} (${appId})`,
        importId: `/applications/${id}`,
        attributes: { id: `/applications/${id}`, object_id: id, client_id: appId },
        seen: { display_name: displayName },
      }));
    },
  },
  azuread_service_principal: {
    needs: applications,
    find: async (search) =>
      (await principalsOf(search)).map((found) => ({
        name: `${found.displayName ?? ''} (${found.id})`,
        importId: `/servicePrincipals/${found.id}`,
        attributes: principal(found),
      })),
  },
  azuread_group: {
    needs: groups,
    fixed: ['types'],
    async find(search) {
      const name = known(search.values, 'display_name');
      if (name === undefined) return [];
      const found = await namedOrTaken(search, 'groups', name);
      const groups = found.length > 0 ? found : await groupsOfRule(search);
      return groups.map(({ id, displayName, groupTypes }) => ({
        name: `${displayName ?? name} (${id})`,
        importId: `/groups/${id}`,
        attributes: { id: `/groups/${id}`, object_id: id, display_name: displayName ?? name },
        seen: { display_name: displayName, ...('types' in search.values ? { types: groupTypes } : {}) },
      }));
    },
  },
  azuread_app_role_assignment: {
    needs: applications,
    async find({ clouds, values }) {
      const [resource, holder, role] = ['resource_object_id', 'principal_object_id', 'app_role_id'].map((name) =>
        known(values, name),
      );
      if (resource === undefined || holder === undefined || role === undefined) return [];
      const path = `servicePrincipals/${resource}/appRoleAssignedTo`;
      const all = await clouds.graph.list<GraphObject>(path);
      return all
        .filter(({ principalId, appRoleId }) => principalId === holder && appRoleId === role)
        .map(({ id, principalDisplayName, resourceDisplayName }) => ({
          name: `${textOf(principalDisplayName) ?? holder} to ${textOf(resourceDisplayName) ?? resource}`,
          importId: `/servicePrincipals/${resource}/appRoleAssignedTo/${id}`,
          attributes: {},
        }));
    },
  },
  azuread_application_identifier_uri: {
    needs: applications,
    async find(search) {
      const [app, uri] = [known(search.values, 'application_id'), known(search.values, 'identifier_uri')];
      if (app === undefined || uri === undefined) return [];
      const found = await search.clouds.graph.get<GraphObject>(`applications/${idIn(app) ?? ''}`);
      if (!((found['identifierUris'] ?? []) as string[]).includes(uri)) return [];
      const key = encodeURIComponent(Buffer.from(uri).toString('base64'));
      return [{ name: uri, importId: `${app}/identifierUris/${key}`, attributes: {} }];
    },
  },
  azuread_application_redirect_uris: {
    needs: applications,
    async find(search) {
      const app = known(search.values, 'application_id');
      if (app === undefined) return [];
      const { web } = await search.clouds.graph.get<{ web?: { redirectUris?: string[] } }>(
        `applications/${idIn(app) ?? ''}`,
      );
      const uris = web?.redirectUris ?? [];
      return uris.length === 0
        ? []
        : [{ name: `${uris.length} reply URLs`, importId: `${app}/redirectUris/Web`, attributes: {} }];
    },
  },
  azuread_synchronization_job: {
    needs: { graph: ['Synchronization.Read.All'] },
    async find({ clouds, values }) {
      const [service, template] = [known(values, 'service_principal_id'), known(values, 'template_id')];
      if (service === undefined || template === undefined) return [];
      const all = await clouds.graph.list<GraphObject>(`${service.replace(/^\//, '')}/synchronization/jobs`);
      return all
        .filter(({ templateId }) => templateId === template)
        .map(({ id }) => ({
          name: id,
          importId: `${service}/synchronization/jobs/${id}`,
          attributes: { id: `${service}/synchronization/jobs/${id}` },
        }));
    },
  },
  msgraph_resource: graphObjects(),
};

/** Groups of the same devices by another name: their rule asks for the group tag that the deployment's rule asks for. */
async function groupsOfRule({ clouds, values }: Search): Promise<readonly GraphObject[]> {
  const rule = known((values['dynamic_membership'] ?? {}) as Values, 'rule');
  const tag = /\[OrderID\]:([^"]+)"/.exec(rule ?? '')?.[1];
  if (tag === undefined) return [];
  const same = (await autopilotGroups.look(clouds)).filter(
    ({ tags }) => tags.length === 1 && tags[0]?.toLowerCase() === tag.toLowerCase(),
  );
  return same.map(({ id, displayName }) => ({ id, displayName, groupTypes: ['DynamicMembership'] }));
}

/** Autopilot profiles by their display name, and their assignments by group. */
function graphObjects(): Finder {
  return {
    needs: autopilot,
    async find(search) {
      const { clouds, values, taken } = search;
      const url = known(values, 'url');
      const body = (values['body'] ?? {}) as Values;
      if (url === undefined) return [];
      const all = await unlessAbsent(clouds.graph.list<GraphObject>(url, { version: 'beta' }), []);
      const groupId = ((body['target'] ?? {}) as Values)['groupId'];
      const named = all.filter(({ id, displayName, target }) =>
        'target' in body
          ? groupId !== undefined && ((target ?? {}) as Values)['groupId'] === groupId
          : displayName === body['displayName'] || id === taken,
      );
      const mine = named.length > 0 || 'target' in body ? named : await assignedAlready(search);
      // msgraph 0.5.0 imports nothing but the id, so the first apply sends the whole body, and Graph changes no assignment.
      // It has one a group.
      if ('target' in body) {
        const instead = 'The apply assigns it again: Graph keeps one assignment of a profile to a group.';
        return mine.map(({ id }) => ({ name: id, instead, attributes: { id } }));
      }
      return mine.map(({ id, displayName }) => ({
        name: displayName ?? id,
        importId: `/${url}/${id}?api-version=beta`,
        attributes: { id, resource_url: `${url}/${id}` },
        ...(displayName === body['displayName'] ? {} : { seen: { body: { displayName } } }),
      }));
    },
  };
}

/** Profiles of another name that the devices of the site get now: of two the oldest wins, so a second one would do nothing. */
async function assignedAlready(search: Search): Promise<readonly GraphObject[]> {
  const { clouds, referring } = search;
  const targets = referring.map(({ values }) => ((values['body'] ?? {}) as { target?: { groupId?: string } }).target);
  const groups = await Promise.all(targets.map(async (target) => search.work(target?.groupId ?? '')));
  const profiles = await autopilotProfiles.look(clouds);
  return profiles
    .filter(({ groupIds }) => groupIds.some((id) => groups.includes(id)))
    .map(({ id, displayName }) => ({ id, displayName }));
}

/** Data sources that others refer to. */
export const entraData: Finders = {
  azuread_application: {
    needs: applications,
    async find({ clouds, values }) {
      const id = known(values, 'object_id');
      const found =
        id === undefined
          ? undefined
          : await unlessAbsent(clouds.graph.get<GraphObject>(`applications/${id}`), undefined);
      return found ? [{ name: found.id, attributes: { object_id: found.id, client_id: found.appId } }] : [];
    },
  },
  azuread_service_principal: {
    needs: applications,
    find: async (search) =>
      (await principalsOf(search)).map((found) => ({ name: found.id, attributes: principal(found) })),
  },
};
