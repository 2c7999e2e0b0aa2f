import {
  CreateTagsCommand,
  CreateWorkspacesCommand,
  DescribeTagsCommand,
  DescribeWorkspacesCommand,
  DescribeWorkspacesConnectionStatusCommand,
  ModifyWorkspacePropertiesCommand,
  ModifyWorkspaceStateCommand,
  StopWorkspacesCommand,
  TerminateWorkspacesCommand,
  type DescribeWorkspacesCommandInput,
  type FailedWorkspaceChangeRequest,
  type Workspace,
  type WorkspaceRequest,
} from '@aws-sdk/client-workspaces';
import { runningModeOf } from '../../domain/fleet/desktop-kind.js';
import { fleetTag, personTag } from '../../domain/fleet/removal.js';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import type { FleetDesktop } from '../../domain/fleet/types.js';
import { present } from '../../domain/present.js';
import { userNameKey } from '../../domain/user-name.js';
import type { Clients } from '../clients.js';
import { codeOf, isPassing } from '../errors.js';
import type { Pace } from './pace.js';
import type { FleetDesktops, FleetRemoval, Made, NewDesktop } from './ports.js';
import { waveCalls } from './wave-calls.js';

/** WorkSpaces for one fleet. */
export function fleetDesktops(clients: Clients, settings: FleetSettings, pace: Pace): FleetDesktops {
  return {
    all: () => described(clients, pace, { DirectoryId: settings.directoryId }),
    byIds: async (ids) => {
      const found: FleetDesktop[] = [];
      for (let from = 0; from < ids.length; from += 25)
        found.push(...(await described(clients, pace, { WorkspaceIds: ids.slice(from, from + 25) })));
      return found;
    },
    create: (desktops) => create(clients, settings, pace, desktops),
    tags: (id) => tagsOf(clients, pace, id),
    async tag(ResourceId, tags) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await pace.call(() => clients.workspaces.send(new CreateTagsCommand({ ResourceId, Tags })), true);
    },
    async stop(ids) {
      const StopWorkspaceRequests = ids.map((WorkspaceId) => ({ WorkspaceId }));
      // What is refused (it changed its state meanwhile) is looked at again in the next pass.
      await pace.call(() => clients.workspaces.send(new StopWorkspacesCommand({ StopWorkspaceRequests })), true);
    },
    async setMode(WorkspaceId, RunningMode, autoStopMinutes = settings.autoStopMinutes) {
      const WorkspaceProperties = {
        RunningMode,
        ...(RunningMode === 'AUTO_STOP' ? { RunningModeAutoStopTimeoutInMinutes: autoStopMinutes } : {}),
      };
      const command = new ModifyWorkspacePropertiesCommand({ WorkspaceId, WorkspaceProperties });
      await pace.call(() => clients.workspaces.send(command), true);
    },
    async connected(ids) {
      const found = new Set(ids);
      for (let from = 0; from < ids.length; from += 25) {
        const WorkspaceIds = ids.slice(from, from + 25);
        const command = new DescribeWorkspacesConnectionStatusCommand({ WorkspaceIds });
        const { WorkspacesConnectionStatus = [] } = await pace.call(() => clients.workspaces.send(command), true);
        for (const { WorkspaceId = '', ConnectionState } of WorkspacesConnectionStatus)
          if (ConnectionState !== undefined && ConnectionState !== 'CONNECTED') found.delete(WorkspaceId);
      }
      return found;
    },
    ...waveCalls(clients, settings.fleet, pace),
    async setLocked(WorkspaceId, locked) {
      const WorkspaceState = locked ? 'ADMIN_MAINTENANCE' : 'AVAILABLE';
      const command = new ModifyWorkspaceStateCommand({ WorkspaceId, WorkspaceState });
      await pace.call(() => clients.workspaces.send(command), true);
    },
  };
}

/** Desktops of the directory under a name. */
export async function namedDesktops(
  clients: Clients,
  { directoryId }: FleetSettings,
  pace: Pace,
  upn: string,
): Promise<FleetDesktop[]> {
  return described(clients, pace, { DirectoryId: directoryId, UserName: upn });
}

/** What `remove` may do. */
export function fleetRemoval(clients: Clients, settings: FleetSettings, pace: Pace): FleetRemoval {
  return {
    desktop: async (id) => (await described(clients, pace, { WorkspaceIds: [id] }))[0],
    named: (upn) => namedDesktops(clients, settings, pace, upn),
    tags: (id) => tagsOf(clients, pace, id),
    async connected(id) {
      const command = new DescribeWorkspacesConnectionStatusCommand({ WorkspaceIds: [id] });
      const { WorkspacesConnectionStatus = [] } = await pace.call(() => clients.workspaces.send(command), true);
      const state = WorkspacesConnectionStatus.find(({ WorkspaceId }) => WorkspaceId === id)?.ConnectionState;
      // UNKNOWN is what a stopped one has: nobody is connected to it.
      return state === undefined ? undefined : state === 'CONNECTED';
    },
    async terminate(WorkspaceId) {
      const command = new TerminateWorkspacesCommand({ TerminateWorkspaceRequests: [{ WorkspaceId }] });
      const { FailedRequests = [] } = await pace.call(() => clients.makingWorkspaces.send(command), false);
      mustBeDone(FailedRequests);
    },
  };
}

