import { identitiesIn, pipelineOf } from '../../../../deployment/pipeline-of.js';
import { graphApplicationId } from '../../../../domain/graph-permissions.js';
import type { Graph } from '../../graph.js';
import { namedLookup } from '../../lookup.js';

/** An application of a pipeline, with everything by which somebody could sign in as it. */
export interface SeenPipelineApp {
  readonly clientId: string;
  readonly displayName: string;
  /** People and applications that can add a credential, by name. */
  readonly owners: readonly string[];
  readonly secrets: number;
  readonly certificates: number;
  /** Application permissions on Microsoft Graph that it was given, by name. */
  readonly permissions: readonly string[];
  /** Roles of the directory that it holds, by itself or by a group. */
  readonly roles: readonly string[];
  readonly credentials: readonly SeenCredential[];
}

/** A federated credential, as far as it says whom it lets in. */
export interface SeenCredential {
  readonly name: string;
  readonly issuer: string;
  /** Null where an expression is compared (a flexible credential). */
  readonly subject: string | null;
  /** Null where a subject is compared. */
  readonly expression: string | null;
}

/** Source: https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential?view=graph-rest-beta. */
export interface HeldCredential extends Pick<SeenCredential, 'name' | 'issuer'> {
  readonly subject?: string | null;
  readonly claimsMatchingExpression?: { readonly value?: string } | null;
}

interface Held {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly passwordCredentials?: readonly unknown[];
  readonly keyCredentials?: readonly unknown[];
}

/** The applications of a pipeline, by their client ids; without one that does not exist. */
export const pipelineApps = namedLookup({
  id: 'pipeline-apps',
  what: 'the applications of the pipeline',
  needs: { graph: ['Application.Read.All'] },
  seconds: 15,
  named: ({ pipeline }) => ({ clientIds: identitiesIn(pipelineOf(pipeline)?.entra) }),
  without: [],
  async look({ graph }, { clientIds }: { readonly clientIds: readonly string[] }): Promise<SeenPipelineApp[]> {
    const found = await Promise.all(clientIds.map(async (clientId) => seenApp(graph, clientId)));
    return found.flat();
  },
});

async function seenApp(graph: Graph, clientId: string): Promise<SeenPipelineApp[]> {
  const query = { $filter: `appId eq '${clientId}'` };
  const [[application], [principal]] = await Promise.all([
    graph.list<Held>('applications', { query }),
    graph.list<Held>('servicePrincipals', { query }),
  ]);
  if (application === undefined) return [];
  const [permissions, roles, credentials, ...owners] = await Promise.all([
    principal === undefined ? [] : permissionsOf(graph, principal.id),
    principal === undefined ? [] : directoryRolesOf(graph, principal.id),
    credentialsHeld(graph, application.id),
    ownersOf(graph, `applications/${application.id}`),
    ...(principal === undefined ? [] : [ownersOf(graph, `servicePrincipals/${principal.id}`)]),
  ]);
  const both = [application, ...(principal === undefined ? [] : [principal])];
  return [
    {
      clientId: application.appId,
      displayName: application.displayName,
      owners: [...new Set(owners.flat())],
      secrets: both.reduce((sum, each) => sum + (each.passwordCredentials?.length ?? 0), 0),
      certificates: both.reduce((sum, each) => sum + (each.keyCredentials?.length ?? 0), 0),
      ...{ permissions, roles },
      credentials: credentials.map(seenCredential),
    },
  ];
}

/** The federated credentials of an application, by its object id. Expressions are shown by beta alone. */
export const credentialsHeld = (graph: Graph, applicationId: string): Promise<HeldCredential[]> =>
  graph.list<HeldCredential>(`applications/${applicationId}/federatedIdentityCredentials`, { version: 'beta' });

export const seenCredential = ({
  name,
  issuer,
  subject = null,
  claimsMatchingExpression: compared,
}: HeldCredential): SeenCredential => ({ name, issuer, subject, expression: compared?.value ?? null });

/** Source: https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments. */
async function permissionsOf(graph: Graph, principalId: string): Promise<string[]> {
  const [[resource], given] = await Promise.all([
    graph.list<{ id: string; appRoles?: readonly { readonly id: string; readonly value: string | null }[] }>(
      'servicePrincipals',
      { query: { $filter: `appId eq '${graphApplicationId}'` } },
    ),
    graph.list<{ appRoleId: string; resourceId: string }>(`servicePrincipals/${principalId}/appRoleAssignments`),
  ]);
  const names = new Map(resource?.appRoles?.map(({ id, value }) => [id, value]));
  return given
    .flatMap(({ appRoleId, resourceId }) => (resourceId === resource?.id ? (names.get(appRoleId) ?? []) : []))
    .sort();
}

/**
 * Roles of the directory that a service principal holds, by itself or by a group. Whoever may read applications alone is told
 * their ids and no names. Source: https://learn.microsoft.com/graph/api/serviceprincipal-list-transitivememberof.
 */
export async function directoryRolesOf(graph: Graph, principalId: string): Promise<string[]> {
  const parents = await graph.list<{ '@odata.type'?: string; id: string; displayName?: string | null }>(
    `servicePrincipals/${principalId}/transitiveMemberOf`,
  );
  return parents
    .filter((each) => each['@odata.type'] === '#microsoft.graph.directoryRole')
    .map(({ id, displayName }) => displayName ?? `the one with the object id ${id}`);
}

async function ownersOf(graph: Graph, path: string): Promise<string[]> {
  const owners = await graph.list<{ id: string; userPrincipalName?: string; displayName?: string }>(`${path}/owners`);
  return owners.map(({ id, userPrincipalName, displayName }) => userPrincipalName ?? displayName ?? id);
}
