/** Objects of Microsoft Graph, as `adopt` looks for them. */
import { unlessAbsent } from '../../clouds/cloud-error.js';
import { odataText } from '../../clouds/odata.js';
import type { Search } from '../finder.js';
import { graph, type OwnerRights, type TypeRights } from '../rights.js';

export interface GraphObject {
  readonly id: string;
  readonly appId?: string;
  readonly displayName?: string;
  readonly [name: string]: unknown;
}

/** Those of a collection whose property has this value. */
export async function listed(
  { clouds }: Search,
  collection: string,
  property: string,
  value: string,
): Promise<readonly GraphObject[]> {
  return clouds.graph.list<GraphObject>(collection, { query: { $filter: `${property} eq ${odataText(value)}` } });
}

/** Those of a name; with `--take` that one alone, whatever it is called. */
export async function namedOrTaken(search: Search, collection: string, name: string): Promise<readonly GraphObject[]> {
  const { clouds, taken } = search;
  if (taken === undefined) return listed(search, collection, 'displayName', name);
  // An id to import is a path, with an app of the gallery its first id is the template's: those are found by name.
  const id = taken.split('/').at(-1) ?? '';
  if (!/^[0-9a-f-]{36}$/i.test(id)) return listed(search, collection, 'displayName', name);
  const found = await unlessAbsent(clouds.graph.get<GraphObject>(`${collection}/${id}`), undefined);
  return found ? [found] : listed(search, collection, 'displayName', name);
}

/** The object id in `/applications/ID`. */
export const idIn = (resourceId: string | undefined): string => resourceId?.split('/').at(-1) ?? '';

export const applicationRights = graph('Application.Read.All');

/** Of an application that is owned: https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_password. */
export const ownedApplicationRights = (owner: Omit<OwnerRights, 'graph'>): TypeRights =>
  graph('Application.Read.All', 'Application.ReadWrite.All', { graph: ['Application.ReadWrite.OwnedBy'], ...owner });
