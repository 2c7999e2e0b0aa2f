import {
  CreateTagsCommand,
  DescribeWorkspaceSnapshotsCommand,
  MigrateWorkspaceCommand,
  RebootWorkspacesCommand,
  RebuildWorkspacesCommand,
  RestoreWorkspaceCommand,
  StartWorkspacesCommand,
  StopWorkspacesCommand,
  type FailedWorkspaceChangeRequest,
  type Snapshot,
} from '@aws-sdk/client-workspaces';
import { fleetTag } from '../../domain/fleet/removal.js';
import type { WaveAction } from '../../domain/fleet/wave-actions.js';
import type { WaveDesktop } from '../../domain/fleet/wave-types.js';
import type { WaveAnswer } from '../../domain/fleet/wave.js';
import { present } from '../../domain/present.js';
import type { Clients } from '../clients.js';
import type { Pace } from './pace.js';
import type { FleetDesktops } from './ports.js';

/** The calls of a wave, for one fleet, which is the value of its tag. */
export function waveCalls(clients: Clients, fleet: string, pace: Pace): Pick<FleetDesktops, 'ask' | 'snapshots'> {
  return {
    ask: ({ action, tags = {} }, desktops) =>
      pace.call(
        () => ask({ client: clients.makingWorkspaces, action, tags: { ...tags, [fleetTag]: fleet } }, desktops),
        action === 'tag',
      ),
    async snapshots(WorkspaceId) {
      const command = new DescribeWorkspaceSnapshotsCommand({ WorkspaceId });
      const { RebuildSnapshots, RestoreSnapshots } = await pace.call(() => clients.workspaces.send(command), true);
      return present({ both: newestOf(RestoreSnapshots), 'D:': newestOf(RebuildSnapshots) });
    },
  };
}

interface Asking {
  readonly client: Clients['makingWorkspaces'];
  readonly action: WaveAction;
  /** With that of the fleet: the role may tag nothing without it. */
  readonly tags: Readonly<Record<string, string>>;
}

async function ask({ client, action, tags }: Asking, desktops: readonly WaveDesktop[]): Promise<WaveAnswer> {
  const requests = desktops.map(({ id }) => ({ WorkspaceId: id }));
  const each = async (run: (desktop: WaveDesktop) => Promise<unknown>): Promise<WaveAnswer> => {
    for (const desktop of desktops) await run(desktop);
    return {};
  };
  const make: Readonly<Record<WaveAction, () => Promise<WaveAnswer>>> = {
    restart: async () =>
      refusedIn(await client.send(new RebootWorkspacesCommand({ RebootWorkspaceRequests: requests }))),
    start: async () => refusedIn(await client.send(new StartWorkspacesCommand({ StartWorkspaceRequests: requests }))),
    stop: async () => refusedIn(await client.send(new StopWorkspacesCommand({ StopWorkspaceRequests: requests }))),
    rebuild: async () =>
      refusedIn(await client.send(new RebuildWorkspacesCommand({ RebuildWorkspaceRequests: requests }))),
    restore: () => each(({ id }) => client.send(new RestoreWorkspaceCommand({ WorkspaceId: id }))),
    tag: () => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return each(({ id }) => client.send(new CreateTagsCommand({ ResourceId: id, Tags })));
    },
    async migrate() {
      const targets = new Map<string, string>();
      await each(async ({ id, bundleId: BundleId }) => {
        const command = new MigrateWorkspaceCommand({ SourceWorkspaceId: id, BundleId });
        const { TargetWorkspaceId } = await client.send(command);
        if (TargetWorkspaceId !== undefined) targets.set(id, TargetWorkspaceId);
      });
      return { targets };
    },
  };
  return make[action]();
}

function refusedIn({
  FailedRequests = [],
}: {
  FailedRequests?: FailedWorkspaceChangeRequest[] | undefined;
}): WaveAnswer {
  return {
    refused: new Map(FailedRequests.map(({ WorkspaceId = '', ErrorCode = 'unknown' }) => [WorkspaceId, ErrorCode])),
  };
}

function newestOf(snapshots: readonly Snapshot[] = []): number | undefined {
  const times = snapshots.flatMap(({ SnapshotTime }) => SnapshotTime?.getTime() ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
