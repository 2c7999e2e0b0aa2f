import { EC2Client, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import { DeleteRolePolicyCommand, IAMClient, PutRolePermissionsBoundaryCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { RegisterWorkspaceDirectoryCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installMoto } from '../../../build/moto.js';
import { FoundationMoto } from '../../../twin/aws/foundation-moto.js';
import {
  accountId,
  readyForDirectory,
  refusalOf,
  region,
  startAccount,
  type StartedAccount,
} from './account-in-test.js';
import { callerSource, invoke, makeFunction, makeRole } from './function-in-test.js';

const forService = (service: string, ...actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: actions, Resource: '*' }],
});

describe('the account on a moto server', () => {
  let moto: FoundationMoto;
  let started: StartedAccount;
  beforeAll(async () => {
    moto = await FoundationMoto.start(installMoto(), accountId);
    started = await startAccount({ foundation: moto });
  });
  afterAll(async () => {
    await started?.stop();
    await moto?.stop();
  });

  test('registers a directory on the network, role and secret that moto keeps', async () => {
    const { registration, iam } = await readyForDirectory(started);
    const workspaces = new WorkSpacesClient(started.configuration());
    const register = () => workspaces.send(new RegisterWorkspaceDirectoryCommand(registration));
    const { SubnetIds: subnetIds = [] } = registration;
    expect(await moto.subnet(region, subnetIds[0] ?? '')).toMatchObject({
      availabilityZoneId: 'euc1-az2',
      cidr: '10.0.0.0/24',
      vpcCidrs: ['10.0.0.0/16'],
      routes: [{ destination: '10.0.0.0/16', target: 'local' }],
    });
    expect((await register()).DirectoryId).toMatch(/^wsd-/);
    const boundary = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: 'workspaces_DefaultRole', PermissionsBoundary: boundary }),
    );
    registration.WorkspaceDirectoryName = 'Another';
    expect((await refusalOf(register())).name).toBe('WorkspacesDefaultRoleNotFoundException');
  });

  test('reads the registration secret as WorkSpaces, with the policies that moto keeps', async () => {
    const kms = new KMSClient(started.configuration());
    const Policy = JSON.stringify(forService('workspaces.amazonaws.com', 'kms:Decrypt', 'kms:DescribeKey'));
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Policy }));
    const secrets = new SecretsManagerClient(started.configuration());
    const { ARN: arn = '' } = await secrets.send(
      new CreateSecretCommand({ Name: 'read-by-workspaces', SecretString: 'value', KmsKeyId: key?.KeyId ?? '' }),
    );
    expect((await refusalOf(started.account.readSecretAsService(region, arn))).message).toContain(
      'does not let workspaces.amazonaws.com',
    );
    const ResourcePolicy = JSON.stringify(forService('workspaces.amazonaws.com', 'secretsmanager:GetSecretValue'));
    await secrets.send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy }));
    expect(await started.account.readSecretAsService(region, arn)).toBe('value');
    await secrets.send(new DeleteSecretCommand({ SecretId: arn }));
    expect((await refusalOf(started.account.readSecretAsService(region, arn))).message).toContain(
      'scheduled for deletion',
    );
  });

  test('runs functions under the policies of roles that moto keeps', async () => {
    const Role = await makeRole(started, 'on-moto', [
      { Effect: 'Allow', Action: 'workspaces:DescribeWorkspaceDirectories', Resource: '*' },
    ]);
    const lambda = await makeFunction(started, callerSource, { Role });
    const event = { service: 'workspaces', target: 'WorkspacesService.DescribeWorkspaceDirectories' };
    expect((await invoke(lambda, event)).error).toBeUndefined();
    const iam = new IAMClient(started.configuration());
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'on-moto', PolicyName: 'own' }));
    expect((await invoke(lambda, event)).payload).toMatchObject({ errorType: 'AccessDeniedException' });
  });

  test('reaches what moto keeps from inside, as a person at the console does', async () => {
    const secrets = new SecretsManagerClient(started.configuration());
    const { ARN: arn = '' } = await secrets.send(new CreateSecretCommand({ Name: 'scim-token' }));
    const put = { SecretId: arn, SecretString: 'token', ClientRequestToken: '11111111-2222-3333-4444-555555555555' };
    await started.account.inside('secretsmanager', 'PutSecretValue', region, put);
    expect((await moto.secret(region, arn))?.value).toBe('token');
    const absent = started.account.inside('secretsmanager', 'PutSecretValue', region, { ...put, SecretId: 'absent' });
    expect((await refusalOf(absent)).name).toBe('ResourceNotFoundException');
  });

  test('knows topics of moto', async () => {
    const sns = new SNSClient(started.configuration());
    const { TopicArn: arn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    expect([await moto.topicExists(region, arn), await moto.topicExists(region, `${arn}-other`)]).toEqual([
      true,
      false,
    ]);
  });

  test('holds policies before it passes a call on', async () => {
    const user = started.account.principals.issueUser('reader', []);
    const ec2 = new EC2Client(started.configuration(user));
    expect((await refusalOf(ec2.send(new GetEbsEncryptionByDefaultCommand({})))).message).toContain(
      'is not authorized to perform',
    );
  });

  test('answers 400 and notes the call where moto lacks one', async () => {
    const answer = await fetch(started.listener.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${started.account.principals.administrator.accessKeyId}/20261122/${region}/kms/aws4_request, SignedHeaders=host, Signature=0`,
        'x-amz-target': 'TrentService.ConnectCustomKeyStore',
        'content-type': 'application/x-amz-json-1.1',
      },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(started.account.unknownCalls).toEqual([{ service: 'kms', operation: 'ConnectCustomKeyStore', region }]);
  });
});
