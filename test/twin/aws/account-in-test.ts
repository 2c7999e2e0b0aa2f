import { IAMClient, AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { EC2Client, CreateSubnetCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  WorkSpacesClient,
  RegisterWorkspaceDirectoryCommand,
  type RegisterWorkspaceDirectoryRequest,
} from '@aws-sdk/client-workspaces';
import { Account, type AccountOptions } from '../../../twin/aws/account.js';
import { startGateway } from '../../../twin/aws/gateway.js';
import type { Instance } from '../../../twin/aws/identity-center/instance.js';
import type { Credentials } from '../../../twin/aws/principals.js';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { Network } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';

export const accountId = '111122223333';
export const managementAccountId = '999988887777';
export const region = 'eu-central-1';

/** An account with a gateway, and clients of the real SDK that talk to it. */
export async function startAccount(options: Partial<AccountOptions> = {}, speed = 300) {
  const world = { network: new Network(), clock: new Clock(speed), faults: new Faults(), rules: new RuleBook() };
  const account = new Account(world, {
    accountId,
    organization: { managementAccountId },
    ...options,
    timings: { roleEffective: 0, ...options.timings },
  });
  const listener = await startGateway(account);
  const configuration = (credentials: Credentials = account.principals.administrator, at = region) => ({
    region: at,
    endpoint: listener.url,
    maxAttempts: 1,
    credentials,
  });
  return {
    world,
    account,
    listener,
    configuration,
    stop: async () => {
      await account.stop();
      await listener.close();
    },
  };
}

export type StartedAccount = Awaited<ReturnType<typeof startAccount>>;

/** The network, the role and the secret that a directory stands on, made through the API. */
export async function readyForDirectory(started: StartedAccount, at = region, zones = ['euc1-az2', 'euc1-az3']) {
  const { account, configuration } = started;
  const ec2 = new EC2Client(configuration(undefined, at));
  const iam = new IAMClient(configuration(undefined, at));
  const secrets = new SecretsManagerClient(configuration(undefined, at));
  const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const subnetIds: string[] = [];
  for (const [index, zone] of zones.entries()) {
    const made = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpc?.VpcId ?? '', CidrBlock: `10.0.${index}.0/24`, AvailabilityZoneId: zone }),
    );
    subnetIds.push(made.Subnet?.SubnetId ?? '');
  }
  if (!(await account.foundation.role('workspaces_DefaultRole'))) await createDefaultRole(iam);
  const secret = await secrets.send(
    new CreateSecretCommand({
      Name: 'contoso-registration',
      SecretString: '{"application_id":"a","application_password":"b"}',
    }),
  );
  const instance: Instance =
    account.identityCenter.instances[0] ?? account.identityCenter.enableOrganizationInstance(at);
  account.workspaces.enableByol(at);
  const registration: RegisterWorkspaceDirectoryRequest = {
    WorkspaceDirectoryName: 'Contoso-Frankfurt',
    WorkspaceDirectoryDescription: 'Desktops of Contoso',
    UserIdentityType: 'AWS_IAM_IDENTITY_CENTER',
    IdcInstanceArn: instance.arn,
    MicrosoftEntraConfig: {
      TenantId: '11111111-2222-3333-4444-555555555555',
      ApplicationConfigSecretArn: secret.ARN ?? '',
    },
    SubnetIds: subnetIds,
    Tenancy: 'DEDICATED',
    WorkspaceType: 'PERSONAL',
  };
  return { ec2, iam, secrets, instance, registration, vpcId: vpc?.VpcId ?? '', secretArn: secret.ARN ?? '' };
}

export async function createDefaultRole(iam: IAMClient, service = 'workspaces.amazonaws.com'): Promise<void> {
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'workspaces_DefaultRole',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      }),
    }),
  );
  for (const name of ['AmazonWorkSpacesServiceAccess', 'AmazonWorkSpacesSelfServiceAccess']) {
    await iam.send(
      new AttachRolePolicyCommand({ RoleName: 'workspaces_DefaultRole', PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
    );
  }
}

/** A directory that is REGISTERED, with a bundle that is AVAILABLE and users in the identity store. */
export async function readyForDesktops(started: StartedAccount, userNames: readonly string[]) {
  const ready = await readyForDirectory(started);
  const workspaces = new WorkSpacesClient(started.configuration());
  const { DirectoryId: directoryId = '' } = await workspaces.send(
    new RegisterWorkspaceDirectoryCommand(ready.registration),
  );
  await started.world.clock.advance(10);
  const { bundleId, imageId } = await addBundle(started);
  const users = userNames.map((userName) =>
    ready.instance.store.addUser({
      userName,
      displayName: userName,
      givenName: 'Ada',
      familyName: 'Contoso',
      email: userName,
    }),
  );
  started.account.workspaces.region(region).desktopQuota = 100;
  return { ...ready, workspaces, directoryId, bundleId, imageId, users };
}

export async function addBundle(started: StartedAccount, name = 'contoso-standard') {
  const imageId = started.account.workspaces.addImage(region);
  const made = await started.account.inside('workspaces', 'CreateWorkspaceBundle', region, {
    BundleName: name,
    BundleDescription: 'Windows 11',
    ImageId: imageId,
    ComputeType: { Name: 'STANDARD' },
    UserStorage: { Capacity: '50' },
    RootStorage: { Capacity: '80' },
  });
  await started.world.clock.advance(5);
  return { imageId, bundleId: (made['WorkspaceBundle'] as { BundleId: string }).BundleId };
}

/** The error that a call ends with. */
export async function refusalOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    return error as Error;
  }
  throw new Error('the call was expected to be refused, but it succeeded');
}
