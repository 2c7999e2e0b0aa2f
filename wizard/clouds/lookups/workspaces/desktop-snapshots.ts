import { present } from '../../../../domain/present.js';
import { lookup } from '../../lookup.js';

/** When the volumes of a desktop were last snapshot: both, and D: alone for a rebuild. What is not there never was. */
export const desktopSnapshots = lookup({
  id: 'desktop-snapshots',
  what: 'the snapshots of a desktop',
  needs: { aws: ['workspaces:DescribeWorkspaceSnapshots'] },
  seconds: 30,
  async look({ aws }, at: { readonly region: string; readonly desktopId: string }) {
    const { RebuildSnapshots = [], RestoreSnapshots = [] } = await aws.call(
      'workspaces',
      'DescribeWorkspaceSnapshots',
      at.region,
      { WorkspaceId: at.desktopId },
    );
    return present({ both: newestOf(RestoreSnapshots), 'D:': newestOf(RebuildSnapshots) });
  },
});

function newestOf(snapshots: readonly { readonly SnapshotTime?: Date | undefined }[]): Date | undefined {
  return snapshots.flatMap(({ SnapshotTime }) => SnapshotTime ?? []).sort((one, other) => +other - +one)[0];
}
