/** What rules are asked about, without any cloud: all is well with it, but for what a case names. */
import { autopilotProfileName, desktopUsersGroupName, registrationAppName } from '../../../../domain/names.js';
import type { Rule } from '../../../../wizard/checks/rule.js';
import { base, berlin, now, type Deployment, type Site } from './about.js';
import { noPolicies } from './policy-facts.js';
import { day } from '../../../../domain/day.js';

export type Facts = Required<Parameters<Rule['evaluate']>[0]>;

/** In so many days, as both clouds write it; with a minus: so many days ago. */
export function inDays(days: number): string {
  return new Date(now.getTime() + days * day).toISOString();
}

export const { tenantId } = base.entra;
const region = berlin.region;
const instanceArn = 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f';
const registrationId = '4f0c6d1e-8a3b-4c5d-9e7f-1a2b3c4d5e6f';
export const secretName = 'contoso-desktops-berlin-registration';

export const person = {
  id: 'entra-ada',
  upn: 'ada@contoso.com',
  displayName: 'Ada Example',
  firstName: 'Ada',
  lastName: 'Example',
  enabled: true,
  guest: false,
  skuIds: ['sku-e5'],
  planIds: [],
};
const grace = {
  ...person,
  id: 'entra-grace',
  upn: 'grace@contoso.com',
  displayName: 'Grace Example',
  firstName: 'Grace',
};

const directory = {
  id: 'wsd-contoso00',
  region,
  name: berlin.directoryName,
  state: 'REGISTERED',
  tenantId,
  instanceArn,
  applicationArn: 'arn:aws:sso::111122223333:application/ssoins-69870a1b2c3d4e5f/apl-1',
  subnetIds: ['subnet-a', 'subnet-b'],
  ipGroupIds: [],
  access: { DeviceTypeWindows: 'ALLOW', DeviceTypeWorkSpacesThinClient: 'DENY' },
  creation: { internetAccess: false, localAdministrator: false, maintenance: true },
  selfService: { RestartWorkspace: 'ENABLED', RebuildWorkspace: 'DISABLED' },
} satisfies Facts['directory'];

const key = {
  arn: 'arn:aws:kms:eu-central-1:111122223333:key/contoso',
  state: 'Enabled',
  manager: 'CUSTOMER',
  symmetric: true,
  multiRegion: false,
  usage: 'ENCRYPT_DECRYPT',
  policy: lets('workspaces.amazonaws.com', 'kms:Decrypt', 'kms:DescribeKey'),
} satisfies Facts['secretKey'];

const desktop = {
  id: 'ws-adaadaada',
  region,
  directoryId: directory.id,
  userName: 'ada@contoso.com',
  bundleId: 'wsb-contoso00',
  state: 'AVAILABLE',
  computerName: 'WSAMZN-ADA',
};

const device = {
  id: 'autopilot-ada',
  groupTag: berlin.directoryName,
  serialNumber: desktop.id,
  displayName: '',
  enrollment: 'enrolled',
  lastContact: inDays(-1),
  entraDeviceId: 'entra-device-ada',
  managedDeviceId: 'managed-ada',
  upn: '',
  profileStatus: 'assignedInSync',
  profile: 'Ours',
  profileId: 'profile-ours',
};

const managed = {
  id: device.managedDeviceId,
  name: 'WS-000000001',
  serialNumber: desktop.id,
  entraDeviceId: device.entraDeviceId,
  upn: desktop.userName,
  enrolled: inDays(-20),
  lastSync: inDays(-1),
  compliance: 'compliant',
};

const ofBerlin = { id: 'group-devices', displayName: 'Devices of Berlin' };

