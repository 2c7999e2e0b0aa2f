/**
 * What is there already, before an identity is made. Nothing is taken over by its name: anybody may register an application
 * of any name, and own it. Ours is what carries our mark, or what the deployment or a hand-over names by its id; and even then
 * an application only without owners, secrets and credentials of others, a role only with our trust.
 */
import { sameDocument } from '../../domain/same-document.js';
import { counted } from '../../domain/counted.js';
import { present } from '../../domain/present.js';
import { bootstrapTag, pipelineAppName, pipelineRoleName } from '../../domain/names.js';
import { graphApplicationId } from '../../domain/graph-permissions.js';
import { unlessAbsent } from '../clouds/cloud-error.js';
import type { Clouds } from '../clouds/lookup.js';
import type { Graph } from '../clouds/graph.js';
import { directoryRolesOf } from '../clouds/lookups/pipeline/pipeline-apps.js';
import { Failure } from '../terminal/failure.js';
import { refuseOthersBelieved } from './believed.js';
import { credentialsOf, inTerraform, isSame, whomOf } from './federated-credentials.js';
import type { Found } from './found.js';
import { credentialNameOf, credentialOf, trustOf, type Making } from './identities.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';

/** Client ids that the deployment or a hand-over names. */
export type KnownApps = { readonly [I in Identity]?: string | undefined };

interface ApplicationAnswer {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly notes?: string | null;
  readonly createdDateTime?: string;
  readonly passwordCredentials?: readonly unknown[];
  readonly keyCredentials?: readonly unknown[];
}

interface PrincipalAnswer extends ApplicationAnswer {
  readonly appRoles?: readonly { readonly id: string; readonly value: string | null }[];
}

const fields = 'id,appId,displayName,notes,createdDateTime,passwordCredentials,keyCredentials';

/** @throws Failure where something of the same name is not ours, or ours is in the reach of somebody else */
export async function surveyEntra(graph: Graph, making: Making, known: KnownApps): Promise<Found[]> {
  const found: Found[] = [];
  for (const identity of making.identities) {
    const application = await ourApplication(graph, making, identity, known[identity]);
    if (application === undefined) continue;
    found.push({ type: 'azuread_application', by: { key: identity }, id: `/applications/${application.id}` });
    const principal = await principalOf(graph, application.appId);
    await refuseReach(graph, making, identity, application, principal);
    if (principal !== undefined) await refuseRoles(graph, application, principal);
    const credentials = await credentialsOf(graph, application.id);
    const name = credentialNameOf(making, identity);
    for (const credential of credentials.filter((each) => each.name === name)) {
      refuseOthersBelieved(making, application, credential);
      found.push({ by: { key: identity }, ...inTerraform(application.id, credential) });
    }
    if (principal === undefined) continue;
    found.push({ type: 'azuread_service_principal', by: { key: identity }, id: `/servicePrincipals/${principal.id}` });
    found.push(...(await assignmentsOf(graph, identity, principal.id)));
  }
  return found;
}

async function ourApplication(
  graph: Graph,
  { deployment, mark }: Making,
  identity: Identity,
  known: string | undefined,
): Promise<ApplicationAnswer | undefined> {
  const displayName = pipelineAppName(deployment.name, identity);
  const all = await graph.list<ApplicationAnswer>('applications', {
    query: { $filter: `displayName eq '${displayName.replaceAll("'", "''")}'`, $select: fields },
  });
  const isOurs = ({ appId, notes }: ApplicationAnswer): boolean =>
    notes === `${bootstrapTag} ${mark}` || appId.toLowerCase() === known?.toLowerCase();
  const stranger = all.find((each) => !isOurs(each));
  if (stranger) {
    const owners = await ownersOf(graph, 'applications', stranger.id);
    const ours = all.find(isOurs);
    const others = stranger.notes?.startsWith(`${bootstrapTag} `) === true;
    const made = others ? 'its notes say that another deployment made it' : 'bootstrap did not make it';
    throw new Failure(`There is an application "${displayName}" already, and ${made}.`, [
      `wanted: ${ours === undefined ? 'one' : `${ours.appId}, which is there as well,`} with the notes ${bootstrapTag} ${mark}`,
      `there:  ${stranger.appId}, made ${stranger.createdDateTime ?? 'at an unknown time'}, ${owners.length === 0 ? 'without owner' : `owned by ${owners.join(', ')}`}`,
      'Nothing is taken over by its name: anybody may register an application of any name. Find out whose it is, and delete it or give the deployment another name.',
      ...(others
        ? [
            'Two deployments of one name have the same names in a tenant. Is the other one in use, this one needs another `name`, before its first apply. Is it gone, entra-workspaces bootstrap --undo of it takes the application away.',
          ]
        : []),
    ]);
  }
  return all.find(isOurs);
}

