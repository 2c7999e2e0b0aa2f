/**
 * What the jobs of a pipeline may do with a state in Azure: a role of data actions for each, given to its service principal on
 * the container, within the paths of this state. Compared with what is there, and put back.
 * Sources: https://learn.microsoft.com/rest/api/authorization/role-definitions/create-or-update,
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-rest,
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest.
 */
import type { Deployment } from '../../deployment/schema.js';
import type { Arm, ArmObject } from '../clouds/arm.js';
import { CloudError } from '../clouds/cloud-error.js';
import { blobRights, givesRoles, type RolePermissions } from '../../domain/azure-role.js';
import { stateAccessOf, type StateAccess } from '../permissions/azure-state-access.js';
import { Failure } from '../terminal/failure.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import { guidOf, holds } from './storage-account.js';

/** Object ids of the service principals of the jobs. */
export type Principals = { readonly [I in Identity]?: string | undefined };

const authorization = 'providers/Microsoft.Authorization';

interface JobRole {
  readonly identity: Identity;
  readonly principalId: string;
  readonly access: StateAccess;
  /** Number of the role, the same for the same deployment and group. */
  readonly roleId: string;
  /** As an assignment names it. */
  readonly roleDefinitionId: string;
  readonly definitionPath: string;
  readonly assignmentPath: string;
}

function rolesOf(deployment: Deployment, principals: Principals): JobRole[] {
  return (['mainPlan', 'apply'] as const).flatMap((identity): JobRole[] => {
    const access = stateAccessOf(deployment, identity);
    const principalId = principals[identity];
    if (access === undefined || principalId === undefined) return [];
    const { scope, definition } = access;
    const [group = ''] = definition.AssignableScopes;
    const roleId = guidOf(`${group.toLowerCase()} ${definition.Name}`);
    const subscription = group.split('/resourceGroups/')[0] ?? '';
    return [
      {
        ...{ identity, principalId, access, roleId },
        roleDefinitionId: `${subscription}/${authorization}/roleDefinitions/${roleId}`,
        definitionPath: `${group}/${authorization}/roleDefinitions/${roleId}`,
        assignmentPath: `${scope}/${authorization}/roleAssignments/${guidOf(`${scope.toLowerCase()} ${principalId} ${roleId}`)}`,
      },
    ];
  });
}

const definitionOf = ({ access: { definition } }: JobRole): object => ({
  roleName: definition.Name,
  description: definition.Description,
  type: 'CustomRole',
  assignableScopes: definition.AssignableScopes,
  permissions: [{ actions: [], notActions: [], dataActions: definition.DataActions, notDataActions: [] }],
});

const assignmentOf = ({ access, roleDefinitionId, principalId }: JobRole): object => ({
  ...{ roleDefinitionId, principalId, principalType: 'ServicePrincipal' },
  ...{ condition: access.condition, conditionVersion: '2.0' },
});

/**
 * Lets the jobs in, each as far as it needs.
 * @returns what was made or changed, in words
 * @throws Failure where a role of this name is somebody else's
 */
export async function letJobsIn(arm: Arm, deployment: Deployment, principals: Principals): Promise<string[]> {
  const done: string[] = [];
  for (const role of rolesOf(deployment, principals)) {
    const { Name: name } = role.access.definition;
    const definition = definitionOf(role);
    const there = await arm.find(role.definitionPath);
    if (there === undefined || !holds(there.properties, definition)) {
      await arm.put(role.definitionPath, { properties: definition }).catch(async (error: unknown) => {
        throw await taken(arm, error, role);
      });
      done.push(`the role "${name}"${there === undefined ? '' : ', put back'}`);
    }
    const assignment = assignmentOf(role);
    const given = await arm.find(role.assignmentPath);
    if (given !== undefined && holds(given.properties, assignment)) continue;
    await patiently(() => arm.put(role.assignmentPath, { properties: assignment }));
    done.push(`"${name}" for its job, on the container`);
  }
  return done;
}

/** Seconds between tries, for a role or a service principal that was just made and is not known everywhere yet. */
const pauses = [0.2, 1, 2, 5, 10, 15, 15, 15];

