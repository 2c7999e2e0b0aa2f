/** What a role of Azure opens. Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions. */

/** As a role definition has them. */
export interface RolePermissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

/** Before the name of an action on blobs. */
export const blobActions = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

const reaches = (patterns: readonly string[] = [], action: string): boolean =>
  patterns.some((pattern) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(action),
  );

/** What somebody with a role may do with blobs; none: nothing. */
export function blobRights(permissions: readonly RolePermissions[]): readonly ('read' | 'write')[] {
  const may = (action: string): boolean =>
    permissions.some(
      ({ dataActions, notDataActions }) =>
        reaches(dataActions, `${blobActions}/${action}`) && !reaches(notDataActions, `${blobActions}/${action}`),
    );
  const writes = ['write', 'delete', 'add/action', 'move/action'].some(may);
  return [...(may('read') ? (['read'] as const) : []), ...(writes ? (['write'] as const) : [])];
}

/** Whether somebody with a role may give themselves, or others, another one. */
export const givesRoles = (permissions: readonly RolePermissions[]): boolean =>
  permissions.some(
    ({ actions, notActions }) =>
      reaches(actions, 'Microsoft.Authorization/roleAssignments/write') &&
      !reaches(notActions, 'Microsoft.Authorization/roleAssignments/write'),
  );
