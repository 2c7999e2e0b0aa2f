/** Intune: Autopilot profiles, what desktops get when they enrol, and who gets it: all of it msgraph makes. */
import { unlessAbsent } from '../clouds/cloud-error.js';
import { autopilotProfiles } from '../clouds/lookups/intune/autopilot-profiles.js';
import { applicationRights, type GraphObject } from './entra/graph-objects.js';
import type { Candidate, Search } from './finder.js';
import { autopilotProfilesUrl, contentAt, intuneContents, type IntuneContent } from './intune-content.js';
import type { RightsByUrl, Service } from './record.js';
import { graph, type TypeRights } from './rights.js';
import { known, textOf, type Values } from './values.js';
import { carrying } from './wording.js';

const rightsOfPaths: readonly (readonly [beginning: RegExp, rights: TypeRights])[] = [
  [new RegExp(`^/?${autopilotProfilesUrl}`), graph('DeviceManagementServiceConfig.Read.All')],
  [/^\/?(servicePrincipals|applications)\b/, applicationRights],
];

/** What a block of msgraph needs. */
export const rightsByUrl: RightsByUrl = (url) =>
  contentAt(url)?.rights ?? rightsOfPaths.find(([beginning]) => url !== undefined && beginning.test(url))?.[1];

/** Addresses that a stack can hold at most: for rights that are asked for without one. */
export const intuneUrls: readonly string[] = [
  autopilotProfilesUrl,
  ...intuneContents.map(({ collection }) => collection),
];

export const autopilot: Service = {
  things: 'Autopilot profiles, policies, apps and assignments',
  resources: {
    msgraph_resource: {
      // By its address it is called something else; of one that is not known yet nothing is said but this.
      words: carrying('Intune', 'object of Intune', { nouns: 'objects of Intune' }),
      stage: 'foundation',
      rights: rightsByUrl,
      adopt: {
        needs: { graph: ['DeviceManagementServiceConfig.Read.All'] },
        async find(search) {
          const { clouds, values, taken } = search;
          const url = known(values, 'url');
          const body = (values['body'] ?? {}) as Values;
          if (url === undefined) return [];
          const content = contentAt(url);
          if (content) return findContent(search, content, url);
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

/**
 * Something of the same name in its collection, or the assignment of an app to the same group. A policy that somebody made
 * by hand is taken over with its name alone: the apply gives it the settings of the deployment.
 */
async function findContent(
  { clouds, values, taken }: Search,
  { collection, nameField, once = [], madeAnew }: IntuneContent,
  url: string,
): Promise<readonly Candidate[]> {
  const body = (values['body'] ?? {}) as Values;
  const all = await unlessAbsent(clouds.graph.list<GraphObject>(url, { version: 'beta' }), []);
  const isAssignment = url.replace(/^\//, '') !== collection;
  const targetOf = (each: Values): unknown => ((each['target'] ?? {}) as Values)['groupId'];
  const mine = all.filter((each) => {
    if (each.id === taken) return true;
    if (isAssignment)
      return targetOf(body) !== undefined && targetOf(each) === targetOf(body) && each['intent'] === body['intent'];
    return body[nameField] !== undefined && each[nameField] === body[nameField];
  });
  return mine.map((each) => {
    const name = textOf(each[nameField]) ?? each.id;
    if (madeAnew !== undefined && !isAssignment)
      return { name: `${name} (${each.id})`, instead: madeAnew, attributes: { id: each.id } };
    const differing = once.filter((field) => !holds(each[field], body[field]));
    const conflicts = differing.map(
      (field) =>
        `${field} is ${JSON.stringify(each[field])}, the deployment says ${JSON.stringify(body[field])}: it is given when it is made, and never changed. Give yours another name.`,
    );
    return {
      name,
      importId: `/${url.replace(/^\//, '')}/${each.id}?api-version=beta`,
      attributes: { id: each.id, resource_url: `${url}/${each.id}` },
      ...(conflicts.length > 0 ? { conflicts } : {}),
    };
  });
}

/** Whether what is there holds all that is wanted. */
function holds(there: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || typeof there !== 'object' || there === null)
    return there === wanted;
  return Object.entries(wanted).every(([name, value]) => holds((there as Values)[name], value));
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
