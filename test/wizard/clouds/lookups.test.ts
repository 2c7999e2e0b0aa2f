/**
 * Every lookup over loopback against both clouds: with exactly the rights that it declares it sees, without one of them
 * it says which; offline it calls nothing. A lookup that is not in the table fails the test.
 */
import { hostCases } from './host-cases.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lookups, type LookupName } from '../../../wizard/clouds/lookups/index.js';
import { see, type Lookup, type Needs } from '../../../wizard/clouds/lookup.js';
import { directoryName, firstSignIn, prepare, prepareTokenSecret, region, type Prepared } from './prepared.js';
import { plantAccessPackage } from './access-package.js';
import { outboundCases, plantFirewall } from './firewall.js';
import { deviceReportCases, failApp, giveOffice } from './device-reports.js';
import { handshakeCases } from './handshake-cases.js';
import { identityCenterCases } from './identity-center-cases.js';
import { plantPolicies } from './policies.js';
import { plantStates, stateCases } from './state-cases.js';
import { startTwinClouds, type TwinClouds } from './twin-clouds.js';

type Made = Prepared & {
  readonly managedDeviceId: string;
  readonly failedApp: object;
  readonly imageId: string;
  readonly securityGroupId: string;
};

interface Case {
  readonly at: (made: Made) => unknown;
  /** What is seen of what was made. */
  readonly sees: (made: Made) => unknown;
  /** Rights without which the rest is still seen. */
  readonly comforts?: readonly string[];
}

const here = { at: () => ({ region }) };
/** A policy of AWS serves as one as well. */
const boundaryArn = 'arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess';
const topicArn = `arn:aws:sns:${region}:111122223333:alerts`;
const none = { at: () => undefined };
const app = (made: Prepared) => ({ servicePrincipalObjectId: made.servicePrincipalObjectId });
const holds = (object: object): unknown => expect.objectContaining(object);
const among = (object: object): unknown => expect.arrayContaining([holds(object)]);

