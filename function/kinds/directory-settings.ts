import {
  DescribeClientPropertiesCommand,
  ModifyClientPropertiesCommand,
  ModifySelfservicePermissionsCommand,
  ModifyWorkspaceAccessPropertiesCommand,
  ModifyWorkspaceCreationPropertiesCommand,
  type WorkspaceDirectory,
} from '@aws-sdk/client-workspaces';
import { deviceFields, selfServiceFields } from '../../domain/directory-fields.js';
import type { DirectoryProperties } from '../../domain/control-plane/kinds/entra-directory.js';
import type { Clients } from '../clients.js';

type Values = Readonly<Record<string, string | boolean | undefined>>;

/**
 * What is there with what is asked for over it, or undefined when nothing differs. The calls take whole objects, so what
 * is not asked for is sent as it is.
 */
function changedValues(present: Values, asked: Values): Record<string, string | boolean> | undefined {
  const wanted = Object.entries(asked).filter(([, value]) => value !== undefined);
  if (wanted.every(([name, value]) => present[name] === value)) return undefined;
  const kept = Object.entries(present).filter(([name, value]) => name in asked && value !== undefined && value !== '');
  return Object.fromEntries([...kept, ...wanted]) as Record<string, string | boolean>;
}

/** Brings the settings of a directory to what is asked for, each group by a call of its own and only where it differs. */
export async function bringSettings(
  clients: Clients,
  directory: WorkspaceDirectory,
  asked: DirectoryProperties,
): Promise<string[]> {
  const ResourceId = directory.DirectoryId;
  const changed: string[] = [];

  const access = changedValues(
    (directory.WorkspaceAccessProperties ?? {}) as Values,
    choices(deviceFields, asked.deviceTypes, 'ALLOW', 'DENY'),
  );
  if (access) {
    await clients.workspaces.send(
      new ModifyWorkspaceAccessPropertiesCommand({ ResourceId, WorkspaceAccessProperties: access }),
    );
    changed.push('deviceTypes');
  }

  const selfService = changedValues(
    (directory.SelfservicePermissions ?? {}) as Values,
    choices(selfServiceFields, asked.selfService, 'ENABLED', 'DISABLED'),
  );
  if (selfService) {
    await clients.workspaces.send(
      new ModifySelfservicePermissionsCommand({ ResourceId, SelfservicePermissions: selfService }),
    );
    changed.push('selfService');
  }

  const creation = changedValues((directory.WorkspaceCreationProperties ?? {}) as Values, {
    EnableInternetAccess: asked.internetAccess,
    UserEnabledAsLocalAdministrator: asked.localAdministrator,
    EnableMaintenanceMode: asked.maintenanceMode,
    CustomSecurityGroupId: asked.securityGroupId,
  });
  if (creation) {
    await clients.workspaces.send(
      new ModifyWorkspaceCreationPropertiesCommand({ ResourceId, WorkspaceCreationProperties: creation }),
    );
    changed.push('creation');
  }

  if (await bringClientProperties(clients, directory.DirectoryId ?? '', asked)) changed.push('client');
  return changed;
}

async function bringClientProperties(clients: Clients, id: string, asked: DirectoryProperties): Promise<boolean> {
  if (asked.rememberMe === undefined && asked.diagnosticUpload === undefined) return false;
  const { ClientPropertiesList } = await clients.workspaces.send(
    new DescribeClientPropertiesCommand({ ResourceIds: [id] }),
  );
  const client = changedValues((ClientPropertiesList?.[0]?.ClientProperties ?? {}) as Values, {
    ReconnectEnabled: enabled(asked.rememberMe),
    LogUploadEnabled: enabled(asked.diagnosticUpload),
  });
  if (!client) return false;
  await clients.workspaces.send(new ModifyClientPropertiesCommand({ ResourceId: id, ClientProperties: client }));
  return true;
}

function enabled(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? 'ENABLED' : 'DISABLED';
}

/** A value for every field: `yes` for those in the list, `no` for the rest; undefined for all without a list. */
function choices<N extends string>(
  fields: Readonly<Record<N, string>>,
  chosen: readonly N[] | undefined,
  yes: string,
  no: string,
): Values {
  return Object.fromEntries(
    (Object.entries(fields) as [N, string][]).map(([name, field]) => [
      field,
      chosen === undefined ? undefined : chosen.includes(name) ? yes : no,
    ]),
  );
}
