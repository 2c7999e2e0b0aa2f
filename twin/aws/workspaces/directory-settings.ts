import type {
  AssociateIpGroupsRequest,
  DescribeClientPropertiesRequest,
  DisassociateIpGroupsRequest,
  ModifyClientPropertiesRequest,
  ModifySelfservicePermissionsRequest,
  ModifyWorkspaceAccessPropertiesRequest,
  ModifyWorkspaceCreationPropertiesRequest,
} from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Call, Cloud, Operations } from '../service.js';
import { defaultClient, defaultSelfService, needDirectory } from './directories.js';
import type { Directory, RegionState } from './state.js';

const settingsOnEntraDirectories = rule(
  'settings-on-entra-directories',
  'guess',
  'The settings calls work on wsd- directories as they do on others.',
);
const settingsNeedRegistered = rule(
  'settings-need-registered',
  'guess',
  'Settings are taken once the directory is REGISTERED: InvalidResourceStateException before.',
);
const leftOutIsReset = rule(
  'settings-left-out-are-reset',
  'guess',
  'Self-service and client settings are taken as whole objects: one that is left out goes back to its default (the stricter way; nobody has written down which).',
);
const ipGroupsPerDirectory = rule(
  'ip-groups-per-directory',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html',
  'A directory takes 35 IP access control groups.',
);

/** The settings of a directory, each a call of its own. */
export function directorySettingOperations(cloud: Cloud, at: (region: string) => RegionState): Operations {
  const open = (call: Call, id: string | undefined): Directory => {
    const directory = needDirectory(at(call.region), id);
    cloud.leanOn(settingsOnEntraDirectories);
    if (directory.state === 'REGISTERED') return directory;
    cloud.leanOn(settingsNeedRegistered);
    throw new AwsError(
      'InvalidResourceStateException',
      `The directory ${directory.id} is in the state ${directory.state}.`,
    );
  };
  return {
    ModifyWorkspaceAccessProperties: (input: ModifyWorkspaceAccessPropertiesRequest, call: Call) => {
      const directory = open(call, input.ResourceId);
      directory.access = { ...directory.access, ...input.WorkspaceAccessProperties };
      return {};
    },
    ModifyWorkspaceCreationProperties: (input: ModifyWorkspaceCreationPropertiesRequest, call: Call) => {
      const directory = open(call, input.ResourceId);
      directory.creation = { ...directory.creation, ...input.WorkspaceCreationProperties };
      return {};
    },
    ModifySelfservicePermissions: (input: ModifySelfservicePermissionsRequest, call: Call) => {
      const directory = open(call, input.ResourceId);
      cloud.leanOn(leftOutIsReset);
      directory.selfService = { ...defaultSelfService(false), ...input.SelfservicePermissions };
      return {};
    },
    ModifyClientProperties: (input: ModifyClientPropertiesRequest, call: Call) => {
      const directory = open(call, input.ResourceId);
      cloud.leanOn(leftOutIsReset);
      directory.client = { ...defaultClient(), ...input.ClientProperties };
      return {};
    },
    DescribeClientProperties: (input: DescribeClientPropertiesRequest, call: Call) => ({
      ClientPropertiesList: (input.ResourceIds ?? []).map((id) => ({
        ResourceId: id,
        ClientProperties: needDirectory(at(call.region), id).client,
      })),
    }),
    AssociateIpGroups: (input: AssociateIpGroupsRequest, call: Call) => {
      const directory = open(call, input.DirectoryId);
      for (const id of input.GroupIds ?? []) {
        if (!at(call.region).ipGroups.has(id))
          throw new AwsError('ResourceNotFoundException', `The IP access control group ${id} could not be found.`, {
            ResourceId: id,
          });
        directory.ipGroupIds.add(id);
      }
      if (directory.ipGroupIds.size > 35) {
        cloud.leanOn(ipGroupsPerDirectory);
        for (const id of input.GroupIds ?? []) directory.ipGroupIds.delete(id);
        throw new AwsError('ResourceLimitExceededException', 'A directory takes at most 35 IP access control groups.');
      }
      return {};
    },
    DisassociateIpGroups: (input: DisassociateIpGroupsRequest, call: Call) => {
      const directory = open(call, input.DirectoryId);
      for (const id of input.GroupIds ?? []) directory.ipGroupIds.delete(id);
      return {};
    },
  };
}
