import { GetGroupIdCommand, IdentitystoreClient, ListUsersCommand } from '@aws-sdk/client-identitystore';
import {
  CreateApplicationAssignmentCommand,
  CreateInstanceCommand,
  DescribeInstanceCommand,
  ListInstancesCommand,
  PutApplicationAssignmentConfigurationCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  accountId,
  managementAccountId,
  refusalOf,
  region,
  startAccount,
  type StartedAccount,
} from './account-in-test.js';

describe('Identity Center', () => {
  let started: StartedAccount;
  let sso: SSOAdminClient;
  beforeEach(async () => {
    started = await startAccount({}, 1);
    sso = new SSOAdminClient(started.configuration());
  });
  afterEach(() => started.stop());

  const elsewhere = () => new SSOAdminClient(started.configuration(undefined, 'eu-west-1'));

  test('answers for an organization instance in its Region alone', async () => {
    const { arn } = started.account.identityCenter.enableOrganizationInstance(region);
    const { Instances: here } = await sso.send(new ListInstancesCommand({}));
    expect(here).toMatchObject([{ InstanceArn: arn, OwnerAccountId: managementAccountId, Status: 'ACTIVE' }]);
    expect((await elsewhere().send(new ListInstancesCommand({}))).Instances).toEqual([]);
    expect((await refusalOf(elsewhere().send(new DescribeInstanceCommand({ InstanceArn: arn })))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  test('lets an account make one instance over all Regions, which takes a while', async () => {
    const { InstanceArn = '' } = await sso.send(new CreateInstanceCommand({ Name: 'contoso' }));
    const status = async () => (await sso.send(new DescribeInstanceCommand({ InstanceArn }))).Status;
    expect(await status()).toBe('CREATE_IN_PROGRESS');
    await started.world.clock.advance(2);
    expect(await status()).toBe('ACTIVE');
    expect((await refusalOf(elsewhere().send(new CreateInstanceCommand({})))).name).toBe('ConflictException');
  });

  test('makes no account instance where the organization forbids it, nor in its management account', async () => {
    started.account.identityCenter.accountInstancesAllowed = false;
    expect((await refusalOf(sso.send(new CreateInstanceCommand({})))).name).toBe('AccessDeniedException');
    const management = await startAccount({ organization: { managementAccountId: accountId } }, 1);
    const there = new SSOAdminClient(management.configuration());
    expect((await refusalOf(there.send(new CreateInstanceCommand({})))).name).toBe('ValidationException');
    await management.stop();
  });

  test('lets everybody open an application until assignments are required', async () => {
    const { identityCenter } = started.account;
    const instance = identityCenter.enableOrganizationInstance(region);
    const application = identityCenter.addApplication(
      instance,
      'WorkSpaces.wsd-1',
      'arn:aws:sso::aws:applicationProvider/workspaces',
    );
    const ApplicationArn = application.arn;
    const { userId } = instance.store.addUser({
      userName: 'ada@contoso.com',
      displayName: 'Ada',
      givenName: 'Ada',
      familyName: 'L',
    });
    const group = instance.store.addGroup({ displayName: 'Desktop users' });
    const opens = () => identityCenter.mayOpen(ApplicationArn, userId);
    expect(opens()).toBe(true);
    await sso.send(new PutApplicationAssignmentConfigurationCommand({ ApplicationArn, AssignmentRequired: true }));
    expect(opens()).toBe(false);
    const assign = (PrincipalId: string) =>
      sso.send(new CreateApplicationAssignmentCommand({ ApplicationArn, PrincipalId, PrincipalType: 'GROUP' }));
    await assign(group.groupId);
    expect(opens()).toBe(false);
    instance.store.addMember(group, userId);
    expect(opens()).toBe(true);
    expect((await refusalOf(assign(group.groupId))).name).toBe('ConflictException');
    expect((await refusalOf(assign('11111111-2222-3333-4444-555555555555'))).message).toBe('GROUP not found');
  });

  test('takes 100 groups on one application', async () => {
    const { identityCenter } = started.account;
    const instance = identityCenter.enableOrganizationInstance(region);
    const application = identityCenter.addApplication(
      instance,
      'WorkSpaces.wsd-1',
      'arn:aws:sso::aws:applicationProvider/workspaces',
    );
    const groups = Array.from(
      { length: 101 },
      (_, index) => instance.store.addGroup({ displayName: `G${index}` }).groupId,
    );
    for (const principalId of groups.slice(0, 100))
      application.assignments.push({ principalId, principalType: 'GROUP' });
    const one = { ApplicationArn: application.arn, PrincipalId: groups[100] ?? '', PrincipalType: 'GROUP' } as const;
    expect((await refusalOf(sso.send(new CreateApplicationAssignmentCommand(one)))).name).toBe(
      'ServiceQuotaExceededException',
    );
  });

  test('has an identity store that member accounts read unless the organization limits it', async () => {
    const { store } = started.account.identityCenter.enableOrganizationInstance(region);
    const client = new IdentitystoreClient(started.configuration());
    const list = () => client.send(new ListUsersCommand({ IdentityStoreId: store.id }));
    expect((await list()).Users).toEqual([]);
    const AlternateIdentifier = { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: 'Desktop users' } };
    const absent = await refusalOf(
      client.send(new GetGroupIdCommand({ IdentityStoreId: store.id, AlternateIdentifier })),
    );
    expect(absent).toMatchObject({ name: 'ResourceNotFoundException', message: 'GROUP not found.' });
    started.account.settings.memberAccountsReadIdentityStore = false;
    expect((await refusalOf(list())).name).toBe('AccessDeniedException');
  });
});

describe('sts', () => {
  test('tells who calls, and gives sessions of roles in other accounts', async () => {
    const started = await startAccount({}, 1);
    const sts = new STSClient(started.configuration());
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(accountId);
    const RoleArn = `arn:aws:iam::${managementAccountId}:role/identity-center`;
    const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'plan' }));
    const session = {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    };
    const there = new STSClient(started.configuration(session));
    expect((await there.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      `arn:aws:sts::${managementAccountId}:assumed-role/identity-center/plan`,
    );
    const own = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/absent`, RoleSessionName: 'plan' });
    expect((await refusalOf(sts.send(own))).name).toBe('AccessDenied');
    await started.stop();
  });
});
