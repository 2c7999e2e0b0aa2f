/**
 * Every lookup over loopback against both clouds: with exactly the rights that it declares it sees, without one of them
 * it says which; offline it calls nothing. A lookup that is not in the table fails the test.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lookups, type LookupName } from '../../../wizard/clouds/lookups/index.js';
import { see, type Lookup, type Needs } from '../../../wizard/clouds/lookup.js';
import { directoryName, firstSignIn, prepare, prepareTokenSecret, region, type Prepared } from './prepared.js';
import { startTwinClouds, type TwinClouds } from './twin-clouds.js';

type Made = Prepared & { readonly managedDeviceId: string };

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
const none = { at: () => undefined };
const instance = (made: Prepared) => ({ instanceArn: made.instanceArn, region });
const store = (made: Prepared) => ({ identityStoreId: made.identityStoreId, region });
const app = (made: Prepared) => ({ servicePrincipalObjectId: made.servicePrincipalObjectId });
const holds = (object: object): unknown => expect.objectContaining(object);
const among = (object: object): unknown => expect.arrayContaining([holds(object)]);

const cases: Record<LookupName, Case> = {
  account: { ...none, sees: () => holds({ id: '111122223333' }), comforts: ['iam:ListAccountAliases'] },
  organization: { ...none, sees: () => holds({ managementAccountId: '111122223333' }) },
  enabledRegions: { ...none, sees: () => expect.arrayContaining([region]) },
  identityCenterInstances: {
    ...here,
    sees: (made) => [holds({ arn: made.instanceArn, kind: 'organization', region })],
    comforts: ['organizations:DescribeOrganization'],
  },
  identityCenterInstance: {
    at: instance,
    sees: (made) => holds({ status: 'ACTIVE', primaryRegion: region, identityStoreId: made.identityStoreId }),
    comforts: ['sso:ListRegions'],
  },
  identityCenterApplications: {
    at: instance,
    sees: (made) => [holds({ arn: made.applicationArn, name: `WorkSpaces.${made.directoryId}` })],
  },
  applicationAssignments: {
    at: (made) => ({ applicationArn: made.applicationArn, region }),
    sees: () => ({ required: false, principals: [] }),
  },
  syncedUser: {
    at: (made) => ({ ...store(made), userName: 'ada@contoso.com' }),
    sees: (made) => holds({ userName: 'ada@contoso.com', enabled: true, externalId: made.userId }),
  },
  syncedUsers: { at: store, sees: () => among({ userName: 'ada@contoso.com' }) },
  syncedGroup: {
    at: (made) => ({ ...store(made), displayName: 'Desktop users' }),
    sees: (made) => holds({ externalId: made.groupId, memberUserIds: [expect.any(String)] }),
  },
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
  serviceRole: {
    ...none,
    sees: () => holds({ path: '/', policies: expect.arrayContaining(['AmazonWorkSpacesServiceAccess']) }),
  },
  boundary: {
    at: () => ({ arn: boundaryArn }),
    sees: () => ({ arn: boundaryArn }),
  },
  quotas: { ...here, sees: () => holds({ desktops: 50, directories: 50 }) },
  secret: {
    at: (made) => ({ region, secretId: made.secretArn }),
    sees: (made) => holds({ kmsKeyId: made.keyArn, empty: false, tags: { expires: '2027-05-01' } }),
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
  autopilotDevices: {
    at: () => ({ groupTags: [directoryName] }),
    sees: () => [holds({ groupTag: directoryName, profile: 'WorkSpaces' })],
  },
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
  usersByMail: {
    at: () => ({ mail: 'ada@contoso.com' }),
    sees: (made) => [holds({ id: made.userId, upn: 'ada@contoso.com' })],
  },
  ownedDevices: { at: (made) => ({ userId: made.userId }), sees: () => [holds({ name: expect.any(String) })] },
  enrolmentEvents: {
    at: (made) => ({ userId: made.userId }),
    sees: () => [holds({ category: 'enrollmentRestrictionsEnforced' })],
  },
  failingSettings: {
    at: (made) => ({ deviceId: made.managedDeviceId }),
    sees: () => [{ policy: 'Laptops', setting: 'BitLocker', value: 'false' }],
  },
  tokenSecrets: { ...here, sees: () => [holds({ name: 'contoso-scim-token-1', expires: '2027-03-01' })] },
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

beforeAll(async () => {
  started = await startTwinClouds();
  const { twin } = started;
  const prepared = await prepare(twin);
  await prepareTokenSecret(twin, '2027-03-01');
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
  made = { ...prepared, managedDeviceId: await firstSignIn(twin) };
  twin.entra.failCompliance(prepared.desktopId, { policy: 'Laptops', setting: 'BitLocker', value: 'false' });
  started.twin.entra.setAppManagementPolicy({ passwordAdditionBlocked: true, passwordMaxLifetimeDays: 180 });
}, 60_000);
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

  for (const action of lookup.needs.aws ?? []) {
    const rest = { ...lookup.needs, aws: lookup.needs.aws?.filter((each) => each !== action) ?? [] };
    oneRightLess(action, rest);
  }
  for (const permission of lookup.needs.graph ?? []) {
    const rest = { ...lookup.needs, graph: lookup.needs.graph?.filter((each) => each !== permission) ?? [] };
    oneRightLess(permission, rest);
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
