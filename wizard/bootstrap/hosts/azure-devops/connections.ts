/**
 * The service connection of each job. It is made by hand in the words of Azure DevOps, with the application's client id, and
 * then shows the issuer and the subject that the clouds have to trust: nobody foretells them. Sources:
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/release/automate-service-connections,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/serviceendpoint/endpoints. The scope is the tenant's root management
 * group, whose id is the tenant's (https://learn.microsoft.com/en-us/azure/governance/management-groups/overview): the task that
 * signs in then chooses no subscription (microsoft/azure-pipelines-tasks, AzureCLIV2), and the application needs a right on none.
 */
import { bootstrapTag } from '../../../../domain/names.js';
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import { CloudError } from '../../../clouds/cloud-error.js';
import { azureType, federated, otherKindOf } from '../../../clouds/lookups/pipeline/azure-devops-rules.js';
import { Failure } from '../../../terminal/failure.js';
import { handOverName } from '../../hand-over.js';
import type { Identity } from '../../../repository/pipelines/tokens/token-host.js';
import { inProject, type HostedProject } from './project.js';

export interface WantedConnection {
  readonly identity: Identity;
  readonly deployment: string;
  /** What everything of this bootstrap carries. */
  readonly mark: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Id that the deployment names, if it names one. */
  readonly known?: string | undefined;
}

/** As it shows itself. */
export interface ShownConnection {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly clientId: string;
}

interface IdentityRef {
  readonly id?: string;
  readonly displayName?: string;
  readonly uniqueName?: string;
}

