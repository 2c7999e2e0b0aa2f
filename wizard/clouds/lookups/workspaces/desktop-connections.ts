import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** When people last used their desktops. At most 25 a call, as the API takes them. */
export const desktopConnections = lookup({
  id: 'desktop-connections',
  what: 'the last connections',
  needs: { aws: ['workspaces:DescribeWorkspacesConnectionStatus'] },
  seconds: 30,
  async look({ aws }, at: { readonly region: string; readonly desktopIds?: readonly string[] }) {
    const pages = await aws.pages('workspaces', 'DescribeWorkspacesConnectionStatus', at.region, {
      ...(at.desktopIds === undefined ? {} : { WorkspaceIds: [...at.desktopIds] }),
    });
    return pages
      .flatMap(({ WorkspacesConnectionStatus = [] }) => WorkspacesConnectionStatus)
      .map((status) =>
        present({
          desktopId: status.WorkspaceId ?? '',
          state: status.ConnectionState ?? 'UNKNOWN',
          lastConnected: status.LastKnownUserConnectionTimestamp,
        }),
      );
  },
});