/** The world in which no rule finds anything. */
export const well = {
  account: { id: base.aws.accountId, caller: 'arn:aws:sts::111122223333:assumed-role/desktops/ada' },
  signedIn: { tenantId, kind: 'application', roles: [], objectId: 'o', permissions: [] },
  enabledRegions: ['us-east-1', region],
  serviceRole: {
    arn: 'arn:aws:iam::111122223333:role/workspaces_DefaultRole',
    path: '/',
    policies: ['AmazonWorkSpacesServiceAccess', 'AmazonWorkSpacesSelfServiceAccess'],
    trust: lets('workspaces.amazonaws.com', 'sts:AssumeRole'),
  },
  boundary: undefined,
  alertsTopic: undefined,
  alertsKey: undefined,
  pipelineRoles: [],
  pipelineApps: [],
  pipelineLeftApps: [],
  tokenIssuer: undefined,
  hostedRepository: undefined,
  githubRules: undefined,
  approvers: [],
  namesakes: { inEntra: [], inAws: [] },
  othersCode: [],
  gitlabRules: undefined,
  azureDevOpsRuns: undefined,
  azureDevOpsRules: [],
  azureDevOpsBranch: undefined,
  intuneApp: undefined,
  stateBucket: undefined,
  stateAccount: undefined,
  instance: {
    arn: instanceArn,
    identityStoreId: 'd-99672f0a1b',
    ownerAccountId: '444455556666',
    region,
    status: 'ACTIVE',
    kind: 'organization',
  },
  instanceDetails: { status: 'ACTIVE', ownerAccountId: '444455556666', identityStoreId: 'd-99672f0a1b', regions: [] },
  instanceKey: undefined,
  instanceElsewhere: [],
  storeNetwork: undefined,
  licences: [
    {
      skuId: 'sku-e5',
      name: 'SPE_E5',
      enabled: true,
      bought: 99,
      used: 2,
      plans: ['AAD_PREMIUM', 'INTUNE_A', 'WIN10_VDA_E3'],
    },
  ],
  appManagementPolicy: { secretsForbidden: false },
  mdmScope: { appliesTo: 'all', groupIds: [] },
  deviceLimits: { devicesAUser: 50, mayJoin: 'all', mfaToJoin: false },
  profiles: [
    {
      id: 'profile-ours',
      displayName: autopilotProfileName(base.name, berlin.key, undefined),
      created: inDays(-30),
      userDriven: true,
      joinsEntra: true,
      groupIds: ['group-devices'],
      excludedGroupIds: [],
      allDevices: false,
      deviceNameTemplate: 'WS-%RAND:9%',
    },
  ],
  autopilotGroups: [
    {
      ...ofBerlin,
      rule: `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${berlin.directoryName}"))`,
      tags: [berlin.directoryName],
      reachesEveryDevice: false,
    },
  ],
  app: {
    id: 'principal',
    applicationId: 'app',
    displayName: 'AWS of Contoso',
    enabled: true,
    signOnMode: 'saml',
    assignmentRequired: true,
    replyUrls: [
      'https://eu-central-1.signin.aws/platform/saml/acs/2f6f1b9e-5a5c-4d0e-9d57-3c1c4a7d2b10',
      'https://eu-central-1.sso.signin.aws/platform/saml/acs/2f6f1b9e-5a5c-4d0e-9d57-3c1c4a7d2b10',
    ],
    identifiers: ['https://eu-central-1.signin.aws.amazon.com/platform/saml/d-99672f0a1b'],
    notificationEmails: [],
    certificates: [
      { thumbprint: 'AB', displayName: 'CN=contoso-desktops 1', starts: inDays(-9), ends: inDays(900), active: true },
    ],
  },
  appAssignments: [
    { principalId: 'group-users', principalType: 'Group', displayName: 'Desktop users', appRoleId: 'role' },
  ],
  job: {
    id: 'job',
    running: true,
    status: 'Active',
    lastRun: { state: 'Succeeded', ended: inDays(0) },
    lastSuccess: inDays(0),
    failuresInARow: 0,
    syncsAll: false,
    userAttributes: { userName: 'userPrincipalName' },
    userNameFrom: 'userPrincipalName',
    sendsUsers: true,
    sendsGroups: true,
    scoped: false,
  },
  provisioningLog: [],
  group: { id: 'group-users', displayName: desktopUsersGroupName(base.name), dynamic: false },
  fleetGroup: { id: 'group-users', displayName: desktopUsersGroupName(base.name), dynamic: false },
  fleetGroupMembers: [person, grace].map(({ id, upn, displayName }) => ({ id, type: 'user', upn, displayName })),
  fleetMembers: [person, grace],
  groupMembers: [person, grace].map(({ id, upn, displayName }) => ({ id, type: 'user', upn, displayName })),
  registrationApp: {
    objectId: 'object-of-the-app',
    applicationId: registrationId,
    displayName: registrationAppName(base.name),
    enabled: true,
    servicePrincipalObjectId: 'object-of-its-principal',
    secrets: [{ keyId: 'k', starts: inDays(-9), ends: inDays(170) }],
    consented: [
      'DeviceManagementServiceConfig.ReadWrite.All',
      'Device.ReadWrite.All',
      'DeviceManagementManagedDevices.ReadWrite.All',
    ],
  },
  users: [person, grace],
  syncedUsers: [person, grace].map(({ id, upn }) => ({
    userId: `store-${id}`,
    userName: upn,
    enabled: true,
    externalId: id,
  })),
  syncedGroup: {
    groupId: 'store-group',
    displayName: 'Desktop users',
    memberUserIds: ['store-entra-ada', 'store-entra-grace'],
    externalId: 'group-users',
  },
  scimSecret: { arn: 'arn:scim', name: 'contoso-desktops-scim', filled: true, expires: inDays(300), tags: {} },
  scimToken: { is: 'accepted' },
  managedDevices: [managed],
  autopilotDevices: [device],
  everyDevice: [device],
  ...noPolicies,
  enrolledPeople: new Set(['ada@contoso.com']),
  byol: { region, enabled: true, managementCidr: '198.19.0.0/16' },
  quotas: { region, desktops: 50 },
  images: [{ id: 'wsi-1a2b3c4d5', region, name: 'Windows 11', dedicated: true, state: 'AVAILABLE' }],
  bundles: [],
  ebsEncryption: { region, byDefault: false },
  publicAccess: { region, mode: 'off', byOrganization: false, leftOut: [] },
  directories: [directory],
  directory,
  ipGroups: [],
  desktops: [desktop, { ...desktop, id: 'ws-gracegrac', userName: 'grace@contoso.com', computerName: 'WSAMZN-GRACE' }],
  subnets: (['subnet-a', 'subnet-b'] as const).map((id, at) => ({
    id,
    cidr: `172.20.${at}.0/24`,
    availabilityZoneId: `euc1-az${at + 2}`,
    freeAddresses: 200,
    assignsIpv6: false,
    wayOut: 'nat' as const,
    vpcId: 'vpc-a',
    backThrough: [],
    routes: ['0.0.0.0/0'],
  })),
  networkRanges: ['172.20.0.0/20'],
  registrationSecret: {
    arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:registration',
    name: secretName,
    empty: false,
    tags: {},
    kmsKeyId: key.arn,
    policy: lets('workspaces.amazonaws.com', 'secretsmanager:GetSecretValue'),
  },
  secretShape: {
    exists: true,
    isJson: true,
    keys: ['application_id', 'application_password'],
    applicationId: registrationId,
    passwordLooksLikeAnId: false,
    hasOuterSpace: false,
  },
  secretKey: key,
  volumeKeyGrants: undefined,
  assignments: { required: true, principals: [{ id: 'store-group', type: 'GROUP' }] },
  deviceGroup: { ...ofBerlin, dynamic: true, processing: 'On', status: 'Succeeded' },
  devices: [
    device,
    { ...device, id: 'autopilot-grace', serialNumber: 'ws-gracegrac', entraDeviceId: '', managedDeviceId: '' },
  ],
  newDevices: [],
} satisfies Facts;

