import {
  CreateWorkspacesCommand,
  DescribeWorkspacesCommand,
  DescribeWorkspacesConnectionStatusCommand,
  ModifyWorkspaceStateCommand,
  StopWorkspacesCommand,
  type RunningMode,
} from '@aws-sdk/client-workspaces';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DesktopBehaviour } from '../../../twin/aws/settings.js';
import { readyForDesktops, refusalOf, region, startAccount, type StartedAccount } from './account-in-test.js';

const ada = 'ada@contoso.com';

describe('how WorkSpaces treats a desktop where its pages leave it open', () => {
  let started: StartedAccount;
  let ready: Awaited<ReturnType<typeof readyForDesktops>>;
  beforeEach(async () => {
    started = await startAccount({}, 1);
    ready = await readyForDesktops(started, [ada]);
  });
  afterEach(() => started.stop());

  const set = (behaviour: Partial<DesktopBehaviour>): void =>
    void Object.assign(started.account.settings.desktops, behaviour);
  const create = async (RunningMode: RunningMode = 'AUTO_STOP') => {
    const { directoryId: DirectoryId, bundleId: BundleId } = ready;
    const WorkspaceProperties = { RunningMode, ComputeTypeName: 'STANDARD' as const };
    const Workspaces = [{ DirectoryId, BundleId, UserName: ada, WorkspaceProperties }];
    return ready.workspaces.send(new CreateWorkspacesCommand({ Workspaces }));
  };
  const made = async (mode?: RunningMode): Promise<string> => {
    const id = (await create(mode)).PendingRequests?.[0]?.WorkspaceId ?? '';
    await started.world.clock.advance(20);
    return id;
  };
  const desktop = (id: string) => started.account.workspaces.region(region).desktops.get(id)!;
  const stop = async (WorkspaceId: string): Promise<string | undefined> => {
    const input = { StopWorkspaceRequests: [{ WorkspaceId }] };
    const { FailedRequests = [] } = await ready.workspaces.send(new StopWorkspacesCommand(input));
    await started.world.clock.advance(5);
    return FailedRequests[0]?.ErrorCode;
  };
  const maintain = (WorkspaceId: string, WorkspaceState: 'ADMIN_MAINTENANCE' | 'AVAILABLE') =>
    ready.workspaces.send(new ModifyWorkspaceStateCommand({ WorkspaceId, WorkspaceState }));
  const shown = async (by: object): Promise<number> =>
    (await ready.workspaces.send(new DescribeWorkspacesCommand(by))).Workspaces?.length ?? 0;

  test('a new one is answered, and shown in lists and by its id when its time has come', async () => {
    set({ hiddenFromLists: 10, hiddenById: 5 });
    const id = (await create()).PendingRequests?.[0]?.WorkspaceId ?? '';
    const seen = async () => [await shown({ DirectoryId: ready.directoryId }), await shown({ WorkspaceIds: [id] })];
    expect([id.slice(0, 3), await seen()]).toEqual(['ws-', [0, 0]]);
    await started.world.clock.advance(6);
    expect(await seen()).toEqual([0, 1]);
    await started.world.clock.advance(5);
    expect(await seen()).toEqual([1, 1]);
    expect(started.world.rules.leanedOn('desktop-visible-later')).toBe(true);
  });

  test('a second one of a user is refused, or made', async () => {
    await made();
    expect((await create()).FailedRequests?.[0]?.ErrorCode).toBe('ResourceExists.WorkSpace');
    set({ onePerUser: false });
    expect((await create()).PendingRequests).toHaveLength(1);
  });

  test('an AlwaysOn one is not stopped', async () => {
    const id = await made('ALWAYS_ON');
    expect([await stop(id), desktop(id).state]).toEqual(['OperationNotSupported', 'AVAILABLE']);
  });

  test.each(['ignored', 'refused'] as const)('one in ADMIN_MAINTENANCE is not stopped, and that is %s', async (how) => {
    set({ stopInAdminMaintenance: how });
    const id = await made();
    await maintain(id, 'ADMIN_MAINTENANCE');
    const code = how === 'ignored' ? undefined : 'InvalidResourceState';
    expect([await stop(id), desktop(id).state]).toEqual([code, 'ADMIN_MAINTENANCE']);
  });

  test('a stopped one is put into ADMIN_MAINTENANCE and comes back stopped, or is refused', async () => {
    const id = await made();
    await stop(id);
    set({ adminMaintenanceFromStopped: false });
    expect((await refusalOf(maintain(id, 'ADMIN_MAINTENANCE'))).name).toBe('InvalidResourceStateException');
    expect(desktop(id).state).toBe('STOPPED');
    set({ adminMaintenanceFromStopped: true });
    await maintain(id, 'ADMIN_MAINTENANCE');
    expect(desktop(id).state).toBe('ADMIN_MAINTENANCE');
    await maintain(id, 'AVAILABLE');
    expect(desktop(id).state).toBe('STOPPED');
  });

  test('hours of AutoStop run until it stops by itself, and on in ADMIN_MAINTENANCE', async () => {
    set({ autoStop: true });
    const { clock } = started.world;
    const id = await made();
    const connected = { from: clock.now(), to: clock.in(90) };
    desktop(id).sessions = [connected];
    await clock.advance(61);
    expect(desktop(id).state).toBe('AVAILABLE');
    await clock.advance(70);
    expect(desktop(id).state).toBe('STOPPED');
    // 15 minutes until it is up; then two hours and a minute or five of them.
    const hours = (): number => started.account.workspaces.hoursOf(region, id);
    const stopped = hours();
    expect([2, 3]).toContain(stopped);
    await clock.advance(600);
    expect(hours()).toBe(stopped);
    await maintain(id, 'ADMIN_MAINTENANCE');
    await clock.advance(600);
    expect([desktop(id).state, hours()]).toEqual(['ADMIN_MAINTENANCE', stopped]);
  });

  test('hours of one that is put into ADMIN_MAINTENANCE while it runs go on: it does not stop', async () => {
    set({ autoStop: true });
    const id = await made();
    await maintain(id, 'ADMIN_MAINTENANCE');
    await started.world.clock.advance(595);
    expect([desktop(id).state, started.account.workspaces.hoursOf(region, id)]).toEqual(['ADMIN_MAINTENANCE', 10]);
  });

  test('its connection is told: connected, not, and unknown while it is stopped', async () => {
    const id = await made();
    const state = async () => {
      const command = new DescribeWorkspacesConnectionStatusCommand({ WorkspaceIds: [id] });
      return (await ready.workspaces.send(command)).WorkspacesConnectionStatus?.[0]?.ConnectionState;
    };
    expect(await state()).toBe('DISCONNECTED');
    const { clock } = started.world;
    desktop(id).sessions = [{ from: clock.now(), to: clock.in(60) }];
    expect(await state()).toBe('CONNECTED');
    await stop(id);
    expect(await state()).toBe('UNKNOWN');
  });
});
