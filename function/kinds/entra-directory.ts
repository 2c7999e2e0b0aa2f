import {
  DeregisterWorkspaceDirectoryCommand,
  paginateDescribeWorkspaceDirectories,
  RegisterWorkspaceDirectoryCommand,
  type WorkspaceDirectory,
} from '@aws-sdk/client-workspaces';
import { entraDirectory as record } from '../../domain/control-plane/kinds/entra-directory.js';
import { refused } from '../errors.js';
import { bringSettings } from './directory-settings.js';
import { everyOf } from '../pages.js';
import { desktopsOf } from './desktops.js';
import { bringIpGroups, removeIpGroups } from './ip-groups.js';
import { nobody, type ResourceKind, type State } from './kind.js';
import { tagList } from './tag-list.js';
import { bringTags } from './tags.js';

/** A WorkSpaces directory that trusts Microsoft Entra ID. */
export const entraDirectory: ResourceKind<'entra-directory'> = {
  record,
  nobody: () => ({ name: nobody }),

  async find(clients, { name }) {
    const pages = paginateDescribeWorkspaceDirectories({ client: clients.workspaces }, {});
    const directories = await everyOf(pages, (page) => page.Directories);
    const named = directories.filter((each) => each.WorkspaceDirectoryName === name && each.State !== 'DEREGISTERED');
    // One that leaves may still be shown beside the one that was made after it.
    const directory = named.find(({ State: state }) => state !== 'DEREGISTERING') ?? named[0];
    if (!directory?.DirectoryId) return undefined;
    const state = stateOf(directory);
    if (state === 'ready' && !directory.MicrosoftEntraConfig?.TenantId) {
      throw refused(
        `a directory with the name ${name} exists (${directory.DirectoryId}), but it is not one with Microsoft Entra ID. ` +
          'Choose another name for the directory.',
      );
    }
    return {
      id: directory.DirectoryId,
      state,
      fixed: {
        ...defined('tenantId', directory.MicrosoftEntraConfig?.TenantId),
        ...defined('secretArn', directory.MicrosoftEntraConfig?.ApplicationConfigSecretArn),
        ...defined('identityCenterInstanceArn', directory.IDCConfig?.InstanceArn),
        ...defined('subnetIds', directory.SubnetIds),
      },
      attributes: {
        directoryId: directory.DirectoryId,
        ...defined('registrationCode', directory.RegistrationCode),
        ...defined('applicationArn', directory.IDCConfig?.ApplicationArn),
      },
      seen: directory,
    };
  },

  async create(clients, { identity, properties }) {
    await clients.makingWorkspaces.send(
      new RegisterWorkspaceDirectoryCommand({
        WorkspaceDirectoryName: identity.name,
        WorkspaceDirectoryDescription: properties.description ?? 'WorkSpaces with Microsoft Entra ID',
        WorkspaceType: 'PERSONAL',
        UserIdentityType: 'AWS_IAM_IDENTITY_CENTER',
        Tenancy: 'DEDICATED',
        IdcInstanceArn: properties.identityCenterInstanceArn,
        MicrosoftEntraConfig: { TenantId: properties.tenantId, ApplicationConfigSecretArn: properties.secretArn },
        SubnetIds: [...properties.subnetIds],
        EnableSelfService: (properties.selfService ?? []).length > 0,
        ...tagList(properties.tags),
      }),
    );
  },

  async update(clients, found, { identity, properties }) {
    const changed = await bringSettings(clients, found.seen as WorkspaceDirectory, properties);
    if (properties.ipGroups) {
      const { ipGroupIds = [] } = found.seen as WorkspaceDirectory;
      const done = await bringIpGroups(clients, { name: identity.name, id: found.id, ipGroupIds }, properties);
      if (done) changed.push('ipGroups');
    }
    if (await bringTags(clients, found.id, properties.tags)) changed.push('tags');
    return { changed };
  },

  blockers: (clients, found) => desktopsOf(clients, { DirectoryId: found.id }),

  async remove(clients, found) {
    await clients.workspaces.send(new DeregisterWorkspaceDirectoryCommand({ DirectoryId: found.id }));
  },

  clean: (clients, { name }) => removeIpGroups(clients, name),
};

function stateOf(directory: WorkspaceDirectory): State {
  switch (directory.State) {
    case 'REGISTERED':
      return 'ready';
    case 'DEREGISTERING':
      return 'leaving';
    case 'ERROR':
      return { failed: directory.ErrorMessage ?? 'no message' };
    default:
      return 'in-progress';
  }
}

/** A member only where AWS shows a value. */
function defined<N extends string, V>(name: N, value: V | undefined): { [key in N]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in N]: V });
}
