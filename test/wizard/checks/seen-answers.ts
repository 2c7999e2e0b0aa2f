/** What the lookups answer in a world that a test describes: seen-world.ts. */
import { autopilotProfileName } from '../../../domain/names.js';
import type { Deployment } from '../../../deployment/schema.js';
import type { SeenBy } from '../../../wizard/clouds/lookup.js';
import type { lookups, LookupName } from '../../../wizard/clouds/lookups/index.js';
import { day } from '../../../domain/day.js';

export const now = new Date('2026-11-25T12:00:00Z');
export const ago = (milliseconds: number): string => new Date(now.getTime() - milliseconds).toISOString();
const later = ago(-200 * day);

export const directoryName = 'contoso-berlin';
const groupId = 'group-users';
const zeros = '00000000-0000-0000-0000-000000000000';

/** One person, and what is wrong with them; left out, all is well. */
export interface SeenPerson {
  readonly upn: string;
  readonly held?: boolean;
  readonly account?: 'absent' | 'disabled' | 'guest';
  readonly licensed?: boolean;
  readonly member?: boolean;
  readonly synced?: 'absent' | 'disabled' | 'earlier' | 'double' | 'by-hand';
  /** State; `none`: there is no desktop. */
  readonly desktop?: string;
  readonly second?: boolean;
  /** How Autopilot calls the desktop. */
  readonly device?: 'id' | 'name' | 'user' | 'none' | 'other-tag' | 'stale';
  readonly profile?: 'none' | 'other' | 'failed';
  readonly enrolment?: 'failed';
  /** `unowned`: Intune names nobody as its user. */
  readonly managed?: 'none' | 'noncompliant' | 'silent' | 'grace' | 'unowned';
}

/** What everybody depends on. */
export interface SeenSite {
  readonly directory?: 'ERROR' | 'absent';
  readonly app?: 'absent' | 'disabled' | 'expired';
  readonly job?: 'absent' | 'paused' | 'quarantine' | 'stuck' | 'failing';
  readonly registration?: 'absent' | 'disabled' | 'expired';
  readonly mdmScope?: 'none' | 'selected';
  readonly mayJoin?: 'none' | 'selected';
  readonly groupOpen?: boolean;
  readonly groupTag?: boolean;
  readonly profile?: 'absent' | 'unassigned' | 'shared';
}

export type Answers = { readonly [K in LookupName]?: (at: never) => SeenBy<(typeof lookups)[K]> };

/** `ws-…` and the name of the computer, by the person's place in the list. */
const desktopIdOf = (at: number): string => `ws-${String(at).padStart(9, 'a')}`;
const computerOf = (at: number): string => `WSAMZN-${String(at).padStart(8, 'A')}`;