const cases: Record<LookupName, Case> = {
  account: { ...none, sees: () => holds({ id: '111122223333' }), comforts: ['iam:ListAccountAliases'] },
  organization: { ...none, sees: () => holds({ managementAccountId: '111122223333' }) },
  accessPackage: {
    at: () => ({ name: 'Windows desktop' }),
    sees: () => ({ id: 'package', assignments: [holds({ upn: 'ada@contoso.com' })] }),
  },
  enabledRegions: { ...none, sees: () => expect.arrayContaining([region]) },
  ...identityCenterCases,
  pipelineRoles: {
    at: () => ({
      arns: ['arn:aws:iam::111122223333:role/workspaces_DefaultRole', 'arn:aws:iam::111122223333:role/none'],
    }),
    sees: () => [holds({ trust: expect.stringContaining('workspaces.amazonaws.com') })],
  },
  ...stateCases,
  pipelineApps: {
    at: (made) => ({ clientIds: [made.registrationApplicationId] }),
    sees: (made) => [
      holds({ clientId: made.registrationApplicationId, permissions: expect.any(Array), credentials: [] }),
    ],
  },
  pipelineLeftApps: { at: () => ({ displayNames: ['AWS WorkSpaces registration'] }), sees: () => [] },
  intuneApp: {
    at: (made) => ({ clientId: made.registrationApplicationId }),
    sees: (made) => holds({ clientId: made.registrationApplicationId, certificates: [] }),
  },
  ...hostCases,
  byol: {
    ...here,
    sees: () => ({ region, enabled: true, managementCidr: '172.31.0.0/16' }),
    comforts: ['workspaces:DescribeAccountModifications'],
  },
  images: { ...here, sees: () => [holds({ name: 'windows-11', dedicated: true, state: 'AVAILABLE' })] },
  bundles: {
    ...here,
    sees: (made) => [holds({ id: made.bundleId, computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 })],
  },
  directories: {
    ...here,
    sees: (made) => [
      holds({ id: made.directoryId, name: directoryName, state: 'REGISTERED', secretArn: made.secretArn }),
    ],
  },
  desktops: {
    at: (made) => ({ region, directoryId: made.directoryId, userName: 'ada@contoso.com' }),
    sees: (made) => [holds({ id: made.desktopId, state: 'AVAILABLE', userName: 'ada@contoso.com' })],
  },
  desktopConnections: {
    at: (made) => ({ region, desktopIds: [made.desktopId] }),
    sees: (made) => [holds({ desktopId: made.desktopId })],
  },
  // It came up a moment ago: the first is taken 12 hours later.
  desktopSnapshots: { at: (made) => ({ region, desktopId: made.desktopId }), sees: () => ({}) },
  ipGroups: { ...here, sees: () => [holds({ name: 'office', cidrs: ['203.0.113.0/24'] })] },
  networks: {
    at: (made) => ({ region, vpcId: made.vpcId }),
    sees: (made) => [
      holds({
        name: 'desktops',
        cidrs: ['10.20.0.0/16'],
        subnets: expect.arrayContaining([
          holds({ id: made.subnetIds[0], availabilityZoneId: 'euc1-az2', wayOut: 'public', assignsIpv6: false }),
          holds({ id: made.subnetIds[1], availabilityZoneId: 'euc1-az3', wayOut: 'none' }),
        ]),
      }),
    ],
  },
  ...outboundCases,
  serviceRole: {
    ...none,
    sees: () => holds({ path: '/', policies: expect.arrayContaining(['AmazonWorkSpacesServiceAccess']) }),
  },
  boundary: {
    at: () => ({ arn: boundaryArn }),
    sees: () => holds({ arn: boundaryArn, document: holds({ Statement: expect.anything() }) }),
  },
  alertsTopic: {
    at: () => ({ arn: topicArn }),
    sees: () => ({ arn: topicArn, keyId: 'alias/aws/sns', policy: holds({ Statement: expect.anything() }) }),
  },
  quotas: { ...here, sees: () => holds({ desktops: 50, directories: 50 }) },
  secret: {
    at: (made) => ({ region, secretId: made.secretArn }),
    sees: (made) => holds({ kmsKeyId: made.keyArn, empty: false, tags: { expires: '2027-05-01' } }),
  },
  functionNamed: {
    at: () => ({ region, name: 'contoso-control-plane' }),
    sees: () => undefined,
  },
  secretsNamed: {
    at: () => ({ region, prefix: 'contoso-reg' }),
    sees: (made) => [{ arn: made.secretArn, name: 'contoso-registration', leaves: false }],
  },
  secretShape: {
    at: (made) => ({ region, secretId: made.secretArn }),
    sees: (made) =>
      holds({ keys: ['application_id', 'application_password'], applicationId: made.registrationApplicationId }),
  },
  encryptionKey: {
    at: (made) => ({ region, keyId: made.keyArn }),
    sees: () => holds({ state: 'Enabled', manager: 'CUSTOMER', symmetric: true }),
  },
  keyGrants: { at: (made) => ({ region, keyId: made.keyArn }), sees: () => holds({ grants: 0, more: false }) },
  ebsEncryption: { ...here, sees: () => ({ region, byDefault: false }) },

  tenant: { ...none, sees: () => holds({ displayName: 'Contoso', defaultDomain: 'contoso.onmicrosoft.com' }) },
  licences: { ...none, sees: () => among({ plans: expect.arrayContaining(['INTUNE_A']) }) },
  person: { ...none, sees: () => holds({ kind: 'application' }) },
  groupSearch: { at: () => ({ term: 'desktop' }), sees: () => [holds({ displayName: 'Desktop users' })] },
  group: {
    at: (made) => ({ groupId: made.groupId }),
    sees: () => holds({ displayName: 'Desktop users', members: 1, dynamic: false }),
  },
  groupsNamed: { at: () => ({ displayName: 'Desktop users' }), sees: (made) => [holds({ id: made.groupId })] },
  groupMembers: {
    at: (made) => ({ groupId: made.groupId }),
    sees: () => [holds({ type: 'user', upn: 'ada@contoso.com' })],
    // The twin shows members whole without it; Graph leaves all but their ids out.
    comforts: ['User.Read.All'],
  },
  deviceGroup: {
    at: (made) => ({ groupId: made.deviceGroupId }),
    sees: () => holds({ dynamic: true, processing: 'On', status: 'Succeeded' }),
  },
  autopilotGroups: { ...none, sees: () => [holds({ tags: [directoryName], reachesEveryDevice: false })] },
  enterpriseApp: {
    at: app,
    sees: () =>
      holds({
        signOnMode: 'saml',
        identifiers: [expect.stringContaining('signin.aws')],
        certificates: [holds({ thumbprint: expect.stringMatching(/^[0-9A-F]{40,64}$/), displayName: 'CN=AWS 1' })],
      }),
  },
  appAssignments: { at: app, sees: (made) => among({ principalId: made.groupId, principalType: 'Group' }) },
  provisioningJob: {
    at: app,
    sees: (made) => holds({ id: made.jobId, running: true, userNameFrom: 'userPrincipalName', scoped: false }),
  },
  galleryApps: {
    ...none,
    sees: () => [holds({ displayName: 'AWS of Contoso', provisions: true, userNameFrom: 'userPrincipalName' })],
  },
  appManagementPolicy: { ...none, sees: () => ({ secretsForbidden: true, longestSecretDays: 180 }) },
  registrationApp: {
    at: (made) => ({ applicationId: made.registrationApplicationId }),
    sees: () =>
      holds({
        enabled: true,
        secrets: [holds({ ends: expect.any(String) })],
        consented: expect.arrayContaining(['DeviceManagementServiceConfig.ReadWrite.All']),
      }),
  },
  applicationsNamed: {
    at: () => ({ displayName: 'WorkSpaces registration' }),
    sees: (made) => [holds({ applicationId: made.registrationApplicationId })],
  },
  autopilotProfiles: {
    ...none,
    sees: (made) => [holds({ id: made.profileId, userDriven: true, joinsEntra: true, groupIds: [made.deviceGroupId] })],
  },
  autopilotDevices: { ...none, sees: () => [holds({ groupTag: directoryName, profile: 'WorkSpaces' })] },
  managedDevices: { at: () => ({}), sees: () => expect.any(Array) },
  mdmScope: { ...none, sees: () => ({ appliesTo: 'all', groupIds: [] }) },
  deviceLimits: { ...none, sees: () => ({ devicesAUser: 50, mayJoin: 'all', mfaToJoin: false }) },
  entraUser: {
    at: () => ({ upn: 'ada@contoso.com' }),
    sees: (made) => holds({ id: made.userId, enabled: true, guest: false, plans: holds({ INTUNE_A: 'Success' }) }),
  },
  entraUsers: {
    at: () => ({ upns: ['ada@contoso.com', 'nobody@contoso.com'] }),
    sees: () => [holds({ upn: 'ada@contoso.com', planIds: expect.any(Array) })],
  },
  entraDevices: {
    at: () => ({ deviceIds: ['00000000-0000-0000-0000-000000000000', anyDeviceId()] }),
    sees: () => [{ deviceId: anyDeviceId(), created: expect.stringMatching(/^20\d\d-/) }],
  },
  usersByMail: {
    at: () => ({ mail: 'ada@contoso.com' }),
    sees: (made) => [holds({ id: made.userId, upn: 'ada@contoso.com' })],
  },
  ownedDevices: { at: (made) => ({ userId: made.userId }), sees: () => [holds({ name: expect.any(String) })] },
  enrolmentEvents: {
    at: (made) => ({ userId: made.userId }),
    sees: () => [holds({ category: 'enrollmentRestrictionsEnforced' })],
  },
  devicePolicies: {
    ...none,
    sees: () =>
      expect.arrayContaining([
        holds({ displayName: 'Encryption', kind: 'settings catalog', targets: [{ to: 'allDevices' }] }),
        holds({ displayName: 'Baseline', kind: 'security baseline', content: holds({ settings: [holds({})] }) }),
        holds({
          displayName: 'Drives',
          kind: 'administrative template',
          content: holds({ definitionValues: [holds({ enabled: true })] }),
        }),
      ]),
  },
  assignmentFilters: { ...none, sees: () => [holds({ displayName: 'Surfaces' })] },
  enrolmentConfigurations: {
    ...none,
    sees: () => [holds({ byDefault: true, priority: 0 }), holds({ displayName: 'Laptop setup', byDefault: false })],
  },
  cleanUpRules: { ...none, sees: () => [{ id: expect.any(String), displayName: 'Windows', days: 30 }] },
  complianceSettings: { ...none, sees: () => ({ validDays: expect.any(Number), secureByDefault: false }) },
  compliantDevicePolicies: { ...none, sees: () => [holds({ displayName: 'Compliant devices' })] },
  groupHolding: {
    at: (made) => ({ groupId: made.groupId }),
    sees: (made) => holds({ displayName: 'Desktop users', memberIds: expect.arrayContaining([made.userId]) }),
    // Without it Graph leaves out which device a member is; who is a member it tells all the same.
    comforts: ['Device.Read.All'],
  },
  ...deviceReportCases,
  ...handshakeCases,
  userSearch: { at: () => ({ term: 'gra' }), sees: () => [holds({ upn: 'grace@contoso.com' })] },
  signIns: {
    at: (made) => ({ userId: made.userId, applicationId: made.enterpriseApplicationId }),
    sees: () => expect.any(Array),
  },
  provisioningLog: {
    at: (made) => ({ jobId: made.jobId, objectId: made.userId }),
    sees: (made) => among({ objectId: made.userId, action: 'create', status: 'success' }),
  },
};

