import {
  AttachRolePolicyCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateSubnetCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import { ListApplicationsCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import {
  DeregisterWorkspaceDirectoryCommand,
  DescribeWorkspaceDirectoriesCommand,
  RegisterWorkspaceDirectoryCommand,
  WorkSpacesClient,
  type RegisterWorkspaceDirectoryRequest,
} from '@aws-sdk/client-workspaces';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createDefaultRole,
  readyForDesktops,
  readyForDirectory,
  refusalOf,
  region,
  startAccount,
  type StartedAccount,
} from './account-in-test.js';

describe('an Entra directory of WorkSpaces', () => {
  let started: StartedAccount;
  let workspaces: WorkSpacesClient;
  beforeEach(async () => {
    started = await startAccount();
    workspaces = new WorkSpacesClient(started.configuration());
  });
  afterEach(() => started.stop());

  const register = (of: RegisterWorkspaceDirectoryRequest) =>
    workspaces.send(new RegisterWorkspaceDirectoryCommand(of));
  const refused = (of: RegisterWorkspaceDirectoryRequest) => refusalOf(register(of));
  const found = async (id: string | undefined) =>
    (await workspaces.send(new DescribeWorkspaceDirectoriesCommand({ DirectoryIds: [id ?? ''] }))).Directories?.[0];

  test('is REGISTERING for minutes, then REGISTERED with its application in Identity Center', async () => {
    const { registration, instance } = await readyForDirectory(started);
    const { DirectoryId: id } = await register(registration);
    expect(id).toMatch(/^wsd-[0-9a-z]{8,63}$/);
    expect(await found(id)).toMatchObject({ State: 'REGISTERING', WorkspaceDirectoryName: 'Contoso-Frankfurt' });
    await started.world.clock.advance(6);
    expect(await found(id)).toMatchObject({
      State: 'REGISTERED',
      Tenancy: 'DEDICATED',
      UserIdentityType: 'AWS_IAM_IDENTITY_CENTER',
      MicrosoftEntraConfig: registration.MicrosoftEntraConfig,
      IDCConfig: {
        InstanceArn: instance.arn,
        ApplicationArn: expect.stringMatching(/:application\/ssoins-[0-9a-f]{16}\/apl-[0-9a-f]{16}$/),
      },
    });
    const sso = new SSOAdminClient(started.configuration());
    const { Applications } = await sso.send(new ListApplicationsCommand({ InstanceArn: instance.arn }));
    expect(Applications?.map(({ Name }) => Name)).toEqual([`WorkSpaces.${id}`]);
  });

  test('goes with its application, once it is deregistered', async () => {
    const { registration, instance } = await readyForDirectory(started);
    const { DirectoryId: id } = await register(registration);
    await started.world.clock.advance(6);
    await workspaces.send(new DeregisterWorkspaceDirectoryCommand({ DirectoryId: id ?? '' }));
    expect(await found(id)).toMatchObject({ State: 'DEREGISTERING' });
    await started.world.clock.advance(6);
    expect(await found(id)).toBeUndefined();
    expect(instance.applications.size).toBe(0);
  });

  test('is not deregistered while a desktop remains', async () => {
    const { directoryId, bundleId } = await readyForDesktops(started, ['ada@contoso.com']);
    const request = { DirectoryId: directoryId, BundleId: bundleId, UserName: 'ada@contoso.com' };
    await started.account.inside('workspaces', 'CreateWorkspaces', region, { Workspaces: [request] });
    const refusal = await refusalOf(
      workspaces.send(new DeregisterWorkspaceDirectoryCommand({ DirectoryId: directoryId })),
    );
    expect(refusal.name).toBe('OperationNotSupportedException');
  });

  test('has a name of its own', async () => {
    const { registration } = await readyForDirectory(started);
    await register(registration);
    expect((await refused(registration)).name).toBe('ResourceAlreadyExistsException');
  });

  test('needs BYOL for DEDICATED tenancy', async () => {
    const { registration } = await readyForDirectory(started);
    started.account.workspaces.region(region).byol.enabled = false;
    expect((await refused(registration)).name).toBe('InvalidParameterValuesException');
  });

  test('needs subnets in two supported zones', async () => {
    const unsupported = await readyForDirectory(started, region, ['euc1-az1', 'euc1-az2']);
    expect((await refused(unsupported.registration)).name).toBe('OperationNotSupportedException');
    const { ec2, vpcId, registration } = unsupported;
    const make = async (CidrBlock: string) =>
      (await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock, AvailabilityZoneId: 'euc1-az2' }))).Subnet
        ?.SubnetId ?? '';
    const same = await Promise.all(['10.0.8.0/24', '10.0.9.0/24'].map(make));
    expect((await refused({ ...registration, SubnetIds: same })).name).toBe('OperationNotSupportedException');
  });

  test('leaves the management range free', async () => {
    const { registration, ec2 } = await readyForDirectory(started);
    const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '172.31.0.0/20' }));
    const make = async (AvailabilityZoneId: string, CidrBlock: string) =>
      (await ec2.send(new CreateSubnetCommand({ VpcId: vpc?.VpcId ?? '', CidrBlock, AvailabilityZoneId }))).Subnet
        ?.SubnetId ?? '';
    const SubnetIds = [await make('euc1-az2', '172.31.0.0/24'), await make('euc1-az3', '172.31.1.0/24')];
    expect((await refused({ ...registration, SubnetIds })).name).toBe('UnsupportedNetworkConfigurationException');
  });

  test('needs the default role, as AWS describes it', async () => {
    const iam = new IAMClient(started.configuration());
    await createDefaultRole(iam, 'ec2.amazonaws.com');
    const { registration } = await readyForDirectory(started);
    expect((await refused(registration)).name).toBe('WorkspacesDefaultRoleNotFoundException');
  });

  test('takes a default role for this account alone, as long as WorkSpaces says its account', async () => {
    const iam = new IAMClient(started.configuration());
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'workspaces.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': started.account.accountId } },
        },
      ],
    };
    const { registration } = await readyForDirectory(started);
    const PolicyDocument = JSON.stringify(trust);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'workspaces_DefaultRole', PolicyDocument }));
    started.account.settings.workspacesSaysItsAccount = false;
    expect((await refused(registration)).name).toBe('WorkspacesDefaultRoleNotFoundException');
    started.account.settings.workspacesSaysItsAccount = true;
    expect((await register(registration)).DirectoryId).toMatch(/^wsd-/);
  });

  test('does not take a default role with a permissions boundary', async () => {
    const { registration, iam } = await readyForDirectory(started);
    const boundary = {
      RoleName: 'workspaces_DefaultRole',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
    };
    await iam.send(new PutRolePermissionsBoundaryCommand(boundary));
    expect((await refused(registration)).name).toBe('WorkspacesDefaultRoleNotFoundException');
  });

  test('does not exist in Regions without Entra support', async () => {
    const { registration } = await readyForDirectory(started);
    const there = new WorkSpacesClient(started.configuration(undefined, 'af-south-1'));
    expect((await refusalOf(there.send(new RegisterWorkspaceDirectoryCommand(registration)))).name).toBe(
      'OperationNotSupportedException',
    );
  });

  test('reaches an organization instance in another Region, but no account instance', async () => {
    const { registration } = await readyForDirectory(started);
    const center = started.account.identityCenter;
    const account = center.addInstance({
      region: 'eu-west-1',
      kind: 'account',
      ownerAccountId: '111122223333',
      name: undefined,
    });
    expect((await refused({ ...registration, IdcInstanceArn: account.arn })).name).toBe(
      'OperationNotSupportedException',
    );
    const organization = center.addInstance({
      region: 'eu-west-1',
      kind: 'organization',
      ownerAccountId: '999988887777',
      name: undefined,
    });
    expect((await register({ ...registration, IdcInstanceArn: organization.arn })).DirectoryId).toBeDefined();
    expect(started.world.rules.guesses().map(({ id }) => id)).toContain('cross-region-by-arn');
  });

  test('refuses a secret that is not there, and a name that the API model forbids', async () => {
    const { registration, secretArn } = await readyForDirectory(started);
    const entra = { TenantId: registration.MicrosoftEntraConfig?.TenantId ?? '' };
    const absent = await refused({
      ...registration,
      MicrosoftEntraConfig: { ...entra, ApplicationConfigSecretArn: `${secretArn}x` },
    });
    expect(absent.name).toBe('InvalidParameterValuesException');
    const forbidden = await refused({
      ...registration,
      MicrosoftEntraConfig: { ...entra, ApplicationConfigSecretArn: secretArn.replace('contoso', 'con+toso') },
    });
    expect(forbidden.message).toMatch(
      /^1 validation error detected: Value '.*con\+toso.*' at 'microsoftEntraConfig.applicationConfigSecretArn' failed to satisfy constraint: Member must satisfy regular expression pattern/,
    );
  });

  test('says what is missing when the identity type is', async () => {
    const { registration } = await readyForDirectory(started);
    delete registration.UserIdentityType;
    expect((await refused(registration)).message).toBe('The following arguments are required - DirectoryId');
  });

  test('ends in ERROR when a scenario says so', async () => {
    const { registration } = await readyForDirectory(started);
    started.account.settings.directoryErrors.set('Contoso-Frankfurt', 'Internal error');
    const { DirectoryId: id } = await register(registration);
    await started.world.clock.advance(6);
    expect(await found(id)).toMatchObject({ State: 'ERROR', ErrorMessage: 'Internal error' });
  });

  test('cannot be attached a policy that does not exist', async () => {
    const { iam } = await readyForDirectory(started);
    const wrong = {
      RoleName: 'workspaces_DefaultRole',
      PolicyArn: 'arn:aws:iam::aws:policy/AmazonWorkspacesServiceAccess',
    };
    expect((await refusalOf(iam.send(new AttachRolePolicyCommand(wrong)))).name).toMatch(/^NoSuchEntity/);
  });
});
