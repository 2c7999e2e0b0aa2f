import type { World } from '../clouds.js';
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { AzureError } from './azure-error.js';
import { conditions, holds, type Asked } from './condition.js';

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
const customName = rule(
  'azure-role-name-once',
  'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---unable-to-create-a-custom-role',
  'A custom role has a name that no other one of the tenant has.',
);
const usedRole = rule(
  'azure-role-in-use',
  'https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-limits',
  'A custom role goes only once nobody has it.',
);

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

/** Built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles. `*` at the end means all below. */
export const roles = {
  owner: { id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', actions: ['*'], data: [] },
  reader: { id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7', actions: ['*/read'], data: [] },
  blobDataContributor: {
    id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    actions: [],
    data: ['read', 'write', 'delete', 'add/action', 'move/action'].map((each) => `${blobs}/${each}`),
  },
  blobDataReader: { id: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', actions: [], data: [`${blobs}/read`] },
} as const satisfies Record<string, { id: string; actions: readonly string[]; data: readonly string[] }>;

interface Role {
  /** Of one of the subscription's owner. */
  readonly name?: string;
  readonly actions: readonly string[];
  readonly data: readonly string[];
  /** As it was put. */
  readonly properties?: Record<string, unknown>;
}

interface Permissions {
  readonly actions?: readonly string[];
  readonly dataActions?: readonly string[];
}

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
  /** Roles of the subscription's owner, by id. */
  readonly custom = new Map<string, Role>();
  /** Those that were just made, by id. */
  private readonly fresh = new Set<string>();
  /** How many looks a new assignment is late. */
  late = 2;

  constructor(
    private readonly world: World,
    private readonly subscriptionId: string,
  ) {}

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
      const role = this.custom.get(each.roleId) ?? Object.values(roles).find(({ id }) => id === each.roleId);
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
    const unknownYet = roleId !== undefined && this.fresh.delete(roleId);
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
    const prefix = `/subscriptions/${this.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/`;
    const id = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    const known = this.custom.has(id) || Object.values(roles).some((role) => role.id === id);
    return known ? id : undefined;
  }

  private shown({ name, scope, principalId, roleId, condition }: Assignment): object {
    const roleDefinitionId = `/subscriptions/${this.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
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

  /** Roles that can be given at a scope, by their name: https://learn.microsoft.com/rest/api/authorization/role-definitions/list. */
  definitions(scope: string, filter: string, caller: string): CloudResponse {
    this.must(caller, 'Microsoft.Authorization/roleDefinitions/read', scope);
    const [, named] = /^roleName eq '([^']+)'$/.exec(filter) ?? [];
    if (named === undefined)
      throw new AzureError(400, 'InvalidFilter', `twin: a list of roles with the filter ${filter}`);
    const here = (properties: Record<string, unknown> = {}): boolean =>
      ((properties['assignableScopes'] ?? []) as readonly string[]).some((each) =>
        `${each}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase()),
      );
    const found = [...this.custom].filter(([, { name, properties }]) => name === named && here(properties));
    return json(200, { value: found.map(([id, { properties }]) => ({ id: `${scope}/${id}`, name: id, properties })) });
  }

  /** Custom roles: https://learn.microsoft.com/rest/api/authorization/role-definitions. */
  definition(
    method: string,
    { scope, id, caller }: { readonly scope: string; readonly id: string; readonly caller: string },
    body: Record<string, unknown>,
  ): CloudResponse {
    const verb = { GET: 'read', PUT: 'write', DELETE: 'delete' }[method];
    if (verb === undefined) throw new AzureError(405, 'MethodNotAllowed', `twin: ${method} of a role definition`);
    this.must(caller, `Microsoft.Authorization/roleDefinitions/${verb}`, scope);
    const shown = (properties: Record<string, unknown>): CloudResponse => {
      const path = `/subscriptions/${this.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
      return json(200, { id: path, name: id, properties });
    };
    const builtIn = Object.entries(roles).find(([, role]) => role.id === id);
    if (builtIn !== undefined) {
      const [roleName, { actions, data }] = builtIn;
      return shown({ roleName, type: 'BuiltInRole', permissions: [{ actions, dataActions: data }] });
    }
    const there = this.custom.get(id);
    if (method === 'GET') {
      if (there?.properties === undefined)
        throw new AzureError(404, 'RoleDefinitionDoesNotExist', `The role definition '${id}' does not exist.`);
      return shown(there.properties);
    }
    if (method === 'DELETE') {
      if ([...this.all.values()].some(({ roleId }) => roleId === id)) {
        this.world.rules.leanOn(usedRole);
        throw new AzureError(
          400,
          'RoleDefinitionHasAssignments',
          'There are existing role assignments referencing it.',
        );
      }
      this.custom.delete(id);
      return there === undefined ? { status: 204 } : shown(there.properties ?? {});
    }
    const properties = (body['properties'] ?? {}) as Record<string, unknown>;
    const { roleName, assignableScopes, permissions } = properties as {
      roleName?: string;
      assignableScopes?: readonly string[];
      permissions?: readonly Permissions[];
    };
    const [first] = permissions ?? [];
    if (typeof roleName !== 'string' || !assignableScopes?.length || first === undefined)
      throw new AzureError(400, 'InvalidRoleDefinition', 'roleName, assignableScopes and permissions are required');
    if ([...this.custom].some(([other, { name }]) => other !== id && name === roleName)) {
      this.world.rules.leanOn(customName);
      throw new AzureError(
        409,
        'RoleDefinitionWithSameNameExists',
        `A custom role with the same name '${roleName}' already exists in this directory.`,
      );
    }
    if (there === undefined) this.fresh.add(id);
    this.custom.set(id, {
      name: roleName,
      actions: first.actions ?? [],
      data: first.dataActions ?? [],
      properties,
    });
    return shown(properties);
  }
}