let started: TwinClouds;
let made: Made;

function anyDeviceId(): string {
  const [device] = started.twin.entra.state.autopilotDevices.values();
  return device!.azureActiveDirectoryDeviceId;
}

beforeAll(async () => {
  started = await startTwinClouds();
  const { twin } = started;
  const prepared = await prepare(twin);
  await prepareTokenSecret(twin, '2027-03-01');
  plantAccessPackage(twin.entra, 'Windows desktop', 'ada@contoso.com');
  // The dynamic group follows the desktop, and each rebuild of it.
  await twin.advance(60);
  // The first enrolment is refused, the one after a rebuild goes through.
  twin.entra.restrictEnrolment(false);
  await twin.signIn('ada@contoso.com');
  twin.entra.restrictEnrolment(true);
  await twin.aws.inside('workspaces', 'RebuildWorkspaces', region, {
    RebuildWorkspaceRequests: [{ WorkspaceId: prepared.desktopId }],
  });
  await twin.advance(60);
  await twin.advance(60);
  const { SecurityGroups } = await twin.aws.inside('ec2', 'DescribeSecurityGroups', region, {
    Filters: [{ Name: 'vpc-id', Values: [prepared.vpcId] }],
  });
  const securityGroupId = String((SecurityGroups as { GroupId: string }[])[0]?.GroupId);
  const managedDeviceId = await firstSignIn(twin);
  plantStates(twin);
  const Attributes = { KmsMasterKeyId: 'alias/aws/sns' };
  await twin.aws.inside('sns', 'CreateTopic', region, { Name: 'alerts', Attributes });
  made = {
    ...{ ...prepared, securityGroupId, managedDeviceId, imageId: giveOffice(twin) },
    failedApp: failApp(twin, managedDeviceId),
  };
  twin.entra.failCompliance(prepared.desktopId, { policy: 'Laptops', setting: 'BitLocker', value: 'false' });
  await plantFirewall(twin, prepared);
  plantPolicies(twin);
  started.twin.entra.setAppManagementPolicy({ passwordAdditionBlocked: true, passwordMaxLifetimeDays: 180 });
});
afterAll(() => started.stop());

