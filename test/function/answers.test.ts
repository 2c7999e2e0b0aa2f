/** What each kind makes of an answer of AWS, call by call: pages, states, roles, and what is one's own. */
import { IdentitystoreClient } from '@aws-sdk/client-identitystore';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { describe, expect, test } from '@jest/globals';
import { Clients } from '../../function/clients.js';
import { accountInstance } from '../../function/kinds/account-instance.js';
import { bundle } from '../../function/kinds/bundle.js';
import { Deadline } from '../../function/deadline.js';
import { handle } from '../../function/index.js';
import { bringSettings } from '../../function/kinds/directory-settings.js';
import { desktopsOf } from '../../function/kinds/desktops.js';
import { entraDirectory } from '../../function/kinds/entra-directory.js';
import { bringIpGroups, removeIpGroups } from '../../function/kinds/ip-groups.js';
import { syncedGroup } from '../../function/kinds/synced-group.js';
import { bringTags } from '../../function/kinds/tags.js';
import { waitForRole } from '../../function/role.js';
import { userPresence } from '../../function/kinds/user-presence.js';

type Input = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, (input: Input) => object>>;
interface Call {
  readonly operation: string;
  readonly input: Input;
  /** Of the role under which it was made. */
  readonly roleArn?: string | undefined;
}

/** AWS as it answers each operation. */
function aws(answers: Answers) {
  const calls: Call[] = [];
  const sending = <C extends object>(client: C, roleArn?: string): C =>
    Object.assign(client, {
      send: async (command: { constructor: { name: string }; input: Input }): Promise<object> => {
        const operation = command.constructor.name.replace(/Command$/, '');
        calls.push({ operation, input: command.input, ...(roleArn === undefined ? {} : { roleArn }) });
        return answers[operation]?.(command.input) ?? {};
      },
    });
  const region = { region: 'eu-central-1' };
  const clients = {
    workspaces: sending(new WorkSpacesClient(region)),
    makingWorkspaces: sending(new WorkSpacesClient(region)),
    ssoAdmin: (roleArn?: string) => sending(new SSOAdminClient(region), roleArn),
    makingSsoAdmin: (roleArn?: string) => sending(new SSOAdminClient(region), roleArn),
    identityStore: (roleArn?: string) => sending(new IdentitystoreClient(region), roleArn),
  } as unknown as Clients;
  return { calls, clients, made: () => calls.map(({ operation }) => operation) };
}

/** Each list on a page of its own. */
const paged =
  (member: string, ...lists: readonly object[][]) =>
  ({ NextToken }: Input): object => {
    const at = NextToken === undefined ? 0 : Number(NextToken);
    return { [member]: lists[at], ...(at + 1 < lists.length ? { NextToken: String(at + 1) } : {}) };
  };
const roleArn = 'arn:aws:iam::444455556666:role/identity-center';

