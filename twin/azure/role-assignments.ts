import type { World } from '../clouds.js';
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { AzureError } from './azure-error.js';
import { conditions, holds, type Asked } from './condition.js';
import { blobs, RoleDefinitions, type Role } from './role-definitions.js';

const managementIsNotData = rule(
  'azure-management-is-not-data',
  'https://learn.microsoft.com/azure/role-based-access-control/role-definitions#dataactions',
  'An owner of a subscription reads no blob by signing in: that takes a role with data actions.',
);
const takesAWhile = rule(
  'azure-role-takes-a-while',
  'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected',
  'A new role assignment is not effective at once; here the first looks after it are still refused.',
);
const onePerRole = rule(
  'azure-role-assignment-once',
  'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---unable-to-assign-a-role-the-role-assignment-already-exists',
  'A principal has a role at a scope once, under one name.',
);

const newRole = rule(
  'azure-custom-role-takes-a-while',
  'guess',
  'A custom role that was just made is not known at once to who gives it.',
);

interface Assignment {
  readonly name: string;
  readonly scope: string;
  readonly principalId: string;
  readonly roleId: string;
  /** Where it counts alone. */
  readonly condition?: string | undefined;
  /** Looks that are still refused. */
  pending: number;
}

/** Who has which role where. */
export class RoleAssignments {
  readonly all = new Map<string, Assignment>();
  readonly definitions: RoleDefinitions;
  /** How many looks a new assignment is late. */
  late = 2;

  constructor(
    private readonly world: World,
    private readonly subscriptionId: string,
  ) {
    this.definitions = new RoleDefinitions(world, subscriptionId, this);
  }

  give(
    scope: string,
    principalId: string,
    roleId: string,
    name = `${scope} ${principalId} ${roleId}`,
    { pending = 0, condition }: { readonly pending?: number; readonly condition?: string | undefined } = {},
  ): void {
    this.all.set(name.toLowerCase(), { name, scope, principalId, roleId, pending, condition });
  }

  /** @throws AzureError as Azure Resource Manager refuses */
  must(principalId: string, action: string, at: string): void {
    if (this.has(principalId, at, ({ actions }) => actions, action)) return;
    throw new AzureError(
      403,
      'AuthorizationFailed',
      `The client '${principalId}' with object id '${principalId}' does not have authorization to perform action '${action}' over scope '${at}' or the scope is invalid.`,
    );
  }

  /** Whether somebody may do something with a blob. */
  mayWithBlobs(
    principalId: string,
    at: string,
    action: string,
    blob: { readonly path: string; readonly isCurrentVersion: boolean },
    subOperation?: string,
  ): boolean {
    const resource = { path: blob.path, isCurrentVersion: String(blob.isCurrentVersion) };
    const asked = { action: `${blobs}/${action}`, resource, ...(subOperation ? { subOperation } : {}) };
    const may = this.has(principalId, at, ({ data }) => data, asked.action, asked);
    if (!may && this.has(principalId, at, ({ actions }) => actions, 'x/read'))
      this.world.rules.leanOn(managementIsNotData);
    return may;
  }

  private has(
    principalId: string,
    at: string,
    rights: (role: Role) => readonly string[],
    action: string,
    asked?: Asked,
  ): boolean {
    const fits = (pattern: string): boolean =>
      new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i').test(action);
    return [...this.all.values()].some((each) => {
      if (each.principalId !== principalId || !`${at}/`.toLowerCase().startsWith(`${each.scope}/`.toLowerCase()))
        return false;
      const role = this.definitions.role(each.roleId);
      if (role === undefined || !rights(role).some(fits)) return false;
      if (each.condition !== undefined) {
        this.world.rules.leanOn(conditions);
        if (asked === undefined || !holds(each.condition, asked)) return false;
      }
      if (each.pending === 0) return true;
      each.pending -= 1;
      this.world.rules.leanOn(takesAWhile);
      return false;
    });
  }

