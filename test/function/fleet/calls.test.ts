/** What the engine asks WorkSpaces for: how many at a time, which pages, and what an answer means. */
import { describe, expect, test } from '@jest/globals';
import { fleetTag, personTag } from '../../../domain/fleet/removal.js';
import type { FleetSettings } from '../../../domain/fleet/settings.js';
import type { Clients } from '../../../function/clients.js';
import { fleetDesktops, fleetRemoval } from '../../../function/fleet/desktops.js';
import type { Pace } from '../../../function/fleet/pace.js';
import { policy } from './world.js';

const settings = {
  ...policy,
  fleet: 'contoso/berlin',
  directoryId: 'wsd-1',
  computeType: 'POWER',
  rootVolumeGib: 175,
  userVolumeGib: 100,
  encryption: { root: true, user: false, keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1' },
  tags: { owner: 'desktops', [personTag]: 'nobody' },
} as unknown as FleetSettings;

type Input = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, (input: Input, time: number) => object>>;

/** WorkSpaces as it answers each operation; `again` is the client that repeats calls, `once` the one that does not. */
function workspaces(answers: Answers) {
  const calls: { by: 'again' | 'once'; operation: string; input: Input }[] = [];
  const client = (by: 'again' | 'once') => ({
    send: async (command: { constructor: { name: string }; input: Input }): Promise<object> => {
      const operation = command.constructor.name.replace(/Command$/, '');
      const time = calls.filter((each) => each.operation === operation).length;
      calls.push({ by, operation, input: command.input });
      return answers[operation]?.(command.input, time) ?? {};
    },
  });
  const clients = { workspaces: client('again'), makingWorkspaces: client('once') } as unknown as Clients;
  const pace = { call: async <T>(make: () => Promise<T>): Promise<T> => make() } as unknown as Pace;
  return {
    calls,
    desktops: fleetDesktops(clients, settings, pace),
    removal: fleetRemoval(clients, settings, pace),
  };
}
const ids = (count: number): string[] => Array.from({ length: count }, (_, each) => `ws-${each}`);
const lengths = (calls: readonly { input: Input }[], member: string): number[] =>
  calls.map(({ input }) => (input[member] as unknown[]).length);

describe('desktops', () => {
  test('are listed page after page', async () => {
    const pages = [
      { Workspaces: [{ WorkspaceId: 'ws-1' }], NextToken: 'more' },
      { Workspaces: [{ WorkspaceId: 'ws-2' }] },
    ];
    const { calls, desktops } = workspaces({ DescribeWorkspaces: (_, time) => pages[time]! });
    expect((await desktops.all()).map(({ id }) => id)).toEqual(['ws-1', 'ws-2']);
    expect(calls.map(({ input }) => input)).toEqual([
      { DirectoryId: 'wsd-1' },
      { DirectoryId: 'wsd-1', NextToken: 'more' },
    ]);
  });

  test('are looked up by id 25 at a time, as many as WorkSpaces takes', async () => {
    const { calls, desktops } = workspaces({});
    await desktops.byIds(ids(51));
    await desktops.connected(ids(51));
    expect(lengths(calls, 'WorkspaceIds')).toEqual([25, 25, 1, 25, 25, 1]);
  });

  test('count as connected unless WorkSpaces says that nobody is', async () => {
    const states = ['CONNECTED', 'DISCONNECTED', 'UNKNOWN', undefined];
    const WorkspacesConnectionStatus = states.map((ConnectionState, each) => ({
      WorkspaceId: `ws-${each}`,
      ConnectionState,
    }));
    const { desktops } = workspaces({ DescribeWorkspacesConnectionStatus: () => ({ WorkspacesConnectionStatus }) });
    expect([...(await desktops.connected(ids(5)))]).toEqual(['ws-0', 'ws-3', 'ws-4']);
  });

  test.each([
    ['CONNECTED', true],
    ['DISCONNECTED', false],
    ['UNKNOWN', false],
    [undefined, undefined],
  ])('before a removal, with the state %s: %s', async (ConnectionState, expected) => {
    const status = { WorkspaceId: 'ws-1', ConnectionState };
    const { removal } = workspaces({
      DescribeWorkspacesConnectionStatus: () => ({ WorkspacesConnectionStatus: [status] }),
    });
    expect(await removal.connected('ws-1')).toBe(expected);
  });
});

describe('a desktop that is made', () => {
  const ada = { userId: 'id-ada', upn: 'ada@contoso.com' };

  test('has the volumes encrypted that are to be, and the tags of fleet and person whatever the site says of these', async () => {
    const { calls, desktops } = workspaces({});
    await desktops.create([ada]);
    const [request] = calls[0]!.input['Workspaces'] as [Record<string, unknown>];
    expect(request).toMatchObject({
      UserName: ada.upn,
      RootVolumeEncryptionEnabled: true,
      UserVolumeEncryptionEnabled: false,
      VolumeEncryptionKey: settings.encryption!.keyArn,
    });
    expect(request['Tags']).toEqual([
      { Key: 'owner', Value: 'desktops' },
      { Key: personTag, Value: 'id-ada' },
      { Key: fleetTag, Value: 'contoso/berlin' },
    ]);
  });

  test('is asked for once: where the call was refused as a whole all failed, where it was cut nobody knows', async () => {
    const failing = (error: Error) =>
      workspaces({
        CreateWorkspaces: () => {
          throw error;
        },
      });
    const denied = failing(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    expect(await denied.desktops.create([ada])).toEqual({
      made: [],
      failed: [{ userId: 'id-ada', code: 'AccessDenied' }],
    });
    expect(denied.calls.map(({ by }) => by)).toEqual(['once']);
    const cut = failing(Object.assign(new Error('socket hang up'), { name: 'ECONNRESET' }));
    await expect(cut.desktops.create([ada])).rejects.toThrow('socket hang up');
  });
});

describe('a desktop that is to go', () => {
  test('is asked to go once, and a refusal of it alone is one', async () => {
    const gone = workspaces({});
    await gone.removal.terminate('ws-1');
    expect(gone.calls).toEqual([
      {
        by: 'once',
        operation: 'TerminateWorkspaces',
        input: { TerminateWorkspaceRequests: [{ WorkspaceId: 'ws-1' }] },
      },
    ]);
    const FailedRequests = [{ WorkspaceId: 'ws-1', ErrorCode: 'OperationNotSupported', ErrorMessage: 'not now' }];
    const refused = workspaces({ TerminateWorkspaces: () => ({ FailedRequests }) });
    await expect(refused.removal.terminate('ws-1')).rejects.toMatchObject({ name: 'OperationNotSupported' });
  });
});

describe('a wave', () => {
  test('knows of each desktop the newest snapshot of both volumes, and that of D: alone', async () => {
    const at = (hour: number) => ({ SnapshotTime: new Date(Date.UTC(2026, 10, 20, hour)) });
    const answer = { RestoreSnapshots: [at(3), at(5)], RebuildSnapshots: [at(9), at(7)] };
    const { desktops } = workspaces({ DescribeWorkspaceSnapshots: () => answer });
    expect(await desktops.snapshots('ws-1')).toEqual({
      both: Date.UTC(2026, 10, 20, 5),
      'D:': Date.UTC(2026, 10, 20, 9),
    });
  });

  test('gives tags, of which none says that the desktop is of another fleet', async () => {
    const { calls, desktops } = workspaces({});
    const tags = { room: '4', [fleetTag]: 'contoso/paris' };
    await desktops.ask({ action: 'tag', tags }, [{ id: 'ws-1', upn: 'ada', state: 'waits' }]);
    expect(calls[0]!.input).toMatchObject({
      ResourceId: 'ws-1',
      Tags: [
        { Key: 'room', Value: '4' },
        { Key: fleetTag, Value: 'contoso/berlin' },
      ],
    });
  });
});