const principalOf = async (graph: Graph, appId: string): Promise<PrincipalAnswer | undefined> =>
  (await graph.list<PrincipalAnswer>('servicePrincipals', { query: { $filter: `appId eq '${appId}'` } }))[0];

/** Client ids of the applications of the jobs, as far as they are there. */
export async function clientsOf(graph: Graph, making: Making, known: KnownApps): Promise<KnownApps> {
  const found: { [I in Identity]?: string | undefined } = {};
  for (const identity of making.identities)
    found[identity] = (await ourApplication(graph, making, identity, known[identity]))?.appId;
  return found;
}

/** Object ids of the service principals of the jobs: who is let in to a state in Azure. @throws Failure where one is not there */
export async function principalsOf(
  graph: Graph,
  making: Making,
  known: KnownApps,
): Promise<{ readonly mainPlan: string; readonly apply?: string }> {
  const found: Partial<Record<Identity, string>> = {};
  for (const identity of making.identities) {
    const application = await ourApplication(graph, making, identity, known[identity]);
    const principal = application && (await principalOf(graph, application.appId));
    if (principal) found[identity] = principal.id;
  }
  const { mainPlan, apply } = found;
  if (mainPlan !== undefined) return { mainPlan, ...present({ apply }) };
  throw new Failure('The application of the job that plans has no service principal.', ['Run bootstrap again.']);
}

async function ownersOf(graph: Graph, kind: 'applications' | 'servicePrincipals', id: string): Promise<string[]> {
  const owners = await graph.list<{ id: string; userPrincipalName?: string; displayName?: string }>(
    `${kind}/${id}/owners`,
  );
  return owners.map(({ userPrincipalName, displayName, id: of }) => userPrincipalName ?? displayName ?? of);
}

/** In whose reach an application is beside ours, in words. */
export async function reachOf(
  graph: Graph,
  application: Pick<ApplicationAnswer, 'id' | 'passwordCredentials' | 'keyCredentials'>,
  principal: Pick<ApplicationAnswer, 'id' | 'passwordCredentials' | 'keyCredentials'> | undefined,
  ours: string,
): Promise<string[]> {
  const owners = [
    ...(await ownersOf(graph, 'applications', application.id)),
    ...(principal ? await ownersOf(graph, 'servicePrincipals', principal.id) : []),
  ];
  const count = (one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): number =>
    (one?.length ?? 0) + (other?.length ?? 0);
  const secrets = count(application.passwordCredentials, principal?.passwordCredentials);
  const certificates = count(application.keyCredentials, principal?.keyCredentials);
  const foreign = (await credentialsOf(graph, application.id)).filter(({ name }) => name !== ours);
  return [
    ...(owners.length > 0 ? [`owned by ${[...new Set(owners)].join(', ')}`] : []),
    ...(secrets > 0 ? [counted(secrets, 'client secret')] : []),
    ...(certificates > 0 ? [counted(certificates, 'certificate')] : []),
    ...foreign.map((each) => `the federated credential ${each.name}, which lets ${whomOf(each)} in`),
  ];
}

async function refuseReach(
  graph: Graph,
  making: Making,
  identity: Identity,
  application: ApplicationAnswer,
  principal: PrincipalAnswer | undefined,
): Promise<void> {
  const reach = await reachOf(graph, application, principal, credentialNameOf(making, identity));
  if (reach.length === 0) return;
  throw new Failure(`Somebody else can sign in as the application "${application.displayName}".`, [
    `must have no owner, no secret, no certificate and no credential but ours, got: ${reach.join('; ')}`,
    `Find out who did so, take that away (https://entra.microsoft.com > App registrations, ${application.appId}), and run this again.`,
  ]);
}