  answer(
    method: string,
    { scope, name, principalId }: { readonly scope: string; readonly name: string; readonly principalId: string },
    body: Record<string, unknown>,
  ): CloudResponse {
    const verb = { GET: 'read', PUT: 'write', DELETE: 'delete' }[method];
    if (verb === undefined) throw new AzureError(405, 'MethodNotAllowed', `twin: ${method} of a role assignment`);
    this.must(principalId, `Microsoft.Authorization/roleAssignments/${verb}`, scope);
    const there = this.all.get(name.toLowerCase());
    if (method === 'GET') {
      if (there === undefined)
        throw new AzureError(404, 'RoleAssignmentNotFound', `The role assignment '${name}' is not found.`);
      return json(200, this.shown(there));
    }
    if (method === 'DELETE') {
      this.all.delete(name.toLowerCase());
      return { status: 204 };
    }
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name))
      throw new AzureError(
        400,
        'InvalidRoleAssignmentId',
        `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
      );
    const wanted = (body['properties'] ?? {}) as {
      roleDefinitionId?: string;
      principalId?: string;
      principalType?: string;
      condition?: string;
      conditionVersion?: string;
    };
    const roleId = this.roleOf(wanted.roleDefinitionId);
    const unknownYet = roleId !== undefined && this.definitions.meetsUnknown(roleId);
    if (unknownYet) this.world.rules.leanOn(newRole);
    if (roleId === undefined || unknownYet)
      throw new AzureError(
        400,
        'RoleDefinitionDoesNotExist',
        `The specified role definition with ID '${wanted.roleDefinitionId ?? ''}' does not exist.`,
      );
    // https://learn.microsoft.com/azure/role-based-access-control/conditions-format#condition-version
    if (wanted.condition !== undefined && wanted.conditionVersion !== '2.0')
      throw new AzureError(400, 'InvalidConditionVersion', 'twin: a condition on blobs needs conditionVersion 2.0');
    if (
      there === undefined &&
      [...this.all.values()].some(
        (each) => each.scope === scope && each.principalId === wanted.principalId && each.roleId === roleId,
      )
    ) {
      this.world.rules.leanOn(onePerRole);
      throw new AzureError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
    }
    const { condition } = wanted;
    this.give(scope, wanted.principalId ?? '', roleId, name, { pending: this.late, condition });
    return json(201, {
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      name,
      properties: wanted,
    });
  }

  /** Id of a role by the path that an assignment names it by. */
  private roleOf(path = ''): string | undefined {
    const prefix = this.definitions.pathOf('');
    const id = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    return this.definitions.role(id) === undefined ? undefined : id;
  }

  private shown({ name, scope, principalId, roleId, condition }: Assignment): object {
    const roleDefinitionId = this.definitions.pathOf(roleId);
    return {
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      name,
      properties: {
        ...{ scope, principalId, roleDefinitionId, principalType: 'ServicePrincipal' },
        ...(condition === undefined ? {} : { condition, conditionVersion: '2.0' }),
      },
    };
  }

  /**
   * Assignments that reach a scope from above, at it and below it; of one principal, if the filter says so.
   * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
   */
  list(scope: string, filter: string, caller: string): CloudResponse {
    this.must(caller, 'Microsoft.Authorization/roleAssignments/read', scope);
    const [, of] = /^principalId eq '([^']+)'$/.exec(filter) ?? [];
    if (filter !== '' && of === undefined && filter !== 'atScope()')
      throw new AzureError(400, 'InvalidFilter', `twin: a list of assignments with the filter ${filter}`);
    const within = (one: string, other: string): boolean =>
      `${one}/`.toLowerCase().startsWith(`${other}/`.toLowerCase());
    const value = [...this.all.values()]
      .filter((each) => of === undefined || each.principalId === of)
      .filter((each) => within(scope, each.scope) || (filter !== 'atScope()' && within(each.scope, scope)))
      .map((each) => this.shown(each));
    return json(200, { value });
  }
}