describe('what is found', () => {
  test('is looked for on every page', async () => {
    const other = { BundleId: 'wsb-1', Name: 'other' };
    const { clients } = aws({
      DescribeWorkspaceBundles: paged('Bundles', [other], [{ BundleId: 'wsb-2', Name: 'mine' }]),
    });
    expect(await bundle.find(clients, { name: 'mine' })).toMatchObject({ id: 'wsb-2' });
  });

  const directory = (DirectoryId: string, State: string) => ({
    DirectoryId,
    State,
    WorkspaceDirectoryName: 'contoso-berlin',
    MicrosoftEntraConfig: { TenantId: 't' },
  });
  test.each<[string, [string, string][], string | undefined]>([
    ['which is gone', [['wsd-1', 'DEREGISTERED']], undefined],
    ['which leaves', [['wsd-1', 'DEREGISTERING']], 'wsd-1 leaving'],
    [
      'made beside one that leaves',
      [
        ['wsd-1', 'DEREGISTERING'],
        ['wsd-2', 'REGISTERED'],
      ],
      'wsd-2 ready',
    ],
    [
      'made after one that is gone',
      [
        ['wsd-1', 'DEREGISTERED'],
        ['wsd-2', 'REGISTERING'],
      ],
      'wsd-2 in-progress',
    ],
  ])('is of two directories of a name the one %s', async (_, states, expected) => {
    const Directories = states.map(([id, state]) => directory(id, state));
    const { clients } = aws({ DescribeWorkspaceDirectories: () => ({ Directories }) });
    const found = await entraDirectory.find(clients, { name: 'contoso-berlin' });
    expect(found && [found.id, found.state]).toEqual(expected?.split(' '));
  });

  test.each([
    ['CREATE_IN_PROGRESS', 'in-progress'],
    ['ACTIVE', 'ready'],
    ['DELETE_IN_PROGRESS', 'leaving'],
  ])('is an instance of Identity Center in the state %s: %s', async (Status, state) => {
    const own = { InstanceArn: 'arn:own', OwnerAccountId: '111122223333', Name: 'contoso', Status };
    const organization = { InstanceArn: 'arn:organization', OwnerAccountId: '999900001111', Name: 'contoso' };
    const { clients } = aws({ ListInstances: () => ({ Instances: [organization, own] }) });
    expect(await accountInstance.find(clients, { name: 'contoso', accountId: '111122223333' })).toMatchObject({
      ...{ id: 'arn:own', state },
    });
  });

  test('has desktops that go, and others that stay in the way', async () => {
    const desktops = ['AVAILABLE', 'TERMINATING', 'TERMINATED', 'ERROR'].map((State) => ({ UserName: State, State }));
    const { clients } = aws({ DescribeWorkspaces: () => ({ Workspaces: desktops }) });
    expect(await desktopsOf(clients, { BundleId: 'wsb-1' })).toEqual({
      ...{ staying: ['AVAILABLE', 'ERROR'], leaving: ['TERMINATING', 'TERMINATED'], called: 'desktops' },
    });
  });
});

describe('under the role of another account', () => {
  test('an instance of Identity Center is looked for, made and removed', async () => {
    const { calls, clients } = aws({});
    const identity = { name: 'contoso', accountId: '444455556666', roleArn };
    const found = { id: 'arn:own' } as never;
    await accountInstance.find(clients, identity);
    await accountInstance.create(clients, { kind: 'account-instance', identity, properties: {} });
    await accountInstance.blockers(clients, found, identity);
    await accountInstance.remove(clients, found, identity);
    expect(calls.map((call) => [call.operation, call.roleArn])).toEqual(
      ['ListInstances', 'CreateInstance', 'ListApplications', 'DeleteInstance'].map((each) => [each, roleArn]),
    );
  });

  test('a group and users are looked up', async () => {
    const { calls, clients } = aws({ GetGroupId: () => ({ GroupId: 'g-1' }), GetUserId: () => ({ UserId: 'u-1' }) });
    const store = { identityStoreId: 'd-1', roleArn };
    await syncedGroup.look(clients, { ...store, displayName: 'users' }, undefined, { entraObjectId: 'x' });
    await userPresence.look(clients, { ...store, userNames: ['ada@contoso.com'] });
    expect(calls.map((call) => [call.operation, call.roleArn])).toEqual(
      ['GetGroupId', 'DescribeGroup', 'GetUserId'].map((each) => [each, roleArn]),
    );
  });
});

describe('a group of the name that is looked for', () => {
  const entraObjectId = '5B1F0D3E-6A1C-4D27-9B0E-2F3C4D5E6F70';
  test.each<[string, () => object, boolean]>([
    ['of this group in Entra', () => ({ ExternalIds: [{ Id: entraObjectId.toLowerCase() }] }), true],
    ['of another', () => ({ ExternalIds: [{ Id: '0b7de9d2-1f6c-4a1b-8a3a-9d0f2c1e4b5a' }] }), false],
    ['that says nothing of Entra', () => ({ ExternalIds: [{ Id: 'made by hand' }] }), true],
    [
      'at which the function may not look',
      () => {
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      },
      true,
    ],
  ])('%s', async (_, DescribeGroup, isIt) => {
    const { clients } = aws({ GetGroupId: () => ({ GroupId: 'g-1' }), DescribeGroup });
    const identity = { identityStoreId: 'd-1', displayName: 'users' };
    const { missing } = await syncedGroup.look(clients, identity, undefined, { entraObjectId });
    expect(missing.length === 0).toBe(isIt);
  });
});

