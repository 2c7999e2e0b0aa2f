/** Both clouds as a finished set-up leaves them, made through their APIs: something to see for every lookup. */
import type { Twin } from '../../../twin/twin.js';

export const region = 'eu-central-1';
export const directoryName = 'contoso-berlin';

type Json = Record<string, unknown>;

export interface Prepared {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly keyArn: string;
  readonly secretArn: string;
  readonly directoryId: string;
  readonly bundleId: string;
  readonly desktopId: string;
  readonly instanceArn: string;
  readonly identityStoreId: string;
  readonly applicationArn: string;
  readonly servicePrincipalObjectId: string;
  readonly enterpriseApplicationId: string;
  readonly jobId: string;
  readonly groupId: string;
  readonly userId: string;
  readonly deviceGroupId: string;
  readonly profileId: string;
  readonly registrationApplicationId: string;
}

/** Calls Graph as the tenant's administrator. */
export function administrator(twin: Twin): (method: string, path: string, body?: object) => Promise<Json> {
  const upn = 'root@contoso.com';
  const user = twin.entra.state.userByName(upn) ?? twin.entra.addUser(upn);
  twin.entra.assignDirectoryRole(user.id, 'Global Administrator');
  const scopes = [
    'Application',
    'AppRoleAssignment',
    'Synchronization',
    'Group',
    'User',
    'DeviceManagementServiceConfig',
  ];
  const token = twin.entra.userToken(
    upn,
    scopes.map((name) => `${name}.ReadWrite.All`),
  );
  return async (method, path, body) => {
    const answer = await twin.world.network.request(`https://graph.microsoft.com/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${String(answer.body)}`);
    return answer.body === undefined ? {} : (JSON.parse(String(answer.body)) as Json);
  };
}

export async function prepare(twin: Twin): Promise<Prepared> {
  const entra = await prepareEntra(twin);
  const aws = await prepareAws(twin, entra.registrationSecret);
  return { ...aws, ...entra };
}

/** The gallery app with its certificate, its job and the handshake; group, registration app, Autopilot. */
export async function prepareEntra(twin: Twin) {
  const graph = administrator(twin);
  const made = (await graph('POST', 'v1.0/applicationTemplates/21ed01d2-ec13-4e9e-86c1-cd546719ebc4/instantiate', {
    displayName: 'AWS of Contoso',
  })) as { application: { id: string }; servicePrincipal: { id: string; appId: string } };
  const { id: servicePrincipalObjectId, appId: enterpriseApplicationId } = made.servicePrincipal;
  const principal = `v1.0/servicePrincipals/${servicePrincipalObjectId}`;
  await graph('PATCH', principal, { preferredSingleSignOnMode: 'saml' });
  const { thumbprint } = (await graph('POST', `${principal}/addTokenSigningCertificate`, {
    displayName: 'CN=AWS 1',
  })) as { thumbprint: string };
  await graph('PATCH', principal, { preferredTokenSigningKeyThumbprint: thumbprint });
  const metadata = await twin.world.network.request(
    `https://login.microsoftonline.com/${twin.entra.id}/federationmetadata/2007-06/federationmetadata.xml?appid=${enterpriseApplicationId}`,
  );
  twin.console.trustEntra(String(metadata.body));
  const provider = twin.aws.serviceProvider();
  await graph('PATCH', `v1.0/applications/${made.application.id}`, {
    identifierUris: [provider?.entityId],
    web: { redirectUris: provider?.acsUrls },
  });
  await graph('PATCH', principal, { loginUrl: provider?.signInUrl });
  const { endpoint, token } = twin.console.enableScim();
  await graph('PUT', `${principal}/synchronization/secrets`, {
    value: [
      { key: 'BaseAddress', value: endpoint },
      { key: 'SecretToken', value: token },
    ],
  });
  const job = await graph('POST', `${principal}/synchronization/jobs`, { templateId: 'aWSSingleSignon' });
  const ada = twin.entra.state.userByName('ada@contoso.com');
  const group = twin.entra.addGroup('Desktop users', { members: [ada?.id ?? ''] });
  await graph('POST', `${principal}/appRoleAssignedTo`, {
    appRoleId: '8774f594-1d59-4279-b9d9-59ef09a23530',
    principalId: group.id,
    resourceId: servicePrincipalObjectId,
  });
  await graph('POST', `${principal}/synchronization/jobs/${String(job['id'])}/start`, {});
  const registration = twin.entra.addServicePrincipal('WorkSpaces registration', {
    roles: ['DeviceManagementServiceConfig.ReadWrite.All', 'Device.ReadWrite.All'],
  });
  const devices = twin.entra.addGroup('WorkSpaces devices', {
    rule: `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${directoryName}"))`,
  });
  const profiles = 'beta/deviceManagement/windowsAutopilotDeploymentProfiles';
  const profile = await graph('POST', profiles, {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    displayName: 'WorkSpaces',
    deviceNameTemplate: 'WS-%RAND:9%',
  });
  await graph('POST', `${profiles}/${String(profile['id'])}/assignments`, {
    target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: devices.id },
  });
  await twin.advance(60);
  return {
    servicePrincipalObjectId,
    enterpriseApplicationId,
    jobId: String(job['id']),
    groupId: group.id,
    userId: ada?.id ?? '',
    deviceGroupId: devices.id,
    profileId: String(profile['id']),
    registrationApplicationId: registration.appId,
    registrationSecret: { application_id: registration.appId, application_password: registration.clientSecret },
  };
}

