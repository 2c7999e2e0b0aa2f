import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** Desktops of a Region, of one directory, or one by id. */
export const desktops = lookup({
  id: 'desktops',
  what: 'the desktops',
  needs: { aws: ['workspaces:DescribeWorkspaces'] },
  seconds: 60,
  async look(
    { aws },
    at: {
      readonly region: string;
      readonly directoryId?: string;
      /** Only together with `directoryId`. */
      readonly userName?: string;
      readonly desktopId?: string;
    },
  ) {
    const which = present({
      DirectoryId: at.directoryId,
      UserName: at.userName,
      WorkspaceIds: at.desktopId === undefined ? undefined : [at.desktopId],
    });
    const pages = await aws.pages('workspaces', 'DescribeWorkspaces', at.region, which, 200);
    return pages
      .flatMap(({ Workspaces = [] }) => Workspaces)
      .map((desktop) =>
        present({
          id: desktop.WorkspaceId ?? '',
          region: at.region,
          directoryId: desktop.DirectoryId ?? '',
          userName: desktop.UserName ?? '',
          bundleId: desktop.BundleId ?? '',
          state: desktop.State ?? 'unknown',
          errorCode: desktop.ErrorCode,
          errorMessage: desktop.ErrorMessage,
          computerName: desktop.ComputerName,
          subnetId: desktop.SubnetId,
          ipAddress: desktop.IpAddress,
          runningMode: desktop.WorkspaceProperties?.RunningMode,
          computeType: desktop.WorkspaceProperties?.ComputeTypeName,
          rootVolumeGib: desktop.WorkspaceProperties?.RootVolumeSizeGib,
          userVolumeGib: desktop.WorkspaceProperties?.UserVolumeSizeGib,
          rootEncrypted: desktop.RootVolumeEncryptionEnabled,
          userEncrypted: desktop.UserVolumeEncryptionEnabled,
          keyArn: desktop.VolumeEncryptionKey,
        }),
      );
  },
});
