import type {
  CreateWorkspacesRequest,
  DescribeWorkspacesConnectionStatusRequest,
  DescribeWorkspacesRequest,
  FailedWorkspaceChangeRequest,
  ModifyWorkspacePropertiesRequest,
  ModifyWorkspaceStateRequest,
  RebootWorkspacesRequest,
  StartWorkspacesRequest,
  StopWorkspacesRequest,
  TerminateWorkspacesRequest,
  WorkspaceRequest,
} from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import { addressIn } from '../cidr.js';
import { AwsError } from '../errors.js';
import type { IdentityCenter } from '../identity-center/identity-center.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import { afterState } from '../settings.js';
import { checkDesktop, faultOfRunningMode, type CheckedDesktop } from './desktop-creation.js';
import { faultOfVolumes } from './volumes.js';
import { connectionOf, isShown, maintained, refusesStop, watched } from './desktop-life.js';
import type { Desktop, DesktopState, RegionState } from './state.js';
import { addTags } from '../tag-maps.js';

const statesOfChanges = rule(
  'desktop-change-states',
  'botocore workspaces',
  'Rebuild, reboot, start, stop and changes are taken in certain states only.',
);
/** Tells the integrations that something became of a desktop. */
export type Announce = (what: 'created' | 'rebuilt' | 'terminated', region: string, desktop: Desktop) => Promise<void>;