/** One of each, to be changed and listed. */
export const one = {
  desktop,
  device,
  managed,
  profile: first(well.profiles),
  autopilotGroup: first(well.autopilotGroups),
  subnet: first(well.subnets),
  licence: first(well.licences),
  synced: first(well.syncedUsers),
  member: first(well.groupMembers),
  image: first(well.images),
  bundle: { id: 'wsb-contoso00', region, name: 'standard', state: 'AVAILABLE' } satisfies Facts['bundles'][number],
  site: berlin,
};

/** What the deployment uses and does not make. */
export const theirs = {
  app: { enterpriseApp: { existing: { servicePrincipalObjectId: 'principal' } } },
  group: { desktopUsers: { existing: { objectId: 'group-users' } } },
  registrationApp: { registrationApp: { existing: { applicationId: registrationId } } },
  profile: { profile: { existing: { id: 'profile-ours' } } },
  secret: { registrationSecret: { existing: { arn: well.registrationSecret.arn } } },
  network: { network: { existing: { vpcId: 'vpc-a', subnetIds: ['subnet-a', 'subnet-b'] } } },
  federation: { federation: { existing: {} } },
} satisfies Readonly<Record<string, Partial<Deployment['entra'] & Deployment['identityCenter'] & Site>> | object>;

/** A thing without what is not always there. */
export function without<T extends object, K extends keyof T>(thing: T, ...names: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(thing).filter(([name]) => !names.some((each) => each === name))) as Omit<
    T,
    K
  >;
}

/** A policy that allows a service these actions. */
export function lets(service: string, ...actions: readonly string[]) {
  return { Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: actions }] };
}

/** The first of a list that has one. */
export function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('an empty list');
  return one;
}