/** https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails */
async function patiently(give: () => Promise<void>): Promise<void> {
  for (const seconds of pauses) {
    try {
      await give();
      return;
    } catch (error) {
      const early = ['RoleDefinitionDoesNotExist', 'PrincipalNotFound'];
      if (!(error instanceof CloudError) || !early.includes(error.code ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
  await give();
}

async function taken(arm: Arm, error: unknown, { access, roleId, roleDefinitionId }: JobRole): Promise<unknown> {
  if (!(error instanceof CloudError) || error.code !== 'RoleDefinitionWithSameNameExists') return error;
  const { Name: name, AssignableScopes: scopes } = access.definition;
  const [subscription = ''] = roleDefinitionId.split('/providers/');
  // A comfort: that it is there was said already.
  const found = await arm
    .list(`${subscription}/${authorization}/roleDefinitions`, { $filter: `roleName eq '${name}'` })
    .catch(() => []);
  const there = found.map(
    ({ name: id, properties }) =>
      `${id ?? 'one'}, for ${((properties?.['assignableScopes'] ?? []) as readonly string[]).join(', ')}`,
  );
  return new Failure(`There is a role "${name}" in this tenant already, and bootstrap did not make it.`, [
    `wanted: ${roleId}, for ${scopes.join(', ')}`,
    `there:  ${there.join('; ') || 'one of another subscription, or that whoever runs this may not see'}`,
    'Nothing is taken over by its name. Delete it if nobody needs it (az role definition list --name, az role definition delete), or give the deployment another name.',
  ]);
}

/** What of that is not as it has to be, in words; a job that may do more with blobs besides is not let in as designed. */
export async function roleProblems(arm: Arm, deployment: Deployment, principals: Principals): Promise<string[]> {
  const problems: string[] = [];
  for (const role of rolesOf(deployment, principals)) {
    const { scope, definition } = role.access;
    const given = await arm.find(role.assignmentPath);
    if (!holds((await arm.find(role.definitionPath))?.properties, definitionOf(role)))
      problems.push(`the role "${definition.Name}" must allow ${definition.DataActions.join(', ')} and no more`);
    if (!holds(given?.properties, assignmentOf(role)))
      problems.push(`"${definition.Name}" must be given on ${scope}, with the condition on the paths of this state`);
    for (const other of await assignmentsOf(arm, scope, role.principalId)) {
      const { roleDefinitionId = '', scope: at = '' } = other.properties as Assigned;
      if (other.id?.toLowerCase() === role.assignmentPath.toLowerCase()) continue;
      const what = await arm.find(roleDefinitionId);
      if (!opensBlobs(what)) continue;
      problems.push(
        `the job of "${definition.Name}" must have no other role on blobs, got: ${nameOf(what) ?? roleDefinitionId} on ${at}`,
      );
    }
  }
  return problems;
}

interface Assigned {
  readonly roleDefinitionId?: string;
  readonly principalId?: string;
  readonly scope?: string;
}

const assignmentsOf = async (arm: Arm, scope: string, principalId: string): Promise<readonly ArmObject[]> =>
  arm.list(`${scope}/${authorization}/roleAssignments`, { $filter: `principalId eq '${principalId}'` });

const nameOf = (role: ArmObject | undefined): string | undefined =>
  (role?.properties as { roleName?: string } | undefined)?.roleName;

/** Roles that others gave on the account or below it, in words. @param account its path @param caller who runs this */
export async function rolesOfOthers(
  arm: Arm,
  deployment: Deployment,
  account: string,
  caller: string,
): Promise<string[]> {
  const ours = rolesOf(deployment, { mainPlan: 'any', apply: 'any' }).map(({ roleDefinitionId }) => roleDefinitionId);
  const given = await arm.list(`${account}/${authorization}/roleAssignments`);
  const found = given.flatMap(({ properties }) => {
    const { roleDefinitionId = '', principalId = '', scope = '' } = (properties ?? {}) as Assigned;
    const here = scope.toLowerCase().startsWith(account.toLowerCase());
    const own = principalId === caller || ours.some((each) => each.toLowerCase() === roleDefinitionId.toLowerCase());
    return here && !own ? [{ roleDefinitionId, principalId, scope }] : [];
  });
  return Promise.all(
    found.map(async ({ roleDefinitionId, principalId, scope }) => {
      const name = nameOf(await arm.find(roleDefinitionId)) ?? roleDefinitionId;
      return `the role ${name} of ${principalId} on ${scope.slice(account.length) || 'the account'}`;
    }),
  );
}

/** Whether a role holds a data action on blobs, or may give itself one. */
function opensBlobs(role: ArmObject | undefined): boolean {
  const { permissions = [] } = (role?.properties ?? {}) as { permissions?: readonly RolePermissions[] };
  return blobRights(permissions).length > 0 || givesRoles(permissions);
}

/**
 * Takes the roles away: from whoever has them, then themselves.
 * @param jobs Whose
 * @returns what went, in words
 */
export async function keepJobsOut(
  arm: Arm,
  deployment: Deployment,
  jobs: readonly Identity[] = ['mainPlan', 'apply'],
): Promise<string[]> {
  const gone: string[] = [];
  // Their numbers follow from deployment and group: whose they were is not asked.
  for (const role of rolesOf(deployment, Object.fromEntries(jobs.map((job) => [job, 'any'])))) {
    const { scope, definition } = role.access;
    const ours = (await arm.list(`${scope}/${authorization}/roleAssignments`)).filter(
      ({ properties }) =>
        (properties as Assigned | undefined)?.roleDefinitionId?.toLowerCase().endsWith(role.roleId) === true,
    );
    for (const { id } of ours) if (id !== undefined) await arm.remove(id);
    if ((await arm.find(role.definitionPath)) === undefined) continue;
    await arm.remove(role.definitionPath);
    gone.push(`the role "${definition.Name}"`);
  }
  return gone;
}
