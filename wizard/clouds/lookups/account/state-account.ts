/**
 * Who has a role that opens the container of a state in Azure: given there or anywhere above it. Members of a group are not listed.
 * Sources: https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest,
 * https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties.
 */
import { blobRights, type RolePermissions } from '../../../../domain/azure-role.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

interface Assigned {
  readonly roleDefinitionId?: string;
  readonly principalId?: string;
  readonly principalType?: string;
  readonly scope?: string;
}

interface Definition {
  readonly roleName?: string;
  readonly permissions?: readonly RolePermissions[];
}

/** The storage account of the state; undefined: the state lies elsewhere, or there is no such account yet. */
export const stateAccount = namedLookup({
  id: 'state-account',
  what: 'the roles on the storage account of the state',
  needs: {
    azure: [
      'Microsoft.Storage/storageAccounts/read',
      'Microsoft.Authorization/roleAssignments/read',
      'Microsoft.Authorization/roleDefinitions/read',
    ],
  },
  seconds: 20,
  named: ({ state }) => ('azurerm' in state ? state.azurerm : undefined),
  without: undefined,
  async look(
    { arm },
    at: {
      readonly subscriptionId?: string | undefined;
      readonly resourceGroupName: string;
      readonly storageAccountName: string;
      readonly containerName: string;
    },
  ) {
    if (arm === undefined) throw new CloudError('error', 'nobody is signed in to Azure');
    if (at.subscriptionId === undefined)
      throw new CloudError('error', 'state.azurerm.subscriptionId of the deployment does not name its subscription');
    const group = `/subscriptions/${at.subscriptionId}/resourceGroups/${at.resourceGroupName}`;
    const path = `${group}/providers/Microsoft.Storage/storageAccounts/${at.storageAccountName}`;
    const account = await arm.find(path);
    if (account === undefined) return undefined;
    const container = `${path}/blobServices/default/containers/${at.containerName}`;
    const given = (await arm.list(`${container}/providers/Microsoft.Authorization/roleAssignments`)).map(
      ({ properties }): Assigned => properties ?? {},
    );
    const roles = new Map<string, Definition>();
    for (const id of new Set(given.flatMap(({ roleDefinitionId }) => roleDefinitionId ?? [])))
      roles.set(id, (await arm.find(id))?.properties ?? {});
    const { objectId } = await arm.caller();
    return {
      account: at.storageAccountName,
      /** Whoever holds a key of the account reads everything in it. */
      takesKeys: account.properties?.['allowSharedKeyAccess'] !== false,
      isPublic: account.properties?.['allowBlobPublicAccess'] !== false,
      readers: given.flatMap(({ roleDefinitionId = '', principalId = '', principalType = 'somebody', scope = '' }) => {
        const { roleName = roleDefinitionId, permissions = [] } = roles.get(roleDefinitionId) ?? {};
        const rights = blobRights(permissions);
        if (rights.length === 0) return [];
        const where = scope.toLowerCase().startsWith(path.toLowerCase())
          ? scope.slice(path.length).split('/').at(-1) || 'the account'
          : scope;
        return [{ principalId, principalType, roleName, rights, where, isCaller: principalId === objectId }];
      }),
    };
  },
});