async function described(
  clients: Clients,
  pace: Pace,
  which: Pick<DescribeWorkspacesCommandInput, 'DirectoryId' | 'UserName' | 'WorkspaceIds'>,
): Promise<FleetDesktop[]> {
  const found: Workspace[] = [];
  let NextToken: string | undefined;
  do {
    const command = new DescribeWorkspacesCommand({ ...which, ...(NextToken ? { NextToken } : {}) });
    const page = await pace.call(() => clients.workspaces.send(command), true);
    found.push(...(page.Workspaces ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found.flatMap(({ WorkspaceId, UserName, State, BundleId, WorkspaceProperties }) => {
    if (WorkspaceId === undefined) return [];
    const runningMode = WorkspaceProperties?.RunningMode;
    const kind = present({ bundleId: BundleId, computeType: WorkspaceProperties?.ComputeTypeName });
    return [{ id: WorkspaceId, userName: UserName ?? '', state: State ?? 'UNKNOWN', runningMode, ...kind }];
  });
}

async function tagsOf(clients: Clients, pace: Pace, ResourceId: string): Promise<Record<string, string>> {
  const { TagList = [] } = await pace.call(
    () => clients.workspaces.send(new DescribeTagsCommand({ ResourceId })),
    true,
  );
  return Object.fromEntries(TagList.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

async function create(
  clients: Clients,
  settings: FleetSettings,
  pace: Pace,
  desktops: readonly NewDesktop[],
): Promise<Made> {
  const command = new CreateWorkspacesCommand({ Workspaces: desktops.map((each) => requestOf(settings, each)) });
  const byName = new Map(desktops.map(({ userId, upn }) => [userNameKey(upn), userId]));
  try {
    const answer = await pace.call(() => clients.makingWorkspaces.send(command), false);
    return {
      made: (answer.PendingRequests ?? []).flatMap(({ UserName = '', WorkspaceId }) => {
        const userId = byName.get(userNameKey(UserName));
        return userId === undefined || WorkspaceId === undefined ? [] : [{ userId, desktopId: WorkspaceId }];
      }),
      failed: (answer.FailedRequests ?? []).flatMap(({ WorkspaceRequest, ErrorCode }) => {
        const userId = byName.get(userNameKey(WorkspaceRequest?.UserName ?? ''));
        return userId === undefined ? [] : [{ userId, code: ErrorCode ?? 'unknown' }];
      }),
    };
  } catch (error) {
    // Refused as a whole: nobody has one. Cut off: nobody knows, the rows stay as they are and are looked up later.
    if (isPassing(error)) throw error;
    return { made: [], failed: desktops.map(({ userId }) => ({ userId, code: codeOf(error) ?? 'unknown' })) };
  }
}

function requestOf(settings: FleetSettings, { userId, upn, desktop = {} }: NewDesktop): WorkspaceRequest {
  const { encryption } = settings;
  // A package or row of a bundle that the site has no more gets that of the site.
  const bundle = settings.bundles?.[desktop.bundle ?? ''] ?? settings;
  const runningMode = runningModeOf(settings, desktop);
  const tags = { ...settings.tags, [fleetTag]: settings.fleet, [personTag]: userId };
  return {
    DirectoryId: settings.directoryId,
    UserName: upn,
    BundleId: bundle.bundleId,
    WorkspaceProperties: {
      ComputeTypeName: bundle.computeType as never,
      RootVolumeSizeGib: bundle.rootVolumeGib,
      UserVolumeSizeGib: bundle.userVolumeGib,
      RunningMode: runningMode,
      ...(runningMode === 'AUTO_STOP'
        ? { RunningModeAutoStopTimeoutInMinutes: desktop.autoStopMinutes ?? settings.autoStopMinutes }
        : {}),
    },
    ...(encryption
      ? {
          RootVolumeEncryptionEnabled: encryption.root,
          UserVolumeEncryptionEnabled: encryption.user,
          VolumeEncryptionKey: encryption.keyArn,
        }
      : {}),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function mustBeDone([refused]: readonly FailedWorkspaceChangeRequest[]): void {
  if (!refused) return;
  // A refusal of this desktop alone, whatever the status of the answer.
  const $metadata = { httpStatusCode: 400 };
  throw Object.assign(new Error(refused.ErrorMessage ?? 'refused'), {
    name: refused.ErrorCode ?? 'unknown',
    $metadata,
  });
}