describe('IP groups of a directory', () => {
  const group = (groupId: string, groupName: string, ruleDesc = '') => ({
    groupId,
    groupName,
    userRules: [{ ipRule: '203.0.113.0/24', ruleDesc }],
  });
  const directory = { name: 'berlin', id: 'wsd-1', ipGroupIds: ['g-1', 'g-9'] };
  const asked = { ipGroups: [{ name: 'office', rules: [{ cidr: '203.0.113.0/24', description: 'Berlin' }] }] } as never;

  test('are found on every page, changed for another description alone, and let in before others are put out', async () => {
    const { calls, clients, made } = aws({
      DescribeIpGroups: paged('Result', [group('g-9', 'berlin/home')], [group('g-1', 'berlin/office')]),
    });
    expect(await bringIpGroups(clients, { ...directory, ipGroupIds: ['g-9'] }, asked)).toBe(true);
    expect(made()).toEqual([
      ...['DescribeIpGroups', 'DescribeIpGroups', 'UpdateRulesOfIpGroup', 'AssociateIpGroups'],
      ...['DisassociateIpGroups', 'DeleteIpGroup'],
    ]);
    expect(calls.slice(2).map(({ input }) => input['GroupIds'] ?? input['GroupId'])).toEqual([
      ...['g-1', ['g-1'], ['g-9'], 'g-9'],
    ]);
  });

  test('stay as they are where nothing differs', async () => {
    const { clients, made } = aws({ DescribeIpGroups: () => ({ Result: [group('g-1', 'berlin/office', 'Berlin')] }) });
    expect(await bringIpGroups(clients, { ...directory, ipGroupIds: ['g-1'] }, asked)).toBe(false);
    expect(made()).toEqual(['DescribeIpGroups']);
  });

  test('go with their directory, those of one whose name only begins like it do not', async () => {
    const Result = [group('g-1', 'berlin/office'), group('g-2', 'berlin-mitte/office')];
    const { calls, clients } = aws({ DescribeIpGroups: () => ({ Result }) });
    await removeIpGroups(clients, 'berlin');
    expect(calls.slice(1).map(({ input }) => input)).toEqual([{ GroupId: 'g-1' }]);
  });
});

test('of tags those are written that are missing or have another value', async () => {
  const TagList = [
    { Key: 'owner', Value: 'nobody' },
    { Key: 'room', Value: '4' },
  ];
  const { calls, clients } = aws({ DescribeTags: () => ({ TagList }) });
  expect(await bringTags(clients, 'wsd-1', { owner: 'desktops', room: '4', floor: '2' })).toBe(true);
  expect(calls[1]!.input['Tags']).toEqual([
    { Key: 'owner', Value: 'desktops' },
    { Key: 'floor', Value: '2' },
  ]);
});

