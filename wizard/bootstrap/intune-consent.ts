/**
 * Service principal and permissions of the application for Intune. Given twice Graph answers with an error, so what is there is
 * looked at; what is there besides is named, and stays.
 * Source: https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto.
 */
import { graphApplicationId } from '../../domain/graph-permissions.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { Graph } from '../clouds/graph.js';

interface Principal {
  readonly id: string;
  readonly appRoles?: readonly { readonly id: string; readonly value: string | null }[];
}

/** What of its permissions is there now. */
export interface Consent {
  /** What was made, in words. */
  readonly done: readonly string[];
  /** Permissions to which nobody has consented. */
  readonly missing: readonly string[];
  /** Why not, where it was tried. */
  readonly why?: string;
  /** Permissions that it has and does not need. */
  readonly more: readonly string[];
}

export const principalOf = async (graph: Graph, appId: string): Promise<Principal | undefined> =>
  (await graph.list<Principal>('servicePrincipals', { query: { $filter: `appId eq '${appId}'` } }))[0];

/** Takes owners away: an owner adds a secret. @param only of this object id, @returns whether there was one */
export async function disown(graph: Graph, path: string, only?: string): Promise<boolean> {
  const owners = (await graph.list<{ id: string }>(`${path}/owners`)).filter(
    ({ id }) => only === undefined || id === only,
  );
  for (const { id } of owners) await graph.delete(`${path}/owners/${id}/$ref`);
  return owners.length > 0;
}

/** @param wanted names of permissions of Graph, @param consent whether whoever runs this consents */
export async function consentTo(
  graph: Graph,
  appId: string,
  wanted: readonly string[],
  consent: boolean,
): Promise<Consent> {
  const there = await principalOf(graph, appId);
  const principal = there ?? (await graph.post<Principal>('servicePrincipals', { appId }));
  if (there === undefined) await disown(graph, `servicePrincipals/${principal.id}`);
  const target = await principalOf(graph, graphApplicationId);
  if (target === undefined) throw new CloudError('error', 'the tenant has no service principal of Microsoft Graph');
  const given = await graph.list<{ appRoleId: string; resourceId: string; resourceDisplayName?: string | null }>(
    `servicePrincipals/${principal.id}/appRoleAssignments`,
  );
  const roles = target.appRoles ?? [];
  const needed = wanted.map((name) => {
    const id = roles.find(({ value }) => value === name)?.id;
    if (id === undefined) throw new CloudError('error', `Microsoft Graph has no permission ${name}`);
    return { name, id };
  });
  const isOf = (each: { readonly resourceId: string; readonly appRoleId: string }, id: string): boolean =>
    each.resourceId === target.id && each.appRoleId === id;
  const more = given
    .filter((each) => !needed.some(({ id }) => isOf(each, id)))
    .map(({ resourceId, appRoleId, resourceDisplayName }) =>
      resourceId === target.id
        ? (roles.find(({ id }) => id === appRoleId)?.value ?? appRoleId)
        : `a permission of ${resourceDisplayName ?? resourceId}`,
    );
  const missing = needed.filter(({ id }) => !given.some((each) => isOf(each, id)));
  const done: string[] = there === undefined ? ['its service principal'] : [];
  if (!consent) return { done, more, missing: missing.map(({ name }) => name) };
  for (const [at, { name, id: appRoleId }] of missing.entries()) {
    try {
      const body = { principalId: principal.id, resourceId: target.id, appRoleId };
      await graph.post(`servicePrincipals/${target.id}/appRoleAssignedTo`, body);
    } catch (error) {
      if (!(error instanceof CloudError) || error.reason !== 'denied') throw error;
      return { done, more, missing: missing.slice(at).map((each) => each.name), why: error.message };
    }
    done.push(`the permission ${name}`);
  }
  return { done, more, missing: [] };
}
