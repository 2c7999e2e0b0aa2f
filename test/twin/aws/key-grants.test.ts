import { CreateAliasCommand, CreateKeyCommand, KMSClient, ListGrantsCommand } from '@aws-sdk/client-kms';
import { CreateWorkspacesCommand, TerminateWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import { readyForDesktops, refusalOf, region, startAccount, type StartedAccount } from './account-in-test.js';

const [ada, grace] = ['ada@contoso.com', 'grace@contoso.com'];

describe('grants on the key of volumes', () => {
  let started: StartedAccount;
  let ready: Awaited<ReturnType<typeof readyForDesktops>>;
  let kms: KMSClient;
  let keyArn: string;
  beforeEach(async () => {
    started = await startAccount({}, 1);
    ready = await readyForDesktops(started, [ada, grace]);
    kms = new KMSClient(started.configuration());
    keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  });
  afterEach(() => started.stop());

  const create = async (UserName: string, volumes: object): Promise<string> => {
    const { directoryId: DirectoryId, bundleId: BundleId } = ready;
    const WorkspaceProperties = { RunningMode: 'AUTO_STOP' as const, ComputeTypeName: 'STANDARD' as const };
    const request = { DirectoryId, BundleId, UserName, WorkspaceProperties, VolumeEncryptionKey: keyArn, ...volumes };
    const { PendingRequests } = await ready.workspaces.send(new CreateWorkspacesCommand({ Workspaces: [request] }));
    return PendingRequests?.[0]?.WorkspaceId ?? '';
  };
  const grants = async (input: object = {}) => kms.send(new ListGrantsCommand({ KeyId: keyArn, ...input }));

  test('are two for each encrypted volume, and go with the desktop', async () => {
    const both = await create(ada, { RootVolumeEncryptionEnabled: true, UserVolumeEncryptionEnabled: true });
    await create(grace, { UserVolumeEncryptionEnabled: true });
    const { Grants = [] } = await grants();
    expect(Grants).toHaveLength(6);
    expect(new Set(Grants.map(({ GranteePrincipal }) => GranteePrincipal))).toEqual(
      new Set([`workspaces.${region}.amazonaws.com`, `ec2.${region}.amazonaws.com`]),
    );
    await ready.workspaces.send(
      new TerminateWorkspacesCommand({ TerminateWorkspaceRequests: [{ WorkspaceId: both }] }),
    );
    await started.world.clock.advance(30);
    expect((await grants()).Grants).toHaveLength(2);
  });

  test('are listed in pages of at most a hundred, each once, by id and ARN alone', async () => {
    const { keys } = started.account.foundation as FoundationStore;
    const key = keys.find(region, keyArn);
    if (key) key.foreignGrants = 150;
    const first = await grants({ Limit: 100 });
    const second = await grants({ Limit: 100, Marker: first.NextMarker });
    expect([first.Truncated, second.Truncated, second.NextMarker]).toEqual([true, false, undefined]);
    const ids = [first, second].flatMap(({ Grants = [] }) => Grants.map(({ GrantId }) => GrantId));
    expect([ids.length, new Set(ids).size]).toEqual([150, 150]);
    expect((await grants()).Grants).toHaveLength(50);
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/volumes', TargetKeyId: keyArn }));
    expect((await refusalOf(grants({ KeyId: 'alias/volumes' }))).name).toBe('InvalidArnException');
  });
});