describe('a directory', () => {
  const properties = {
    ...{ tenantId: 't', secretArn: 'arn:secret', identityCenterInstanceArn: 'arn:instance' },
    ...{ subnetIds: ['subnet-1', 'subnet-2'], tags: { owner: 'desktops' } },
  };
  const identity = { name: 'berlin' };

  test.each([
    [[], false],
    [['restart'], true],
  ] as const)(
    'is registered for desktops of one person, with what they may do themselves: %j',
    async (selfService, on) => {
      const { calls, clients } = aws({});
      await entraDirectory.create(clients, {
        kind: 'entra-directory',
        identity,
        properties: { ...properties, selfService },
      });
      expect(calls[0]).toMatchObject({
        operation: 'RegisterWorkspaceDirectory',
        input: {
          ...{
            WorkspaceDirectoryName: 'berlin',
            WorkspaceType: 'PERSONAL',
            Tenancy: 'DEDICATED',
            EnableSelfService: on,
          },
          ...{ UserIdentityType: 'AWS_IAM_IDENTITY_CENTER', IdcInstanceArn: 'arn:instance' },
          MicrosoftEntraConfig: { TenantId: 't', ApplicationConfigSecretArn: 'arn:secret' },
          SubnetIds: ['subnet-1', 'subnet-2'],
        },
      });
    },
  );

  test('keeps what the deployment says nothing of: AWS takes settings as a whole', async () => {
    const { calls, clients } = aws({});
    const seen = {
      DirectoryId: 'wsd-1',
      WorkspaceCreationProperties: { CustomSecurityGroupId: 'sg-1', EnableInternetAccess: true },
    };
    expect(await bringSettings(clients, seen, { ...properties, internetAccess: false })).toEqual(['creation']);
    expect(calls[0]!.input['WorkspaceCreationProperties']).toEqual({
      ...{ CustomSecurityGroupId: 'sg-1', EnableInternetAccess: false },
    });
  });
});

test('a client by which something is made asks once, every other one again; each in the Region of what it is for', async () => {
  const clients = new Clients({ region: 'eu-central-1' });
  const once = [clients.makingWorkspaces, clients.makingSsoAdmin()];
  const again = [clients.workspaces, clients.ssoAdmin(), clients.identityStore()];
  expect(await Promise.all(once.map(({ config }) => config.maxAttempts()))).toEqual([1, 1]);
  expect(await Promise.all(again.map(({ config }) => config.maxAttempts()))).toEqual([4, 4, 4]);
  const topic = clients.snsOf('arn:aws:sns:us-east-1:111122223333:alerts');
  expect([await topic.config.region(), await clients.workspaces.config.region()]).toEqual([
    'us-east-1',
    'eu-central-1',
  ]);
  expect(clients.identityStore(roleArn)).not.toBe(clients.identityStore());
  const stores = [clients.identityStore(), clients.identityStore(undefined, 'us-east-1')];
  expect(await Promise.all(stores.map(({ config }) => config.region()))).toEqual(['eu-central-1', 'us-east-1']);
});

describe('an invocation', () => {
  test('that waits for a group says which one in Entra it is, and does not take one of the same name', async () => {
    const { clients } = aws({
      GetGroupId: () => ({ GroupId: 'g-1' }),
      DescribeGroup: () => ({ ExternalIds: [{ Id: '0b7de9d2-1f6c-4a1b-8a3a-9d0f2c1e4b5a' }] }),
    });
    const event = {
      ...{ kind: 'synced-group', step: 'wait', wait: { number: 1, of: 1, seconds: 0, last: true }, repair: '' },
      identity: { identityStoreId: 'd-1', displayName: 'users' },
      properties: { entraObjectId: '5b1f0d3e-6a1c-4d27-9b0e-2f3c4d5e6f70' },
    };
    await expect(handle(event, { clients, remaining: () => 300_000 })).rejects.toThrow(
      /PENDING: users \(but an older one of this name, from another group in Entra\)/,
    );
  });

  test('that waits for the role asks each kind twice, and Identity Center under the role of its account', async () => {
    const { calls, clients } = aws({});
    const invocation = { step: 'role', kinds: ['bundle', 'account-instance'], policy: 'x', roleArn } as const;
    await waitForRole(invocation, clients, new Deadline(120, 300_000));
    const asked = [
      ['DescribeWorkspaceBundles', undefined],
      ['ListInstances', roleArn],
    ];
    expect(calls.map((call) => [call.operation, call.roleArn])).toEqual([...asked, ...asked]);
  });
});
