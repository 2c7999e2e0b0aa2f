/** What rules are asked about, without any cloud: all is well with it, but for what a case names. */
import { readFileSync } from 'node:fs';
import { parseDeployment } from '../../../../deployment/load.js';
import { autopilotProfileName, desktopUsersGroupName, registrationAppName } from '../../../../domain/names.js';
import type { Rule } from '../../../../wizard/checks/rule.js';

export type Facts = Required<Parameters<Rule['evaluate']>[0]>;
export type About = Parameters<Rule['evaluate']>[1];
type Deployment = About['deployment'];
type Site = NonNullable<About['site']>;

export const now = new Date('2026-11-25T12:00:00Z');
const day = 86_400_000;

/** In so many days, as both clouds write it; with a minus: so many days ago. */
export function inDays(days: number): string {
  return new Date(now.getTime() + days * day).toISOString();
}

/** A federation that is set up here, and everything made by Terraform: ada and grace in Berlin. */
const { deployment: base } = parseDeployment(
  readFileSync('examples/greenfield-connected.json', 'utf8'),
  'deployment.json',
  () => '',
);
const [firstSite] = base.sites;
if (!firstSite) throw new Error('the example has no site');
const berlin: Site = firstSite;

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
      id: 'group-devices',
      displayName: 'Devices of Berlin',
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
  byol: { region, enabled: true, managementCidr: '198.19.0.0/16' },
  quotas: { region, desktops: 50 },
  images: [{ id: 'wsi-1a2b3c4d5', region, name: 'Windows 11', dedicated: true, state: 'AVAILABLE' }],
  bundles: [],
  ebsEncryption: { region, byDefault: false },
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
  assignments: { required: true, principals: [{ id: 'store-group', type: 'GROUP' }] },
  deviceGroup: {
    id: 'group-devices',
    displayName: 'Devices of Berlin',
    dynamic: true,
    processing: 'On',
    status: 'Succeeded',
  },
  devices: [
    device,
    { ...device, id: 'autopilot-grace', serialNumber: 'ws-gracegrac', entraDeviceId: '', managedDeviceId: '' },
  ],
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

/** What a case says of the deployment; the rest is as in the example. */
export interface Changes {
  readonly aws?: Partial<Deployment['aws']>;
  readonly entra?: Partial<Deployment['entra']>;
  readonly identityCenter?: Partial<Deployment['identityCenter']>;
  readonly intune?: Partial<Deployment['intune']>;
  readonly pipeline?: Deployment['pipeline'];
  /** Of the site that a rule is asked about. */
  readonly site?: SiteChanges;
  /** Further sites: each as the first, but for this. */
  readonly more?: readonly SiteChanges[];
}

interface SiteChanges extends Partial<Omit<Site, 'access' | 'desktops'>> {
  readonly access?: Partial<Site['access']>;
  /** By UPN; who is not active says so. */
  readonly users?: readonly (string | Site['desktops']['users'][number])[];
}

/** What a rule is asked about. */
export function aboutOf(
  { aws, entra, identityCenter, intune, pipeline = base.pipeline, site, more = [] }: Changes,
  { occasion = 'doctor', stage = 'connected' }: Partial<Pick<About, 'occasion' | 'stage'>>,
): Required<About> {
  const here = siteOf(site ?? {});
  const deployment: Deployment = {
    ...base,
    aws: { ...base.aws, ...aws },
    entra: { ...base.entra, ...entra },
    identityCenter: { ...base.identityCenter, ...identityCenter },
    intune: { ...base.intune, ...intune },
    pipeline,
    sites: [here, ...more.map(siteOf)],
  };
  return { deployment, site: here, occasion, stage, now };
}

function siteOf({ access, users, ...rest }: SiteChanges): Site {
  return {
    ...berlin,
    ...rest,
    access: { ...berlin.access, ...access },
    desktops: {
      ...berlin.desktops,
      users:
        users?.map((each) => (typeof each === 'string' ? { upn: each, state: 'active' } : each)) ??
        berlin.desktops.users,
    },
  };
}

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
