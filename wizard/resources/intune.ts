/** Intune: Autopilot profiles and their assignments, which msgraph makes. */
import { unlessAbsent } from '../clouds/cloud-error.js';
import { autopilotProfiles } from '../clouds/lookups/intune/autopilot-profiles.js';
import { applicationRights, type GraphObject } from './entra/graph-objects.js';
import type { Search } from './finder.js';
import type { RightsByUrl, Service } from './record.js';
import { graph, type TypeRights } from './rights.js';
import { known, type Values } from './values.js';
import { carrying } from './wording.js';

/** Where Autopilot profiles lie, as msgraph addresses them. */
export const autopilotProfilesUrl = 'deviceManagement/windowsAutopilotDeploymentProfiles';

const rightsOfPaths: readonly (readonly [beginning: RegExp, rights: TypeRights])[] = [
  [new RegExp(`^/?${autopilotProfilesUrl}`), graph('DeviceManagementServiceConfig.Read.All')],
  [/^\/?(servicePrincipals|applications)\b/, applicationRights],
];

/** What a block of msgraph needs. */
export const rightsByUrl: RightsByUrl = (url) =>
  rightsOfPaths.find(([beginning]) => url !== undefined && beginning.test(url))?.[1];

export const autopilot: Service = {
  things: 'Autopilot profiles and assignments',
  resources: {
    msgraph_resource: {
      words: carrying('Intune', 'Autopilot profile or assignment', { nouns: 'Autopilot profiles or assignments' }),
      stage: 'foundation',
      rights: rightsByUrl,
      adopt: {
        needs: { graph: ['DeviceManagementServiceConfig.Read.All'] },
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
          // msgraph 0.5.0 imports nothing but the id, so the first apply sends the whole body, and Graph changes no
          // assignment. It has one a group.
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
      },
    },
  },
  dataSources: {
    msgraph_resource: {
      stage: 'foundation',
      rights: rightsByUrl,
      adopt: 'not looked up: only the plan compares what it says',
    },
  },
};

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
