import { siteLookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** WorkSpaces directories of a Region, those joined to Entra with their tenant, secret and instance. */
export const directories = siteLookup({
  id: 'directories',
  what: 'the directories',
  needs: { aws: ['workspaces:DescribeWorkspaceDirectories'] },
  seconds: 15,
  async look({ aws }, { region }: { readonly region: string }) {
    const pages = await aws.pages('workspaces', 'DescribeWorkspaceDirectories', region, {});
    return pages
      .flatMap(({ Directories = [] }) => Directories)
      .map((directory) =>
        present({
          id: directory.DirectoryId ?? '',
          region,
          name: directory.WorkspaceDirectoryName ?? directory.DirectoryName ?? '',
          state: directory.State ?? 'unknown',
          error: directory.ErrorMessage,
          registrationCode: directory.RegistrationCode,
          identityType: directory.UserIdentityType,
          tenantId: directory.MicrosoftEntraConfig?.TenantId,
          secretArn: directory.MicrosoftEntraConfig?.ApplicationConfigSecretArn,
          instanceArn: directory.IDCConfig?.InstanceArn,
          applicationArn: directory.IDCConfig?.ApplicationArn,
          tenancy: directory.Tenancy,
          subnetIds: directory.SubnetIds ?? [],
          ipGroupIds: directory.ipGroupIds ?? [],
          securityGroupId: directory.WorkspaceSecurityGroupId,
          /** ALLOW, DENY or TRUST_BASED by `DeviceTypeWindows`, `DeviceTypeWeb`, … */
          access: Object.fromEntries(
            Object.entries(directory.WorkspaceAccessProperties ?? {}).filter(
              (entry): entry is [string, string] => typeof entry[1] === 'string',
            ),
          ),
          creation: present({
            internetAccess: directory.WorkspaceCreationProperties?.EnableInternetAccess,
            localAdministrator: directory.WorkspaceCreationProperties?.UserEnabledAsLocalAdministrator,
            maintenance: directory.WorkspaceCreationProperties?.EnableMaintenanceMode,
            customSecurityGroupId: directory.WorkspaceCreationProperties?.CustomSecurityGroupId,
          }),
          selfService: Object.fromEntries(
            Object.entries(directory.SelfservicePermissions ?? {}).filter(
              (entry): entry is [string, 'ENABLED' | 'DISABLED'] => typeof entry[1] === 'string',
            ),
          ),
        }),
      );
  },
});