export function answersOf(deployment: Deployment, people: readonly SeenPerson[], site: SeenSite): Answers {
  const [place] = deployment.sites;
  if (!place) throw new Error('no site');
  const principal = 'existing' in deployment.entra.enterpriseApp ? deployment.entra.enterpriseApp.existing : undefined;
  const instance =
    'existing' in deployment.identityCenter.instance ? deployment.identityCenter.instance.existing : undefined;
  const profileName = autopilotProfileName(deployment.name, place.key, '');
  const known = people.map((person, at) => ({ ...person, at })).filter(({ account }) => account !== 'absent');
  const skuId = 'sku-e5';
  const userOf = ({ upn, at, account, licensed }: (typeof known)[number]) => ({
    id: `entra-${at}`,
    upn,
    displayName: 'Ada Example',
    firstName: 'Ada',
    lastName: 'Example',
    mail: upn,
    enabled: account !== 'disabled',
    guest: account === 'guest',
    skuIds: licensed === false ? [] : [skuId],
    planIds: [],
  });
  const plans = ['AAD_PREMIUM', 'INTUNE_A', 'WIN10_VDA_E3'];
  const named = <T extends { upn: string }>(all: readonly T[], upn: string) =>
    all.find((each) => each.upn.toLowerCase() === upn.toLowerCase());
  const entries = people.flatMap(({ upn, synced, account }, at) =>
    synced === 'absent' || account === 'absent'
      ? []
      : [
          {
            userId: `store-${at}`,
            userName: upn,
            enabled: synced !== 'disabled',
            ...(synced === 'by-hand' ? {} : { externalId: synced === 'earlier' ? 'entra-of-before' : `entra-${at}` }),
            groupIds: ['store-group'],
          },
          ...(synced === 'double'
            ? [{ userId: `store-old-${at}`, userName: `old.${upn}`, enabled: true, externalId: `entra-${at}` }]
            : []),
        ],
  );
  const directories =
    site.directory === 'absent'
      ? []
      : [
          {
            id: 'wsd-contoso00',
            name: directoryName,
            region: place.region,
            state: site.directory ?? 'REGISTERED',
            tenantId: deployment.entra.tenantId,
            instanceArn: instance?.arn,
            applicationArn: 'arn:aws:sso::111122223333:application/ssoins-69870a1b2c3d4e5f/apl-1',
            secretArn: 'arn:secret',
            subnetIds: [],
            ipGroupIds: [],
            access: {},
            creation: {},
            selfService: {},
          },
        ];
  const desktops = people.flatMap(({ upn, desktop = 'AVAILABLE', second }, at) => {
    if (desktop === 'none') return [];
    const one = {
      id: desktopIdOf(at),
      region: place.region,
      directoryId: 'wsd-contoso00',
      userName: upn,
      bundleId: 'wsb-1',
      state: desktop,
      computerName: computerOf(at),
    };
    return [one, ...(second ? [{ ...one, id: `${one.id}x`, computerName: `${one.computerName}X` }] : [])];
  });
  const ourProfile = {
    id: 'profile-ours',
    displayName: profileName,
    created: ago(30 * day),
    deviceNameTemplate: 'WS-%RAND:9%',
    userDriven: site.profile !== 'shared',
    joinsEntra: true,
    groupIds: site.profile === 'unassigned' ? [] : ['group-devices'],
    excludedGroupIds: [],
    allDevices: false,
  };
  const devices = people.flatMap(({ upn, desktop, device = 'id', profile, enrolment, managed }, at) =>
    device === 'none' || (desktop === 'none' && device !== 'stale')
      ? []
      : [
          {
            id: `autopilot-${at}`,
            groupTag: device === 'other-tag' ? 'Laptops' : directoryName,
            serialNumber: {
              id: desktopIdOf(at),
              'other-tag': desktopIdOf(at),
              name: computerOf(at).toLowerCase(),
              stale: `ws-earlier00${at}`,
              user: `EC2-${at}`,
            }[device],
            displayName: '',
            enrollment: enrolment ?? (managed === 'none' ? 'notContacted' : 'enrolled'),
            lastContact: ago(day),
            entraDeviceId: `entra-device-${at}`,
            managedDeviceId: managed === 'none' ? zeros : `managed-${at}`,
            upn: device === 'user' || device === 'stale' ? upn : '',
            profileStatus:
              profile === 'none' ? 'notAssigned' : profile === 'failed' ? 'failed' : 'assignedUnkownSyncState',
            ...(profile === 'none'
              ? {}
              : profile === 'other'
                ? { profile: 'Laptops', profileId: 'profile-laptops' }
                : { profile: profileName, profileId: 'profile-ours' }),
          },
        ],
  );
  const managedDevices = people.flatMap(({ upn, managed, desktop }, at) => [
    // Everybody has a laptop, which is nobody's desktop.
    {
      id: `laptop-${at}`,
      name: `LAPTOP-${at}`,
      serialNumber: `5CG${at}`,
      entraDeviceId: `laptop-device-${at}`,
      upn,
      enrolled: ago(90 * day),
      lastSync: ago(day),
      compliance: 'compliant',
    },
    ...(managed === 'none' || desktop === 'none'
      ? []
      : [
          {
            id: `managed-${at}`,
            name: `WS-00000000${at}`,
            serialNumber: desktopIdOf(at),
            entraDeviceId: `entra-device-${at}`,
            upn: managed === 'unowned' ? '' : upn,
            enrolled: ago(20 * day),
            lastSync: ago(managed === 'silent' ? 40 * day : day),
            compliance:
              managed === 'noncompliant' ? 'noncompliant' : managed === 'grace' ? 'inGracePeriod' : 'compliant',
          },
        ]),
  ]);
  const members = known
    .filter(({ member, held }) => (held ? member === true : member !== false))
    .map(({ at, upn }) => ({ id: `entra-${at}`, type: 'user', upn, displayName: 'Ada Example' }));
  const answers = {
    account: () => ({ id: deployment.aws.accountId, caller: 'arn:aws:sts::111122223333:assumed-role/a/b' }),
    person: () => ({ tenantId: deployment.entra.tenantId, kind: 'user', roles: [] }),
    enabledRegions: () => [place.region],
    licences: () => [{ skuId, name: 'SPE_E5', enabled: true, bought: 99, used: 1, plans }],
    mdmScope: () => ({
      appliesTo: site.mdmScope ?? 'all',
      groupIds: site.mdmScope === 'selected' ? ['group-pilot'] : [],
    }),
    deviceLimits: () => ({ devicesAUser: 50, mayJoin: site.mayJoin ?? 'all', mfaToJoin: false }),
    autopilotProfiles: () => (site.profile === 'absent' ? [] : [ourProfile]),
    autopilotGroups: () =>
      site.groupTag === false
        ? []
        : [
            {
              id: 'group-devices',
              displayName: 'WorkSpaces devices',
              tags: [directoryName],
              reachesEveryDevice: false,
            },
          ],
    autopilotDevices: () => devices,
    managedDevices: ({ upn, name }: { upn?: string; name?: string }) =>
      managedDevices.filter(
        (each) =>
          (upn === undefined || each.upn.toLowerCase() === upn.toLowerCase()) &&
          (name === undefined || each.name.toLowerCase() === name.toLowerCase()),
      ),
    identityCenterInstances: () => [
      {
        arn: instance?.arn ?? '',
        identityStoreId: 'd-1',
        region: place.region,
        status: 'ACTIVE',
        kind: 'organization',
        ownerAccountId: deployment.aws.accountId,
      },
    ],
    identityCenterEverywhere: () => ({ whole: false, instances: [] }),
    identityStoreNetwork: () => undefined,
    identityCenterInstance: () => ({ arn: instance?.arn ?? '', status: 'ACTIVE' }),
    encryptionKey: () => undefined,
    keyGrants: () => undefined,
    enterpriseApp: () =>
      site.app === 'absent'
        ? undefined
        : {
            id: principal?.servicePrincipalObjectId ?? '',
            applicationId: 'app-1',
            displayName: 'AWS of Contoso',
            enabled: site.app !== 'disabled',
            signOnMode: 'saml',
            assignmentRequired: true,
            replyUrls: [],
            identifiers: [],
            notificationEmails: [],
            certificates: [
              {
                thumbprint: 'AB',
                displayName: 'CN=first',
                starts: ago(100 * day),
                ends: site.app === 'expired' ? ago(3 * day) : later,
                active: true,
              },
            ],
          },
    galleryApps: () => [],
    appAssignments: () => [
      { principalId: groupId, principalType: 'Group', displayName: 'Desktop users', appRoleId: 'role' },
    ],
    provisioningJob: () =>
      site.job === 'absent'
        ? undefined
        : {
            id: 'job-1',
            running: site.job !== 'paused',
            status: site.job === 'paused' ? 'Paused' : 'Active',
            ...(site.job === 'quarantine'
              ? { quarantine: { reason: 'EncounteredQuarantineException', since: ago(day), message: 'HTTP 401' } }
              : {}),
            lastRun: { state: 'Succeeded', ended: ago(site.job === 'stuck' ? 3 * 3_600_000 : 600_000) },
            lastSuccess: ago(600_000),
            failuresInARow: site.job === 'failing' ? 3 : 0,
            syncsAll: false,
            userAttributes: { userName: 'userPrincipalName' },
            userNameFrom: 'userPrincipalName',
            sendsUsers: true,
            sendsGroups: true,
            scoped: false,
          },
    provisioningLog: () => [],
    group: () => ({ id: groupId, displayName: 'Desktop users', dynamic: false }),
    groupsNamed: () => [{ id: groupId, displayName: 'Desktop users', dynamic: false }],
    groupMembers: ({ groupId: of }: { groupId: string }) => (of === groupId ? members : []),
    applicationsNamed: () => [{ applicationId: 'registration', displayName: 'Registration', objectId: 'o' }],
    registrationApp: () =>
      site.registration === 'absent'
        ? undefined
        : {
            objectId: 'o',
            applicationId: 'registration',
            displayName: 'Registration',
            enabled: site.registration !== 'disabled',
            servicePrincipalObjectId: 's',
            secrets: [{ keyId: 'k', starts: ago(day), ends: site.registration === 'expired' ? ago(day) : later }],
            consented: [
              'DeviceManagementServiceConfig.ReadWrite.All',
              'Device.ReadWrite.All',
              'DeviceManagementManagedDevices.ReadWrite.All',
            ],
          },
    entraUsers: ({ upns }: { upns: readonly string[] }) =>
      known.map(userOf).filter((user) => named([user], user.upn) && upns.some((upn) => named([user], upn))),
    entraUser: ({ upn }: { upn: string }) => {
      const found = known.map(userOf).find((user) => named([user], upn));
      const held = found && found.skuIds.length > 0;
      return (
        found && {
          ...found,
          licences: held ? ['SPE_E5'] : [],
          plans: held ? Object.fromEntries(plans.map((plan) => [plan, 'Success'])) : {},
        }
      );
    },
    usersByMail: () => [],
    syncedUsers: () => entries,
    syncedUser: ({ userName }: { userName: string }) =>
      entries.find((entry) => entry.userName.toLowerCase() === userName.toLowerCase()),
    syncedGroup: () => ({ groupId: 'store-group', displayName: 'Desktop users', externalId: groupId }),
    directories: () => directories,
    ipGroups: () => [],
    desktops: ({ userName }: { userName?: string }) =>
      desktops.filter((each) => userName === undefined || each.userName.toLowerCase() === userName.toLowerCase()),
    desktopConnections: () => [],
    applicationAssignments: () => ({
      required: true,
      principals: site.groupOpen === false ? [] : [{ id: 'store-group', type: 'GROUP' }],
    }),
    deviceGroup: () => ({
      id: 'group-devices',
      displayName: 'WorkSpaces devices',
      dynamic: true,
      processing: 'On',
      status: 'Succeeded',
    }),
    secret: () => ({ arn: 'arn:secret', name: 'registration', empty: false, kmsKeyId: 'key', policy: undefined }),
    ...{ functionNamed: () => undefined, secretsNamed: () => [] },
    secretShape: () => ({
      exists: true,
      isJson: true,
      keys: ['application_id', 'application_password'],
      applicationId: 'registration',
      passwordLooksLikeAnId: false,
      hasOuterSpace: false,
    }),
    signIns: () => [{ at: ago(3_600_000), errorCode: 0 }],
    ownedDevices: () => [],
    enrolmentEvents: () => [],
    failingSettings: () => [],
    deviceContent: () => ({ policies: [], apps: [] }),
    appInstallStatus: () => ({ code: undefined }),
    enrolmentConfigurations: () => [],
    tokenSecrets: () => [],
  };
  // Less than each lookup gives: what no rule and no link reads is left out.
  return answers as unknown as Answers;
}