/** Desktops: making, seeing, changing, rebuilding, removing. */
export function desktopOperations(
  cloud: Cloud,
  center: IdentityCenter,
  at: (region: string) => RegionState,
  announce: Announce,
): Operations {
  const launch = async (state: RegionState, request: WorkspaceRequest, checked: CheckedDesktop): Promise<Desktop> => {
    const subnetId = checked.directory.subnetIds[state.desktops.size % 2] ?? '';
    const subnet = await cloud.foundation.subnet(state.region, subnetId);
    const desktop = watched(cloud, {
      id: `ws-${identifier(9, lettersAndDigits)}`,
      directoryId: checked.directory.id,
      userName: request.UserName ?? '',
      bundleId: checked.bundle.id,
      imageId: checked.bundle.imageId,
      computerName: `WSAMZN-${identifier(8, lettersAndDigits.toUpperCase())}`,
      ipAddress: addressIn(subnet?.cidr ?? '10.0.0.0/16', 10 + state.desktops.size),
      subnetId,
      encryptionKey: checked.keyArn,
      rootEncrypted: request.RootVolumeEncryptionEnabled,
      userEncrypted: request.UserVolumeEncryptionEnabled,
      properties: checked.properties,
      state: 'PENDING',
      error: undefined,
    });
    state.desktops.set(desktop.id, desktop);
    addTags(state.tagsOf(desktop.id), request.Tags);
    const { timings, desktopOutcomes } = cloud.settings;
    const outcome = desktopOutcomes.get(desktop.userName.toLowerCase());
    const usual = checked.keyArn === undefined ? timings.createDesktop : timings.createEncryptedDesktop;
    afterState(cloud, outcome?.minutes ?? usual, `desktop of ${desktop.userName} up`, async () => {
      if (desktop.state !== 'PENDING') return;
      if (outcome?.error) {
        desktop.state = 'ERROR';
        desktop.error = outcome.error;
        return;
      }
      await announce('created', state.region, desktop);
      desktop.state = 'AVAILABLE';
      desktop.upSince = cloud.world.clock.now();
    });
    return desktop;
  };

  /** Answers changes of several desktops: the ones refused are listed, the others go through. */
  const change = (
    call: Call,
    ids: readonly (string | undefined)[],
    allowed: readonly DesktopState[],
    run: (state: RegionState, desktop: Desktop) => void,
  ): object => {
    const state = at(call.region);
    const failed: FailedWorkspaceChangeRequest[] = [];
    for (const id of ids) {
      const desktop = state.desktops.get(id ?? '');
      if (!desktop) failed.push(notFound(id));
      else if (!allowed.includes(desktop.state)) {
        cloud.leanOn(statesOfChanges);
        failed.push({
          WorkspaceId: id,
          ErrorCode: 'InvalidResourceState',
          ErrorMessage: `The WorkSpace ${desktop.id} is in the state ${desktop.state}.`,
        });
      } else run(state, desktop);
    }
    return { FailedRequests: failed };
  };

  const passThrough = (desktop: Desktop, during: DesktopState, after: DesktopState, minutes: number): void => {
    desktop.state = during;
    afterState(cloud, minutes, `desktop of ${desktop.userName} ${after}`, () => {
      if (desktop.state === during) desktop.state = after;
    });
  };

  return {
    CreateWorkspaces: async (input: CreateWorkspacesRequest, call: Call) => {
      const state = at(call.region);
      const failed: object[] = [];
      const pending: object[] = [];
      for (const request of input.Workspaces ?? []) {
        const checked = await checkDesktop(cloud, center, state, request, call);
        if ('code' in checked)
          failed.push({ WorkspaceRequest: request, ErrorCode: checked.code, ErrorMessage: checked.message });
        else pending.push(described(await launch(state, request, checked)));
      }
      return { FailedRequests: failed, PendingRequests: pending };
    },

    DescribeWorkspaces: (input: DescribeWorkspacesRequest, call: Call) => {
      if (input.UserName !== undefined && input.DirectoryId === undefined)
        throw new AwsError(
          'InvalidParameterValuesException',
          'UserName can only be specified together with DirectoryId.',
        );
      const found = [...at(call.region).desktops.values()].filter(
        (desktop) =>
          isShown(cloud, desktop, input.WorkspaceIds === undefined ? 'list' : 'id') &&
          (input.WorkspaceIds?.includes(desktop.id) ?? true) &&
          (input.DirectoryId === undefined || input.DirectoryId === desktop.directoryId) &&
          (input.UserName === undefined || input.UserName.toLowerCase() === desktop.userName.toLowerCase()) &&
          (input.BundleId === undefined || input.BundleId === desktop.bundleId),
      );
      const { items, next } = page(found, input.NextToken, input.Limit ?? 25);
      return present({ Workspaces: items.map(described), NextToken: next });
    },

    DescribeWorkspacesConnectionStatus: (input: DescribeWorkspacesConnectionStatusRequest, call: Call) => {
      const found = [...at(call.region).desktops.values()].filter(({ id }) => input.WorkspaceIds?.includes(id) ?? true);
      const { items, next } = page(found, input.NextToken, 25);
      const now = cloud.world.clock.now();
      return present({
        WorkspacesConnectionStatus: items.map((desktop) =>
          present({
            WorkspaceId: desktop.id,
            ConnectionState: connectionOf(cloud, desktop),
            ConnectionStateCheckTimestamp: now,
            LastKnownUserConnectionTimestamp: desktop.lastConnected,
          }),
        ),
        NextToken: next,
      });
    },

    TerminateWorkspaces: (input: TerminateWorkspacesRequest, call: Call) =>
      change(
        call,
        (input.TerminateWorkspaceRequests ?? []).map(({ WorkspaceId }) => WorkspaceId),
        notTerminating,
        (state, desktop) => {
          desktop.state = 'TERMINATING';
          afterState(
            cloud,
            cloud.settings.timings.terminateDesktop,
            `desktop of ${desktop.userName} gone`,
            async () => {
              await announce('terminated', state.region, desktop);
              state.desktops.delete(desktop.id);
              state.tags.delete(desktop.id);
            },
          );
        },
      ),

    RebootWorkspaces: (input: RebootWorkspacesRequest, call: Call) =>
      change(
        call,
        (input.RebootWorkspaceRequests ?? []).map(({ WorkspaceId }) => WorkspaceId),
        ['AVAILABLE'],
        (_, desktop) => passThrough(desktop, 'REBOOTING', 'AVAILABLE', 2),
      ),

    StartWorkspaces: (input: StartWorkspacesRequest, call: Call) =>
      change(
        call,
        (input.StartWorkspaceRequests ?? []).map(({ WorkspaceId }) => WorkspaceId),
        ['STOPPED'],
        (_, desktop) => passThrough(desktop, 'STARTING', 'AVAILABLE', 2),
      ),

    StopWorkspaces: (input: StopWorkspacesRequest, call: Call) => {
      const failed: FailedWorkspaceChangeRequest[] = [];
      for (const { WorkspaceId } of input.StopWorkspaceRequests ?? []) {
        const desktop = at(call.region).desktops.get(WorkspaceId ?? '');
        if (!desktop) failed.push(notFound(WorkspaceId));
        else {
          const refused = refusesStop(cloud, desktop);
          if (refused === undefined) passThrough(desktop, 'STOPPING', 'STOPPED', 2);
          else if (refused !== 'ignored')
            failed.push({ WorkspaceId, ErrorCode: refused.code, ErrorMessage: refused.message });
        }
      }
      return { FailedRequests: failed };
    },

    ModifyWorkspaceProperties: (input: ModifyWorkspacePropertiesRequest, call: Call) => {
      const desktop = needDesktop(at(call.region), input.WorkspaceId);
      if (desktop.state !== 'AVAILABLE' && desktop.state !== 'STOPPED') {
        cloud.leanOn(statesOfChanges);
        throw new AwsError(
          'InvalidResourceStateException',
          `The WorkSpace ${desktop.id} is in the state ${desktop.state}.`,
        );
      }
      const properties = { ...desktop.properties, ...input.WorkspaceProperties };
      if (
        properties.RunningMode === 'ALWAYS_ON' &&
        input.WorkspaceProperties?.RunningModeAutoStopTimeoutInMinutes === undefined
      )
        delete properties.RunningModeAutoStopTimeoutInMinutes;
      const fault =
        faultOfRunningMode(properties) ?? faultOfVolumes(properties.RootVolumeSizeGib, properties.UserVolumeSizeGib);
      if (fault !== undefined) throw new AwsError('InvalidParameterValuesException', fault);
      desktop.properties = properties;
      const before = desktop.state;
      passThrough(desktop, 'UPDATING', before, cloud.settings.timings.modifyDesktop);
      return {};
    },

    ModifyWorkspaceState: (input: ModifyWorkspaceStateRequest, call: Call) => {
      const refused = maintained(cloud, needDesktop(at(call.region), input.WorkspaceId), input.WorkspaceState);
      if (refused !== undefined) throw new AwsError('InvalidResourceStateException', refused);
      return {};
    },
  };
}

