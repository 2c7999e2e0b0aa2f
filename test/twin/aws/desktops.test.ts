import {
  CreateWorkspaceBundleCommand,
  CreateWorkspacesCommand,
  DeleteWorkspaceBundleCommand,
  DescribeWorkspacesCommand,
  ListAvailableManagementCidrRangesCommand,
  ModifyAccountCommand,
  ModifyWorkspacePropertiesCommand,
  RebuildWorkspacesCommand,
  TerminateWorkspacesCommand,
  UpdateWorkspaceBundleCommand,
  WorkSpacesClient,
  type WorkspaceRequest,
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

const [ada, grace] = ['ada@contoso.com', 'grace@contoso.com'];

describe('desktops', () => {
  let started: StartedAccount;
  let ready: Awaited<ReturnType<typeof readyForDesktops>>;
  beforeEach(async () => {
    // Time moves only where a test says so: states are looked at between.
    started = await startAccount({}, 1);
    ready = await readyForDesktops(started, [ada, grace]);
  });
  afterEach(() => started.stop());

  const requestOf = (userName: string, of: Partial<WorkspaceRequest> = {}): WorkspaceRequest => ({
    DirectoryId: ready.directoryId,
    BundleId: ready.bundleId,
    UserName: userName,
    ...of,
  });
  const create = (...Workspaces: WorkspaceRequest[]) =>
    ready.workspaces.send(new CreateWorkspacesCommand({ Workspaces }));
  const stateOf = async (id: string) =>
    (await ready.workspaces.send(new DescribeWorkspacesCommand({ WorkspaceIds: [id] }))).Workspaces?.[0];
  const made = async (userName = ada) => (await create(requestOf(userName))).PendingRequests?.[0]?.WorkspaceId ?? '';

  test('are PENDING for a quarter of an hour, then AVAILABLE; the integrations hear of it', async () => {
    const heard: string[] = [];
    started.account.onDesktop(
      'created',
      async ({ userName, directoryName }) => void heard.push(`${userName} ${directoryName}`),
    );
    const id = await made();
    await started.world.clock.advance(10);
    expect([(await stateOf(id))?.State, heard]).toEqual(['PENDING', []]);
    await started.world.clock.advance(10);
    expect([(await stateOf(id))?.State, heard]).toEqual(['AVAILABLE', [`${ada} Contoso-Frankfurt`]]);
  });

  test('may take 75 minutes, or end in ERROR, for a user that a scenario names', async () => {
    const { desktopOutcomes } = started.account.settings;
    desktopOutcomes.set(ada, { minutes: 75 });
    desktopOutcomes.set(grace, { error: { code: 'InternalError', message: 'no capacity' } });
    const ids = [await made(ada), await made(grace)];
    await started.world.clock.advance(70);
    expect(await Promise.all(ids.map(async (id) => (await stateOf(id))?.State))).toEqual(['PENDING', 'ERROR']);
    await started.world.clock.advance(10);
    expect((await stateOf(ids[0] ?? ''))?.State).toBe('AVAILABLE');
  });

  test('go by themselves after a termination, and free their directory', async () => {
    const id = await made();
    await ready.workspaces.send(new TerminateWorkspacesCommand({ TerminateWorkspaceRequests: [{ WorkspaceId: id }] }));
    expect((await stateOf(id))?.State).toBe('TERMINATING');
    await started.world.clock.advance(10);
    expect(await stateOf(id)).toBeUndefined();
  });

  test.each<[string, Partial<WorkspaceRequest>, string]>([
    ['a directory that is not there', { DirectoryId: 'wsd-absent000' }, 'ResourceNotFound.Directory'],
    ['a bundle that is not there', { BundleId: 'wsb-absent000' }, 'ResourceNotFound.Bundle'],
    ['a bundle of AWS', { BundleId: 'wsb-clj85qzj1' }, 'InvalidParameterValues.Bundle'],
    ['a user whom SCIM has not brought', { UserName: 'alan@contoso.com' }, 'ResourceNotFound.User'],
    [
      'compute type VALUE on Windows 11',
      { WorkspaceProperties: { ComputeTypeName: 'VALUE' } },
      'UnsupportedWorkspaceConfiguration',
    ],
    [
      'the running mode of WorkSpaces Core',
      { WorkspaceProperties: { RunningMode: 'MANUAL' } },
      'InvalidParameterValues.RunningMode',
    ],
    [
      'half an hour of AutoStop',
      { WorkspaceProperties: { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 30 } },
      'InvalidParameterValues.RunningMode',
    ],
    [
      'a key that is not there',
      { RootVolumeEncryptionEnabled: true, VolumeEncryptionKey: 'absent' },
      'InvalidParameterValues.VolumeEncryptionKey',
    ],
  ])('are refused one by one: %s', async (_, of, code) => {
    const { FailedRequests: failed, PendingRequests: pending } = await create(requestOf(ada, of), requestOf(grace));
    expect(failed?.map(({ ErrorCode }) => ErrorCode)).toEqual([code]);
    expect(pending?.map(({ UserName }) => UserName)).toEqual([grace]);
  });

  test('are one for a user, whatever the case of the name', async () => {
    await made();
    const { FailedRequests: failed } = await create(requestOf(ada.toUpperCase()));
    expect(failed?.[0]?.ErrorCode).toBe('ResourceExists.WorkSpace');
  });

  test('stay within the quota of the Region', async () => {
    started.account.workspaces.region(region).desktopQuota = 1;
    const { FailedRequests: failed } = await create(requestOf(ada), requestOf(grace));
    expect(failed?.map(({ ErrorCode }) => ErrorCode)).toEqual(['ResourceLimitExceeded.Workspaces']);
  });

  test('keep their image when the bundle gets a new one, until they are rebuilt', async () => {
    const id = await made();
    await started.world.clock.advance(20);
    const ImageId = started.account.workspaces.addImage(region);
    await ready.workspaces.send(new UpdateWorkspaceBundleCommand({ BundleId: ready.bundleId, ImageId }));
    const image = () => started.account.workspaces.region(region).desktops.get(id)?.imageId;
    expect(image()).toBe(ready.imageId);
    await ready.workspaces.send(new RebuildWorkspacesCommand({ RebuildWorkspaceRequests: [{ WorkspaceId: id }] }));
    expect((await stateOf(id))?.State).toBe('REBUILDING');
    await started.world.clock.advance(40);
    expect([(await stateOf(id))?.State, image()]).toEqual(['AVAILABLE', ImageId]);
  });

  test('take a change only when they are up', async () => {
    const id = await made();
    const change = () =>
      ready.workspaces.send(
        new ModifyWorkspacePropertiesCommand({ WorkspaceId: id, WorkspaceProperties: { ComputeTypeName: 'POWER' } }),
      );
    expect((await refusalOf(change())).name).toBe('InvalidResourceStateException');
    await started.world.clock.advance(20);
    await change();
    expect((await stateOf(id))?.State).toBe('UPDATING');
    await started.world.clock.advance(5);
    expect(await stateOf(id)).toMatchObject({ State: 'AVAILABLE', WorkspaceProperties: { ComputeTypeName: 'POWER' } });
  });

  test('are listed in pages of 25', async () => {
    const names = Array.from({ length: 26 }, (_, index) => `user${index}@contoso.com`);
    for (const userName of names)
      ready.instance.store.addUser({ userName, displayName: 'U', givenName: 'U', familyName: 'U' });
    await create(...names.slice(0, 25).map((name) => requestOf(name)));
    await create(requestOf(names[25] ?? ''));
    const first = await ready.workspaces.send(new DescribeWorkspacesCommand({}));
    const second = await ready.workspaces.send(new DescribeWorkspacesCommand({ NextToken: first.NextToken }));
    expect([first.Workspaces?.length, second.Workspaces?.length, second.NextToken]).toEqual([25, 1, undefined]);
  });

  test('more than 25 in one call break the API model', async () => {
    const refusal = await refusalOf(create(...Array.from({ length: 26 }, () => requestOf(ada))));
    expect(refusal.message).toContain(
      "at 'workspaces' failed to satisfy constraint: Member must have length less than or equal to 25",
    );
  });

  test('a bundle with desktops stays, one without goes; names are unique', async () => {
    await made();
    const remove = (BundleId: string) => ready.workspaces.send(new DeleteWorkspaceBundleCommand({ BundleId }));
    expect((await refusalOf(remove(ready.bundleId))).name).toBe('ResourceAssociatedException');
    await expect(remove((await addBundle(started, 'unused')).bundleId)).resolves.toBeDefined();
    const again = {
      BundleName: 'contoso-standard',
      BundleDescription: 'Windows 11',
      ImageId: ready.imageId,
      UserStorage: { Capacity: '50' },
    };
    const create_ = (Name: 'STANDARD' | 'VALUE') =>
      ready.workspaces.send(new CreateWorkspaceBundleCommand({ ...again, ComputeType: { Name } }));
    expect((await refusalOf(create_('STANDARD'))).name).toBe('ResourceAlreadyExistsException');
    expect((await refusalOf(create_('VALUE'))).name).toBe('InvalidParameterValuesException');
    const sized = (root: string, user: string) =>
      ready.workspaces.send(
        new CreateWorkspaceBundleCommand({
          ...again,
          BundleName: `volumes-${root}-${user}`,
          ComputeType: { Name: 'STANDARD' },
          RootStorage: { Capacity: root },
          UserStorage: { Capacity: user },
        }),
      );
    for (const [root, user] of [
      ['80', '20'],
      ['100', '100'],
      ['175', '50'],
    ] as const) {
      expect((await refusalOf(sized(root, user))).message).toContain(`${root} and ${user} GB cannot be combined`);
    }
    await expect(sized('80', '100')).resolves.toBeDefined();
  });
});

describe('the account of WorkSpaces', () => {
  let started: StartedAccount;
  let workspaces: WorkSpacesClient;
  beforeEach(async () => {
    started = await startAccount({}, 1);
    workspaces = new WorkSpacesClient(started.configuration());
  });
  afterEach(() => started.stop());

  test('tells free management ranges only once it is enabled for BYOL, and keeps the one chosen', async () => {
    const ranges = () =>
      workspaces.send(new ListAvailableManagementCidrRangesCommand({ ManagementCidrRangeConstraint: '172.16.0.0/12' }));
    const choose = (DedicatedTenancyManagementCidrRange: string) =>
      workspaces.send(
        new ModifyAccountCommand({ DedicatedTenancySupport: 'ENABLED', DedicatedTenancyManagementCidrRange }),
      );
    expect((await refusalOf(ranges())).name).toBe('AccessDeniedException');
    await choose('172.31.0.0/16');
    await started.world.clock.advance(61);
    expect((await ranges()).ManagementCidrRanges).toContain('172.16.0.0/16');
    expect((await refusalOf(choose('172.16.0.0/16'))).name).toBe('InvalidParameterValuesException');
  });

  test('takes two calls a second, when that is switched on', async () => {
    started.account.settings.workspacesCallsPerSecond = 2;
    const calls = await Promise.allSettled(
      Array.from({ length: 6 }, () => workspaces.send(new DescribeWorkspacesCommand({}))),
    );
    const refused = calls.filter((each) => each.status === 'rejected').map(({ reason }) => (reason as Error).name);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(new Set(refused)).toEqual(new Set(['ThrottlingException']));
    await started.world.clock.advance(1);
    await expect(workspaces.send(new DescribeWorkspacesCommand({}))).resolves.toBeDefined();
  });

  test('meets faults as AWS words them; a lost answer has taken effect', async () => {
    const { faults } = started.world;
    faults.inject('aws workspaces:DescribeWorkspaces', { status: 500 });
    expect((await refusalOf(workspaces.send(new DescribeWorkspacesCommand({})))).name).toBe('InternalServerException');
    faults.inject('aws workspaces:ModifyAccount', { lose: true });
    await refusalOf(workspaces.send(new ModifyAccountCommand({ DedicatedTenancySupport: 'ENABLED' })));
    expect(started.account.workspaces.region(region).modifications).toHaveLength(1);
    expect(faults.met).toHaveLength(2);
  });

  test('refuses loudly what the twin does not play', async () => {
    const answer = await fetch(started.listener.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${started.account.principals.administrator.accessKeyId}/20261122/${region}/workspaces/aws4_request, SignedHeaders=host, Signature=0`,
        'x-amz-target': 'WorkspacesService.CreateStandbyWorkspaces',
      },
      body: '{}',
    });
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'UnknownOperationException']);
    expect(started.account.unknownCalls).toEqual([
      { service: 'workspaces', operation: 'CreateStandbyWorkspaces', region },
    ]);
  });
});
