/** Apps and what hangs on them. Ids to import: https://registry.terraform.io/providers/hashicorp/azuread/latest/docs. */
import { unlessAbsent } from '../../clouds/cloud-error.js';
import type { Search, SeenSecrets } from '../finder.js';
import type { Service } from '../record.js';
import { graph } from '../rights.js';
import { known, textOf, type Values } from '../values.js';
import { carrying, plain } from '../wording.js';
import {
  applicationRights,
  ownedApplicationRights,
  idIn,
  listed,
  namedOrTaken,
  type GraphObject,
} from './graph-objects.js';

const needs = { graph: ['Application.Read.All'] };

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

export const applications: Service = {
  things: 'apps',
  resources: {
    azuread_application_from_template: {
      words: carrying('Entra', 'enterprise app', { name: ['display_name'] }),
      stage: 'foundation',
      rights: applicationRights,
      adopt: {
        needs,
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
    },
    azuread_application: {
      words: carrying('Entra', 'app registration', {
        name: ['display_name'],
        attributes: { tags: 'none', notes: 'none', description: 'none', feature_tags: 'none' },
      }),
      stage: 'foundation',
      // Only changed by its owner: what belongs to it is consented to by a person.
      rights: ownedApplicationRights({ makes: false }),
      adopt: {
        needs,
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
    },
    azuread_service_principal: {
      words: carrying('Entra', 'service principal', {
        name: ['display_name'],
        attributes: { tags: 'none', notes: 'none', notification_email_addresses: 'none', login_url: 'interrupts' },
      }),
      stage: 'foundation',
      rights: applicationRights,
      adopt: {
        needs,
        find: async (search) =>
          (await principalsOf(search)).map((found) => ({
            name: `${found.displayName ?? ''} (${found.id})`,
            importId: `/servicePrincipals/${found.id}`,
            attributes: principal(found),
          })),
      },
    },
    azuread_application_identifier_uri: {
      words: carrying('Entra', 'sign-in identifier', { name: ['identifier_uri'] }),
      stage: 'connected',
      rights: applicationRights,
      adopt: {
        needs,
        async find(search) {
          const [app, uri] = [known(search.values, 'application_id'), known(search.values, 'identifier_uri')];
          if (app === undefined || uri === undefined) return [];
          const found = await search.clouds.graph.get<GraphObject>(`applications/${idIn(app)}`);
          if (!((found['identifierUris'] ?? []) as string[]).includes(uri)) return [];
          const key = encodeURIComponent(Buffer.from(uri).toString('base64'));
          return [{ name: uri, importId: `${app}/identifierUris/${key}`, attributes: {} }];
        },
      },
    },
    azuread_application_redirect_uris: {
      words: carrying('Entra', 'list of reply addresses', { nouns: 'lists of reply addresses' }),
      stage: 'connected',
      rights: applicationRights,
      adopt: {
        needs,
        async find(search) {
          const app = known(search.values, 'application_id');
          if (app === undefined) return [];
          const { web } = await search.clouds.graph.get<{ web?: { redirectUris?: string[] } }>(
            `applications/${idIn(app)}`,
          );
          const uris = web?.redirectUris ?? [];
          return uris.length === 0
            ? []
            : [{ name: `${uris.length} reply URLs`, importId: `${app}/redirectUris/Web`, attributes: {} }];
        },
      },
    },
    azuread_application_password: {
      words: plain('Entra', 'client secret', { name: ['display_name'] }),
      stage: 'foundation',
      rights: ownedApplicationRights({ of: 'application_id', makes: true }),
      adopt: {
        madeAnew:
          'A client secret shows its text once and never again: the apply makes another one. Remove the old one in Entra once desktops register with the new one.',
        stays: clientSecrets,
      },
    },
    azuread_app_role_assignment: {
      words: carrying('Entra', 'permission or assignment', {
        nouns: 'permissions or assignments',
        name: ['principal_display_name'],
      }),
      stage: 'foundation',
      rights: graph('Application.Read.All', 'AppRoleAssignment.ReadWrite.All'),
      adopt: {
        needs,
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
    },
  },
  dataSources: {
    azuread_application: {
      stage: 'foundation',
      rights: { read: { graph: ['Application.Read.All'] } },
      adopt: {
        needs,
        async find({ clouds, values }) {
          const id = known(values, 'object_id');
          const found =
            id === undefined
              ? undefined
              : await unlessAbsent(clouds.graph.get<GraphObject>(`applications/${id}`), undefined);
          return found ? [{ name: found.id, attributes: { object_id: found.id, client_id: found.appId } }] : [];
        },
      },
    },
    azuread_service_principal: {
      stage: 'foundation',
      rights: { read: { graph: ['Application.Read.All'] } },
      adopt: {
        needs,
        find: async (search) =>
          (await principalsOf(search)).map((found) => ({ name: found.id, attributes: principal(found) })),
      },
    },
    azuread_client_config: {
      stage: 'foundation',
      rights: { read: {} },
      adopt: 'not looked up: it says who is signed in',
    },
  },
};

/**
 * The client secrets by that name of an app. Their text shows nowhere again: nobody uses them once there is another one.
 * Source of the command: https://learn.microsoft.com/cli/azure/ad/app/credential#az-ad-app-credential-delete
 */
async function clientSecrets(
  { clouds: { graph: there }, values }: Search,
  held: ReadonlySet<string>,
): Promise<SeenSecrets | undefined> {
  const app = values['application_id'];
  if (typeof app !== 'string') return undefined;
  const [id, displayName] = [idIn(app), known(values, 'display_name')];
  const { passwordCredentials = [] } = await there.get<{
    passwordCredentials?: readonly { readonly keyId: string; readonly displayName?: string | null }[];
  }>(`applications/${id}`, { query: { $select: 'passwordCredentials' } });
  const unknown = passwordCredentials.filter(
    (each) => !held.has(each.keyId) && (displayName === undefined || each.displayName === displayName),
  );
  return {
    found: unknown.map((each) => `${each.displayName ?? 'without a name'} (${each.keyId})`),
    removals: unknown.map(({ keyId }) => `az ad app credential delete --id ${id} --key-id ${keyId}`),
  };
}

/** The service principal of an application that the stack reads, as that of its pipeline; one that it makes is another. */
export const isReadPrincipal = (address: string, type: string): boolean =>
  type === 'azuread_service_principal' && address.startsWith('data.');