const notTerminating: readonly DesktopState[] = [
  'PENDING',
  'AVAILABLE',
  'REBOOTING',
  'STARTING',
  'REBUILDING',
  'RESTORING',
  'UPDATING',
  'STOPPING',
  'STOPPED',
  'ADMIN_MAINTENANCE',
  ...(['ERROR', 'IMPAIRED', 'UNHEALTHY'] as const),
];

function notFound(id: string | undefined): FailedWorkspaceChangeRequest {
  const ErrorMessage = `The WorkSpace ${id ?? ''} could not be found.`;
  return { WorkspaceId: id, ErrorCode: 'ResourceNotFound.Workspace', ErrorMessage };
}

function needDesktop(state: RegionState, id: string | undefined): Desktop {
  const desktop = state.desktops.get(id ?? '');
  if (!desktop)
    throw new AwsError('ResourceNotFoundException', `The WorkSpace ${id ?? ''} could not be found.`, {
      ResourceId: id,
    });
  return desktop;
}

function described(desktop: Desktop): object {
  return present({
    WorkspaceId: desktop.id,
    DirectoryId: desktop.directoryId,
    UserName: desktop.userName,
    IpAddress: desktop.state === 'PENDING' ? undefined : desktop.ipAddress,
    State: desktop.state,
    BundleId: desktop.bundleId,
    SubnetId: desktop.subnetId,
    ErrorMessage: desktop.error?.message,
    ErrorCode: desktop.error?.code,
    ComputerName: desktop.state === 'PENDING' ? undefined : desktop.computerName,
    VolumeEncryptionKey: desktop.encryptionKey,
    UserVolumeEncryptionEnabled: desktop.userEncrypted,
    RootVolumeEncryptionEnabled: desktop.rootEncrypted,
    WorkspaceProperties: desktop.properties,
    ModificationStates: [],
  });
}
