/** Roles of Azure: built-in ones, and those that the owner of a subscription makes. */
import type { World } from '../clouds.js';
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { AzureError } from './azure-error.js';

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

export const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

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

export interface Role {
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

/** Who has which of them, as far as a role is concerned. */
interface Access {
  readonly all: ReadonlyMap<string, { readonly roleId: string }>;
  must(principalId: string, action: string, at: string): void;
}

export class RoleDefinitions {
  /** Roles of the subscription's owner, by id. */
  readonly custom = new Map<string, Role>();
  /** Those that were just made, by id. */
  private readonly fresh = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly subscriptionId: string,
    private readonly access: Access,
  ) {}

  /** By which an assignment names a role. */
  pathOf(id: string): string {
    return `/subscriptions/${this.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
  }

  role(id: string): Role | undefined {
    return this.custom.get(id) ?? Object.values(roles).find((role) => role.id === id);
  }

  /** Whether a role was just made and is not known everywhere: the first look is refused. */
  meetsUnknown(id: string): boolean {
    return this.fresh.delete(id);
  }

  /** Roles that can be given at a scope, by their name: https://learn.microsoft.com/rest/api/authorization/role-definitions/list. */
  list(scope: string, filter: string, caller: string): CloudResponse {
    this.access.must(caller, 'Microsoft.Authorization/roleDefinitions/read', scope);
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
  answer(
    method: string,
    { scope, id, caller }: { readonly scope: string; readonly id: string; readonly caller: string },
    body: Record<string, unknown>,
  ): CloudResponse {
    const verb = { GET: 'read', PUT: 'write', DELETE: 'delete' }[method];
    if (verb === undefined) throw new AzureError(405, 'MethodNotAllowed', `twin: ${method} of a role definition`);
    this.access.must(caller, `Microsoft.Authorization/roleDefinitions/${verb}`, scope);
    const shown = (properties: Record<string, unknown>): CloudResponse => {
      return json(200, { id: this.pathOf(id), name: id, properties });
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
      if ([...this.access.all.values()].some(({ roleId }) => roleId === id)) {
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