/** Network, role, key, secret, directory, bundle and one desktop. */
export async function prepareAws(twin: Twin, registrationSecret: object) {
  const { aws, seeded } = twin;
  const call = (service: Parameters<typeof aws.inside>[0], operation: string, input: object): Promise<Json> =>
    aws.inside(service, operation, region, input);
  const id = (answer: Json, ...path: string[]): string =>
    String(path.reduce<unknown>((value, name) => (value as Json | undefined)?.[name], answer));

  const { vpcId, subnetIds } = await prepareNetwork(twin);
  await prepareServiceRole(twin);
  const service = { Service: 'workspaces.amazonaws.com' };
  const keyArn = id(
    await call('kms', 'CreateKey', {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${aws.accountId}:root` }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Allow', Principal: service, Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: '*' },
        ],
      }),
    }),
    'KeyMetadata',
    'Arn',
  );
  const secretArn = id(
    await call('secretsmanager', 'CreateSecret', {
      Name: 'contoso-registration',
      KmsKeyId: keyArn,
      SecretString: JSON.stringify(registrationSecret),
      Tags: [{ Key: 'expires', Value: '2027-05-01' }],
    }),
    'ARN',
  );
  await call('secretsmanager', 'PutResourcePolicy', {
    SecretId: secretArn,
    ResourcePolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: service, Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
    }),
  });
  const instance = aws.identityCenter.instances[0];
  const directoryId = id(
    await call('workspaces', 'RegisterWorkspaceDirectory', {
      WorkspaceDirectoryName: directoryName,
      WorkspaceDirectoryDescription: 'Desktops of Contoso',
      UserIdentityType: 'AWS_IAM_IDENTITY_CENTER',
      IdcInstanceArn: instance?.arn,
      MicrosoftEntraConfig: { TenantId: twin.entra.id, ApplicationConfigSecretArn: secretArn },
      SubnetIds: subnetIds,
      Tenancy: 'DEDICATED',
      WorkspaceType: 'PERSONAL',
    }),
    'DirectoryId',
  );
  await twin.advance(10);
  // The first subnet leads to an internet gateway: desktops there need a public address.
  await call('workspaces', 'ModifyWorkspaceCreationProperties', {
    ResourceId: directoryId,
    WorkspaceCreationProperties: { EnableInternetAccess: true },
  });
  aws.workspaces.region(region).desktopQuota = 50;
  const bundleId = id(
    await call('workspaces', 'CreateWorkspaceBundle', {
      BundleName: 'contoso-standard',
      BundleDescription: 'Windows 11',
      ImageId: seeded.images[region],
      ComputeType: { Name: 'POWER' },
      UserStorage: { Capacity: '100' },
      RootStorage: { Capacity: '175' },
    }),
    'WorkspaceBundle',
    'BundleId',
  );
  await call('workspaces', 'CreateIpGroup', { GroupName: 'office', UserRules: [{ ipRule: '203.0.113.0/24' }] });
  await twin.advance(60);
  await call('workspaces', 'CreateWorkspaces', {
    Workspaces: [{ DirectoryId: directoryId, UserName: 'ada@contoso.com', BundleId: bundleId }],
  });
  await twin.advance(60);
  const [desktop] = aws.desktopsOf('ada@contoso.com');
  return {
    vpcId,
    subnetIds,
    keyArn,
    secretArn,
    directoryId,
    bundleId,
    desktopId: desktop?.desktopId ?? '',
    instanceArn: instance?.arn ?? '',
    identityStoreId: instance?.store.id ?? '',
    applicationArn: aws.workspaces.applicationOf(directoryId) ?? '',
  };
}

/** Ada signs in to her desktop, and it enrols. Gives the id that Intune knows it by. */
export async function firstSignIn(twin: Twin, upn = 'ada@contoso.com'): Promise<string> {
  const { works, broken } = await twin.signIn(upn);
  const [desktop] = twin.aws.desktopsOf(upn);
  const device = [...twin.entra.state.managedDevices.values()].find((each) => each.serialNumber === desktop?.desktopId);
  if (!works || !device)
    throw new Error(`${upn} was to sign in and enrol: ${broken ?? twin.integrations.devices()[0]?.broken}`);
  return device.id;
}

/** The secret with the SCIM token, as an apply and the handshake leave it. */
export async function prepareTokenSecret(twin: Twin, expires: string, name = 'contoso-scim-token-1'): Promise<void> {
  await twin.aws.inside('secretsmanager', 'CreateSecret', region, {
    Name: name,
    SecretString: 'a token',
    Tags: [{ Key: 'entra-workspaces:expires-at', Value: expires }],
  });
}

/** A VPC with two subnets in zones of WorkSpaces, the second one without a way to the internet. */
export async function prepareNetwork(twin: Twin): Promise<{ vpcId: string; subnetIds: string[] }> {
  const ec2 = async (operation: string, input: object): Promise<Record<string, Json>> =>
    (await twin.aws.inside('ec2', operation, region, input)) as Record<string, Json>;
  const { Vpc } = await ec2('CreateVpc', {
    CidrBlock: '10.20.0.0/16',
    TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'desktops' }] }],
  });
  const VpcId = String(Vpc?.['VpcId']);
  const subnetIds: string[] = [];
  for (const [index, zone] of ['euc1-az2', 'euc1-az3'].entries()) {
    const { Subnet } = await ec2('CreateSubnet', { VpcId, CidrBlock: `10.20.${index}.0/24`, AvailabilityZoneId: zone });
    subnetIds.push(String(Subnet?.['SubnetId']));
  }
  const { InternetGateway } = await ec2('CreateInternetGateway', {});
  const InternetGatewayId = String(InternetGateway?.['InternetGatewayId']);
  await ec2('AttachInternetGateway', { VpcId, InternetGatewayId });
  const { RouteTable } = await ec2('CreateRouteTable', { VpcId });
  const RouteTableId = String(RouteTable?.['RouteTableId']);
  await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId });
  await ec2('AssociateRouteTable', { RouteTableId, SubnetId: subnetIds[0] });
  return { vpcId: VpcId, subnetIds };
}

export async function prepareServiceRole(twin: Twin): Promise<void> {
  const RoleName = 'workspaces_DefaultRole';
  const trust = { Effect: 'Allow', Principal: { Service: 'workspaces.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await twin.aws.inside('iam', 'CreateRole', region, {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  });
  for (const name of ['AmazonWorkSpacesServiceAccess', 'AmazonWorkSpacesSelfServiceAccess']) {
    await twin.aws.inside('iam', 'AttachRolePolicy', region, {
      RoleName,
      PolicyArn: `arn:aws:iam::aws:policy/${name}`,
    });
  }
  await twin.advance(1);
}