/** Bootstrap gives no role of the directory: permissions do. */
async function refuseRoles(
  graph: Graph,
  { appId, displayName }: ApplicationAnswer,
  principal: PrincipalAnswer,
): Promise<void> {
  const roles = await directoryRolesOf(graph, principal.id);
  if (roles.length === 0) return;
  throw new Failure(`The application "${displayName}" holds roles of the directory that bootstrap did not give.`, [
    `must hold none, got: ${roles.join(', ')}`,
    `Find out who gave them and why, take them away (https://entra.microsoft.com > Roles and administrators; the application is ${appId}), and run this again.`,
  ]);
}

/** Permissions that were given, by name: given twice Graph answers with an error. */
async function assignmentsOf(graph: Graph, identity: Identity, principalId: string): Promise<Found[]> {
  const target = await principalOf(graph, graphApplicationId);
  if (target === undefined) return [];
  const given = await graph.list<{ id: string; appRoleId: string; resourceId: string }>(
    `servicePrincipals/${principalId}/appRoleAssignments`,
  );
  return given
    .filter(({ resourceId }) => resourceId === target.id)
    .flatMap(({ id, appRoleId }): Found[] => {
      const permission = target.appRoles?.find((each) => each.id === appRoleId)?.value;
      if (permission === undefined || permission === null) return [];
      return [
        {
          type: 'azuread_app_role_assignment',
          by: { key: identity, permission },
          id: `/servicePrincipals/${target.id}/appRoleAssignedTo/${id}`,
        },
      ];
    });
}

/** What of the trust in both clouds is not as it has to be, in words; empty: each lets in whom it should and nobody else. */
export async function trustProblems(
  clouds: Partial<Pick<Clouds, 'aws' | 'graph'>>,
  making: Making,
  apps: KnownApps,
): Promise<string[]> {
  const { aws, graph } = clouds;
  const problems: string[] = [];
  for (const identity of making.identities) {
    if (making.host.trusts(making, identity) === undefined) {
      problems.push(`what the job of ${pipelineRoleName(making.deployment.name, identity)} sends is not known yet`);
      continue;
    }
    if (aws) {
      const RoleName = pipelineRoleName(making.deployment.name, identity);
      const answer = await unlessAbsent(aws.call('iam', 'GetRole', undefined, { RoleName }), undefined);
      const trust = decodeURIComponent(answer?.Role?.AssumeRolePolicyDocument ?? '');
      if (!sameDocument(trust, trustOf(making, identity))) {
        problems.push(
          `the role ${RoleName} must trust ${JSON.stringify(trustOf(making, identity))}, got: ${trust || 'no role'}`,
        );
      }
    }
    if (graph) problems.push(...(await appProblems(graph, making, identity, apps[identity])));
  }
  return problems;
}

async function appProblems(
  graph: Graph,
  making: Making,
  identity: Identity,
  known: string | undefined,
): Promise<string[]> {
  const application = await ourApplication(graph, making, identity, known);
  const name = pipelineAppName(making.deployment.name, identity);
  if (application === undefined) return [`the application "${name}" is not there`];
  const wanted = credentialOf(making, identity);
  const principal = await principalOf(graph, application.appId);
  const called = credentialNameOf(making, identity);
  const reach = await reachOf(graph, application, principal, called);
  const ours = (await credentialsOf(graph, application.id)).find((each) => each.name === called);
  const right = wanted !== undefined && ours !== undefined && isSame(ours, wanted);
  return [
    ...reach.map((each) => `the application "${name}": ${each}`),
    ...(right
      ? []
      : [
          `the application "${name}" must let ${wanted?.expression ?? wanted?.subject ?? 'the job that nobody has named yet'} in, got: ${ours === undefined ? 'nobody' : whomOf(ours)}`,
        ]),
  ];
}
