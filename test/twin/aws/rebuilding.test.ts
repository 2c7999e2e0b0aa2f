import {
  CreateTagsCommand,
  CreateWorkspacesCommand,
  DescribeWorkspaceSnapshotsCommand,
  DescribeWorkspacesCommand,
  MigrateWorkspaceCommand,
  RestoreWorkspaceCommand,
  StopWorkspacesCommand,
} from '@aws-sdk/client-workspaces';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  addBundle,
  readyForDesktops,
  refusalOf,
  region,
  startAccount,
  type StartedAccount,
} from './account-in-test.js';

const ada = 'ada@contoso.com';
const halfDay = 12 * 60;

describe('desktops that are made anew', () => {
  let started: StartedAccount;
  let ready: Awaited<ReturnType<typeof readyForDesktops>>;
  let id: string;
  beforeEach(async () => {
    started = await startAccount({}, 1);
    ready = await readyForDesktops(started, [ada]);
    const WorkspaceProperties = { RunningMode: 'AUTO_STOP' } as const;
    const request = { DirectoryId: ready.directoryId, BundleId: ready.bundleId, UserName: ada, WorkspaceProperties };
    const made = await ready.workspaces.send(new CreateWorkspacesCommand({ Workspaces: [request] }));
    id = made.PendingRequests?.[0]?.WorkspaceId ?? '';
    await ready.workspaces.send(
      new CreateTagsCommand({ ResourceId: id, Tags: [{ Key: 'owner', Value: 'desktop-team' }] }),
    );
    await later(20);
  });
  afterEach(() => started.stop());

  const later = (minutes: number) => started.world.clock.advance(minutes);
  const desktops = async () => {
    const { Workspaces = [] } = await ready.workspaces.send(
      new DescribeWorkspacesCommand({ DirectoryId: ready.directoryId, UserName: ada }),
    );
    return Workspaces.map(({ WorkspaceId, State }) => ({ id: WorkspaceId ?? '', state: State }));
  };
  const restore = () => ready.workspaces.send(new RestoreWorkspaceCommand({ WorkspaceId: id }));
  const anotherBundle = async () => (await addBundle(started, 'contoso-new')).bundleId;
  const migrate = (BundleId: string) =>
    ready.workspaces.send(new MigrateWorkspaceCommand({ SourceWorkspaceId: id, BundleId }));
  const snapshots = async () =>
    (await ready.workspaces.send(new DescribeWorkspaceSnapshotsCommand({ WorkspaceId: id }))).RestoreSnapshots;

  test('have a snapshot every 12 hours, and none before the first', async () => {
    expect(await snapshots()).toBeUndefined();
    expect((await refusalOf(restore())).name).toBe('ResourceUnavailableException');
    await later(halfDay);
    const first = (await snapshots())?.[0]?.SnapshotTime?.getTime() ?? 0;
    await later(halfDay);
    expect(((await snapshots())?.[0]?.SnapshotTime?.getTime() ?? 0) - first).toBe(halfDay * 60_000);
  });

  test('are RESTORING while they go back, and take nothing else meanwhile', async () => {
    await later(halfDay);
    await restore();
    expect(await desktops()).toEqual([{ id, state: 'RESTORING' }]);
    expect((await refusalOf(restore())).name).toBe('OperationNotSupportedException');
    await later(30);
    expect(await desktops()).toEqual([{ id, state: 'AVAILABLE' }]);
  });

  test('that are migrated are there twice for a while, and keep tags and running mode under the new id', async () => {
    await later(halfDay);
    const bundleId = await anotherBundle();
    const { TargetWorkspaceId: target = '' } = await migrate(bundleId);
    expect(target).not.toBe(id);
    expect(await desktops()).toEqual([
      { id, state: 'UPDATING' },
      { id: target, state: 'PENDING' },
    ]);
    await later(60);
    expect(await desktops()).toEqual([{ id: target, state: 'AVAILABLE' }]);
    const state = started.account.workspaces.region(region);
    expect(state.tags.get(target)?.get('owner')).toBe('desktop-team');
    expect(state.desktops.get(target)?.bundleId).toBe(bundleId);
  });

  test('whose migration fails are as before under the old id', async () => {
    await later(halfDay);
    await ready.workspaces.send(new StopWorkspacesCommand({ StopWorkspaceRequests: [{ WorkspaceId: id }] }));
    await later(5);
    started.account.settings.failingChanges.add(ada);
    await migrate(await anotherBundle());
    expect(await desktops()).toHaveLength(2);
    await later(60);
    expect(await desktops()).toEqual([{ id, state: 'STOPPED' }]);
  });
});

describe('metrics of desktops', () => {
  test('tell in which hours somebody was connected, newest first, and nothing of others', async () => {
    const started = await startAccount({}, 1);
    try {
      const ready = await readyForDesktops(started, [ada]);
      const WorkspaceProperties = { RunningMode: 'AUTO_STOP' } as const;
      const request = { DirectoryId: ready.directoryId, BundleId: ready.bundleId, UserName: ada, WorkspaceProperties };
      const made = await ready.workspaces.send(new CreateWorkspacesCommand({ Workspaces: [request] }));
      const desktopId = made.PendingRequests?.[0]?.WorkspaceId ?? '';
      const desktop = started.account.workspaces.region(region).desktops.get(desktopId);
      const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 20, hour, 30));
      desktop!.sessions = [{ from: at(8), to: at(10) }];
      const query = (id: string, Value: string) => ({
        Id: id,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/WorkSpaces',
            MetricName: 'UserConnected',
            Dimensions: [{ Name: 'WorkspaceId', Value }],
          },
          Period: 3600,
          Stat: 'Maximum',
        },
      });
      const answer = await started.account.inside('cloudwatch', 'GetMetricData', region, {
        StartTime: at(0),
        EndTime: at(23),
        MetricDataQueries: [query('m0', desktopId), query('m1', 'ws-000000000')],
      });
      const [mine, others] = answer['MetricDataResults'] as { Timestamps: Date[]; Values: number[] }[];
      expect(mine?.Timestamps.map((each) => each.getUTCHours())).toEqual([10, 9, 8]);
      expect([mine?.Values, others?.Values]).toEqual([[1, 1, 1], []]);
    } finally {
      await started.stop();
    }
  });
});