interface EndpointAnswer {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly createdBy?: IdentityRef;
  readonly type?: string;
  readonly isReady?: boolean;
  readonly isDisabled?: boolean;
  readonly isShared?: boolean;
  readonly operationStatus?: { readonly state?: string; readonly statusMessage?: string };
  readonly authorization?: {
    readonly scheme?: string;
    readonly parameters?: Readonly<Record<string, string | null>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly serviceEndpointProjectReferences?: readonly object[] | null;
}

const words: Readonly<Record<Identity, string>> = { mainPlan: 'main-plan', apply: 'apply' };
export const connectionName = (deployment: string, identity: Identity): string => `${deployment}-${words[identity]}`;
const descriptionOf = (mark: string): string => `${bootstrapTag} ${mark}`;

/**
 * The connection of an identity, if it is there: the one that the deployment names, or one with our name and mark.
 * @throws Failure where another one has its name
 */
async function ourConnection(
  api: AzureDevOpsApi,
  at: HostedProject,
  { identity, deployment, mark, known }: Pick<WantedConnection, 'identity' | 'deployment' | 'mark' | 'known'>,
): Promise<EndpointAnswer | undefined> {
  const path = `${inProject(at)}/serviceendpoint/endpoints`;
  const named = known === undefined ? undefined : await api.find<EndpointAnswer>(`${path}/${known}`);
  if (named?.id !== undefined) {
    refuseOthers(named, mark);
    return named;
  }
  const name = connectionName(deployment, identity);
  const all = await api.list<EndpointAnswer>(`${path}?endpointNames=${encodeURIComponent(name)}`);
  const found = all.find((each) => each.name === name);
  if (found === undefined || found.description === descriptionOf(mark)) return found;
  throw new Failure(`There is a service connection "${name}" already, and bootstrap did not make it.`, [
    `wanted: one described as ${descriptionOf(mark)}`,
    `there:  ${found.id}, described as ${found.description || 'nothing'}`,
    'Nothing is taken over by its name. Find out whose it is, and delete it or give the deployment another name.',
  ]);
}

/**
 * One that a person made and the deployment names is used; one of another bootstrap is that of its jobs, whoever names it: a copied
 * file names them as well.
 */
function refuseOthers({ id, name, description = '' }: EndpointAnswer, mark: string): void {
  if (!description.startsWith(`${bootstrapTag} `) || description === descriptionOf(mark)) return;
  throw new Failure(`The service connection ${name} is of another deployment, and the deployment names it.`, [
    `${id}: must be described as ${descriptionOf(mark)}, or by a person, got: ${description}`,
    'Nothing of it was changed. Take it out of `pipeline.azureDevOps.connections`: bootstrap makes one. If it is of this deployment, whose place of the state was made anew, delete it first.',
  ]);
}

/**
 * One with a secret lets whoever has that in as its application. Its administrators may turn one of tokens into it. Source:
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/release/convert-service-connections.
 */
function refuseOtherKind(there: EndpointAnswer): void {
  const { name, id, type = 'nothing', authorization } = there;
  if (type !== 'nothing' && authorization?.scheme !== undefined && otherKindOf(there) === undefined) return;
  throw new Failure(`The service connection ${name} is of another kind.`, [
    `${id}: must be Azure Resource Manager with workload identity federation, got: ${type}, ${authorization?.scheme ?? 'nothing'}`,
    'Turn it back (Project settings, Service connections, the connection, Convert), or delete it: bootstrap makes one. A secret that its application has by now is good without it: take that away in Entra. If a person made it, take it out of `pipeline.azureDevOps.connections`.',
  ]);
}

/**
 * Checks and permissions of a connection are those of one project: another one that it is shared with goes by its own.
 * Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/library/service-endpoints (share across projects).
 */
function refuseShared({ name, id, isShared, serviceEndpointProjectReferences: projects }: EndpointAnswer): void {
  if (isShared !== true && (projects?.length ?? 0) <= 1) return;
  throw new Failure(`The service connection ${name} is shared with another project, so nothing may trust it.`, [
    `${id}: isShared must be false, and there must be one project, got: ${String(isShared)}, ${projects?.length ?? 0}`,
    'There its approvals and its branch control do not hold. Take the other projects away (Project settings, Service connections, Security, Project permissions), or delete it: bootstrap makes one.',
  ]);
}

/**
 * Our mark stands in the notes of our applications, which the whole tenant reads: whoever may make connections can make one of
 * our name with it, and stays its administrator. So by its mark alone it is ours where whoever runs this made it.
 * Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/serviceendpoint/endpoints/get (createdBy),
 * https://learn.microsoft.com/en-us/azure/devops/organizations/security/about-security-roles#service-connection-security-roles (the
 * creator administers it), microsoft/terraform-provider-azuredevops (connectionData names who is signed in).
 * @throws Failure that names who made it
 */
async function refuseOfOthers(
  api: AzureDevOpsApi,
  { id, name, createdBy }: EndpointAnswer,
  { known }: Pick<WantedConnection, 'known'>,
): Promise<void> {
  if (known?.toLowerCase() === id.toLowerCase()) return;
  const me = await api.find<{ readonly authenticatedUser?: IdentityRef }>('_apis/connectionData', {
    version: '7.1-preview.1',
  });
  const own = me?.authenticatedUser?.id?.toLowerCase();
  if (own !== undefined && own === createdBy?.id?.toLowerCase()) return;
  const who = createdBy?.displayName ?? createdBy?.id ?? 'somebody whom Azure DevOps does not name';
  throw new Failure(`The service connection ${name} was made by ${who}, who administers it, so nothing may trust it.`, [
    `${id}: must be made by whoever runs this, or be named by the deployment or by ${handOverName}; made by: ${createdBy?.uniqueName ?? who}`,
    'Its description has the mark of bootstrap, which everybody in the tenant can read. If that person ran bootstrap before, let them run it again, or delete the connection (Project settings, Service connections): bootstrap makes one.',
  ]);
}

/** Makes it where it is missing, puts its application right, and reads issuer and subject off it. */
export async function setConnection(
  api: AzureDevOpsApi,
  at: HostedProject,
  wanted: WantedConnection,
): Promise<{ readonly connection: ShownConnection; readonly done: readonly string[] }> {
  const name = connectionName(wanted.deployment, wanted.identity);
  const there = await ourConnection(api, at, wanted);
  if (there !== undefined) {
    refuseOtherKind(there);
    refuseShared(there);
    await refuseOfOthers(api, there, wanted);
  }
  const right =
    there !== undefined &&
    there.isDisabled !== true &&
    there.authorization?.parameters?.['serviceprincipalid']?.toLowerCase() === wanted.clientId.toLowerCase() &&
    there.authorization.parameters['tenantid']?.toLowerCase() === wanted.tenantId.toLowerCase();
  if (right) return { connection: shown(there), done: [] };
  const body = bodyOf(at, wanted, there?.name ?? name, there?.description ?? descriptionOf(wanted.mark));
  if (there !== undefined) {
    const path = `_apis/serviceendpoint/endpoints/${there.id}`;
    await api.send('PUT', path, { body: { ...body, id: there.id } });
    return {
      connection: shown(await read(api, at, there.id)),
      done: [`the service connection ${there.name}, put back`],
    };
  }
  const made = await api
    .send<EndpointAnswer>('POST', '_apis/serviceendpoint/endpoints', { body })
    .catch(async (error: unknown) => {
      // Its answer may have been lost, and the name is taken by what that call made.
      const meanwhile = error instanceof CloudError ? await ourConnection(api, at, wanted) : undefined;
      if (meanwhile === undefined) throw error;
      return meanwhile;
    });
  return { connection: shown(await read(api, at, made.id)), done: [`the service connection ${name}`] };
}

function bodyOf({ project }: HostedProject, wanted: WantedConnection, name: string, description: string): object {
  const { tenantId, clientId } = wanted;
  return {
    ...{ name, type: azureType, url: 'https://management.azure.com/', isShared: false, isReady: true },
    authorization: { scheme: federated, parameters: { tenantid: tenantId, serviceprincipalid: clientId } },
    data: {
      ...{ environment: 'AzureCloud', creationMode: 'Manual', scopeLevel: 'ManagementGroup' },
      ...{ managementGroupId: tenantId, managementGroupName: 'Tenant Root Group' },
    },
    serviceEndpointProjectReferences: [{ projectReference: project, name, description }],
  };
}

async function read(api: AzureDevOpsApi, at: HostedProject, id: string): Promise<EndpointAnswer> {
  const found = await api.find<EndpointAnswer>(`${inProject(at)}/serviceendpoint/endpoints/${id}`);
  if (found !== undefined) return found;
  throw new Failure(`Azure DevOps does not show the service connection ${id} that it has just made.`, [
    'Whoever is signed in has to administer it (Project settings, Service connections, Security). Then run this again.',
  ]);
}

/** What of its answer the clouds are told. @throws Failure which names the field that is not there */
function shown({ id, name, authorization, operationStatus }: EndpointAnswer): ShownConnection {
  const field = (key: string): string => {
    const value = authorization?.parameters?.[key];
    if (value) return value;
    const state = operationStatus?.statusMessage || operationStatus?.state;
    throw new Failure(`Azure DevOps does not say whom the clouds have to trust for the service connection ${name}.`, [
      `GET serviceendpoint/endpoints/${id}: authorization.parameters.${key} must be there, got: nothing${state ? ` (${state})` : ''}`,
      'Nothing trusts it. Look at its page (Project settings, Service connections), and run this again.',
    ]);
  };
  const issuer = field('workloadIdentityFederationIssuer');
  const subject = field('workloadIdentityFederationSubject');
  return { id, name, issuer, subject, clientId: field('serviceprincipalid') };
}

/** A connection as it is now, if it is there. Changes nothing. */
export async function lookAtConnection(
  api: AzureDevOpsApi,
  at: HostedProject,
  wanted: Pick<WantedConnection, 'identity' | 'deployment' | 'mark' | 'known'>,
): Promise<ShownConnection | undefined> {
  const there = await ourConnection(api, at, wanted);
  if (there === undefined) return undefined;
  refuseOtherKind(there);
  refuseShared(there);
  await refuseOfOthers(api, there, wanted);
  return shown(there);
}

/** One that carries our mark, if it is there and shows itself. Changes nothing. */
export async function markedConnection(
  api: AzureDevOpsApi,
  at: HostedProject,
  wanted: Pick<WantedConnection, 'identity' | 'deployment' | 'mark' | 'known'>,
): Promise<ShownConnection | undefined> {
  try {
    const there = await ourConnection(api, at, wanted);
    return there?.description === descriptionOf(wanted.mark) ? shown(there) : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Takes away what carries our mark; one that a person made stays. @returns what went and what stays, in words */
export async function dropConnection(
  api: AzureDevOpsApi,
  at: HostedProject,
  wanted: Pick<WantedConnection, 'identity' | 'deployment' | 'mark' | 'known'>,
): Promise<{ readonly gone: string[]; readonly stays: string[] }> {
  const there = await ourConnection(api, at, wanted).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  if (there === undefined) return { gone: [], stays: [] };
  const what = `the service connection ${there.name}`;
  if (there.description !== descriptionOf(wanted.mark)) return { gone: [], stays: [`${what}, which a person made`] };
  await api.send('DELETE', `_apis/serviceendpoint/endpoints/${there.id}?projectIds=${at.project.id}`);
  return { gone: [what], stays: [] };
}