const lookupOf = (name: LookupName): Lookup<unknown, unknown> => lookups[name];
const names = Object.keys(cases) as LookupName[];

describe.each(names)('%s', (name) => {
  const lookup = lookupOf(name);
  const { at, sees, comforts = [] } = cases[name];

  test('sees with exactly the rights that it declares', async () => {
    const found = await see(lookup, started.holding(lookup.needs), at(made));
    expect(found).toEqual({ seen: sees(made) });
  });

  for (const cloud of ['aws', 'azure', 'graph'] as const) {
    for (const right of lookup.needs[cloud] ?? [])
      oneRightLess(right, { ...lookup.needs, [cloud]: lookup.needs[cloud]?.filter((each) => each !== right) });
  }

  function oneRightLess(right: string, rest: Needs): void {
    if (comforts.includes(right)) {
      test(`still sees without ${right}`, async () => {
        expect(await see(lookup, started.holding(rest), at(made))).toHaveProperty('seen');
      });
      return;
    }
    test(`without ${right} it is denied, and names it`, async () => {
      const found = await see(lookup, started.holding(rest), at(made));
      expect(found).toEqual({ unknown: 'denied', permission: right, message: expect.stringContaining(right) });
    });
  }

  test('offline it says so', async () => {
    expect(await see(lookup, undefined, at(made))).toMatchObject({ unknown: 'offline' });
  });
});

test('no lookup asks for a right to change anything', () => {
  const rights = names.flatMap((name) => [...(lookupOf(name).needs.aws ?? []), ...(lookupOf(name).needs.graph ?? [])]);
  const changing = rights.filter((right) => !/:(Describe|Get|List|Decrypt)|\.Read\./.test(right));
  expect(changing).toEqual([]);
});

test('what a secret holds does not leave the lookup', async () => {
  const { twin, clouds } = started;
  const SecretId = made.secretArn;
  const secretShape = () => see(lookups.secretShape, clouds, { region, secretId: SecretId });
  const put = (content: string) =>
    twin.aws.inside('secretsmanager', 'PutSecretValue', region, { SecretId, SecretString: content });
  await put('{"client_id":"x","application_password":"3f2504e0-4f89-41d3-9a0c-0305e82c3301"}');
  const wrong = await secretShape();
  expect(wrong).toMatchObject({ seen: { keys: ['application_password', 'client_id'], passwordLooksLikeAnId: true } });
  await put('no json: abc~secret');
  const broken = await secretShape();
  expect(broken).toEqual({ seen: { exists: true, isJson: false, keys: [] } });
  expect(JSON.stringify([wrong, broken])).not.toMatch(/3f2504e0|abc~secret/);
});

test('ids are unique', () => {
  const ids = names.map((name) => lookupOf(name).id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the twin knew every call that was made', () => {
  expect(started.twin.aws.unknownCalls).toEqual([]);
  expect(started.twin.entra.unknownCalls).toEqual([]);
});
