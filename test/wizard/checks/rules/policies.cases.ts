/** Cases of the rules about what the tenant's own policies do to desktops. */
import { enrolmentSection } from '../../../../deployment/sections/enrolment.js';
import type { Table } from './cases.js';
import { allDevices, bitLocker, named, policyOf, setting, toGroup, typed, without } from './policy-facts.js';
import { one, person, theirs } from './world.js';

const profileName = one.profile.displayName;
const filterRule = `(device.enrollmentProfileName -eq "${profileName}")`;
const ours = { id: 'filter-ours', displayName: 'Contoso desktops', platform: 'windows10AndLater', rule: filterRule };
const surfaces = { ...ours, id: 'filter-surface', displayName: 'Surfaces', rule: '(device.model -contains "Surface")' };
const filtered = (id: string, mode: 'include' | 'exclude') => ({ ...allDevices, filter: { id, mode } });

const groups = {
  desktops: named('group-devices', 'Devices of Berlin'),
  users: named('group-users', 'Desktop users'),
  staff: named('staff', 'Staff', 'group-users'),
  finance: named('finance', 'Finance', person.id),
  laptops: named('laptops', 'Laptops', 'somebody'),
  nested: named('nested', 'All clients', 'group-devices'),
};
const made = `make an assignment filter ${filterRule} and set it to Exclude on that assignment`;
const byDevices = `In Intune exclude the group Devices of Berlin from that assignment, or ${made}.`;
const byUsers = `In Intune ${made}: excluding a group of devices does not hold for an assignment to people.`;

const encrypts = (through: string) => ({
  thing: 'Laptops (settings catalog)',
  got: `BitLocker is turned on (device_vendor_msft_bitlocker_requiredeviceencryption = 1); it reaches the desktops through ${through}. AWS does not support it: a desktop that encrypts its own disk may not start again.`,
  fix: byDevices,
});
const laptops = (...targets: Parameters<typeof policyOf>[2] & object) => ({
  devicePolicies: [policyOf('Laptops', bitLocker, targets)],
});

const inheritedPolicy: Table = {
  'no policy': {},
  'a policy that suits a WorkSpace': {
    facts: {
      devicePolicies: [policyOf('Defender', setting('device_vendor_msft_policy_config_defender_puaprotection', '1'))],
    },
  },
  'BitLocker for all devices': { facts: laptops(allDevices), finds: [encrypts('All devices')] },
  'BitLocker for all devices but ours': {
    facts: { ...laptops(allDevices, without('group-devices')), policyGroups: [groups.desktops] },
  },
  'BitLocker for all devices but those of laptops': {
    facts: { ...laptops(allDevices, without('laptops')), policyGroups: [groups.laptops] },
    finds: [encrypts('All devices')],
  },
  'BitLocker for all devices, with our filter excluded': {
    facts: { ...laptops(filtered('filter-ours', 'exclude')), assignmentFilters: [ours] },
  },
  'our filter included by mistake: it is what the exclusion names': {
    facts: { ...laptops(filtered('filter-ours', 'include')), assignmentFilters: [ours] },
    finds: [
      {
        ...encrypts('All devices'),
        fix: 'In Intune exclude the group Devices of Berlin from that assignment, or set the filter "Contoso desktops" to Exclude on that assignment.',
      },
    ],
  },
  'a filter on something that is not known of a WorkSpace': {
    facts: { ...laptops(filtered('filter-surface', 'include')), assignmentFilters: [surfaces] },
    finds: [encrypts('All devices, unless the filter "Surfaces" (include) keeps them out')],
  },
  'BitLocker for a group that holds our device group': {
    facts: { ...laptops(toGroup('nested')), policyGroups: [groups.nested] },
    finds: [encrypts('the group All clients')],
  },
  'BitLocker for a group with one of our devices in it': {
    facts: {
      ...laptops(toGroup('laptops')),
      policyGroups: [{ ...groups.laptops, deviceIds: [one.device.entraDeviceId] }],
    },
    finds: [encrypts('the group Laptops')],
  },
  'BitLocker for other devices': { facts: { ...laptops(toGroup('laptops')), policyGroups: [groups.laptops] } },
  'BitLocker for all users: a group of devices does not take them out': {
    facts: {
      ...laptops({ to: 'allUsers' }, without('group-devices')),
      policyGroups: [groups.desktops],
    },
    finds: [{ ...encrypts('All users'), fix: byUsers }],
  },
  'BitLocker for a group in which one of our people is': {
    facts: { ...laptops(toGroup('finance')), policyGroups: [groups.finance] },
    finds: [{ ...encrypts('the group Finance'), fix: byUsers }],
  },
  'BitLocker for a group in which the desktop users are': {
    facts: { ...laptops(toGroup('staff')), policyGroups: [groups.staff] },
    finds: [{ ...encrypts('the group Staff'), fix: byUsers }],
  },
  'before the first apply: no group of devices to exclude yet': {
    occasion: 'preflight',
    facts: { ...laptops(allDevices), autopilotGroups: [], profiles: [], everyDevice: [], group: undefined },
    finds: [{ ...encrypts('All devices'), fix: `In Intune ${made}.` }],
  },
  'a profile of theirs that is gone: no name to filter by': {
    deployment: { intune: theirs.profile },
    facts: { ...laptops(allDevices), profiles: [], autopilotGroups: [] },
    finds: [
      {
        ...encrypts('All devices'),
        fix: 'In Intune make an assignment filter on device.enrollmentProfileName and set it to Exclude on that assignment.',
      },
    ],
  },
  'one policy with two settings of the list': {
    facts: {
      devicePolicies: [
        policyOf(
          'Health',
          typed('windows10CompliancePolicy', { bitLockerEnabled: true, tpmRequired: true }),
          [allDevices],
          'compliance policy',
        ),
      ],
    },
    finds: [
      {
        thing: 'Health (compliance policy)',
        got: 'Compliance asks for an encrypted disk (bitLockerEnabled = true); it reaches the desktops through All devices. BitLocker is not supported, so the desktop never becomes compliant.',
        fix: byDevices,
      },
      {
        thing: 'Health (compliance policy)',
        got: 'Compliance asks for TPM, Secure Boot, code integrity or health attestation (tpmRequired = true); it reaches the desktops through All devices. Which of these a WorkSpace shows to Windows is not documented: the desktop may never become compliant.',
        fix: byDevices,
      },
    ],
  },
  'kinds that are not read are said together, and are not taken for harmless': {
    facts: {
      devicePolicies: [
        policyOf('Firmware', typed('windows10DeviceFirmwareConfigurationInterface')),
        policyOf('Edition', typed('editionUpgradeConfiguration')),
      ],
    },
    finds: [
      {
        thing: '2 policies that cannot be read',
        got: 'Firmware: a policy of the kind windows10DeviceFirmwareConfigurationInterface; Edition: a policy of the kind editionUpgradeConfiguration',
        fix: 'See for yourself what they set; what does not suit a WorkSpace is in docs/failure-modes.md. Exclude the desktops where it is on that list.',
      },
    ],
  },
};

const page = (fields: object = {}) =>
  typed('windows10EnrollmentCompletionPageConfiguration', {
    showInstallationProgress: true,
    installProgressTimeoutInMinutes: 60,
    selectedMobileAppIds: [],
    allowDeviceResetOnInstallFailure: false,
    ...fields,
  });
const configured = (
  content: object,
  targets: Parameters<typeof policyOf>[2] = [allDevices],
  byDefault = false,
  more: { readonly id?: string; readonly displayName?: string } = {},
) => ({
  enrolmentConfigurations: [
    {
      id: 'page',
      displayName: 'Laptop setup',
      priority: 1,
      byDefault,
      targets,
      content: content as ReturnType<typeof page>,
      ...more,
    },
  ],
});

/** What the deployment itself gives its desktops. */
const enrolment = (owner: 'intune' | 'workspaces') =>
  enrolmentSection.parse({
    updates: { owner },
    statusPage: { existing: { id: '00000000-0000-4000-8000-000000000001' } },
  });

const inheritedEnrolment: Table = {
  'none but the one of every tenant': { facts: configured(page(), [allDevices], true) },
  'a page that waits for every required app': {
    facts: configured(page()),
    finds: [
      {
        thing: 'Laptop setup (priority 1)',
        got: 'The status page waits up to 60 minutes for every required app; it reaches the desktops through All devices',
        fix: byDevices,
      },
    ],
  },
  'a page that waits for chosen apps, through a group of people, and offers a reset': {
    facts: {
      ...configured(page({ selectedMobileAppIds: ['a', 'b'], allowDeviceResetOnInstallFailure: true }), [
        toGroup('staff'),
      ]),
      enrolmentGroups: [groups.staff],
    },
    finds: [
      {
        thing: 'Laptop setup (priority 1)',
        got: 'The status page waits up to 60 minutes for 2 chosen apps; A desktop may be reset, retired or wiped; it reaches the desktops through the group Staff',
        fix: byUsers,
      },
    ],
  },
  'a page that waits for one app': {
    facts: configured(page({ selectedMobileAppIds: ['a'] })),
    finds: [
      {
        thing: 'Laptop setup (priority 1)',
        got: 'The status page waits up to 60 minutes for 1 chosen app; it reaches the desktops through All devices',
        fix: byDevices,
      },
    ],
  },
  'the page of the deployment': {
    deployment: { intune: { enrolment: enrolment('intune') } },
    facts: configured(page(), [allDevices], false, { displayName: 'Contoso desktops first sign-in' }),
  },
  'the page that the deployment names': {
    deployment: { intune: { enrolment: enrolment('intune') } },
    facts: configured(page(), [allDevices], false, { id: '00000000-0000-4000-8000-000000000001' }),
  },
  'a page that shows nothing': { facts: configured(page({ showInstallationProgress: false })) },
  'a page for others': {
    facts: { ...configured(page(), [toGroup('laptops')]), enrolmentGroups: [groups.laptops] },
  },
  'Windows Hello for everybody': {
    facts: configured(typed('deviceEnrollmentWindowsHelloForBusinessConfiguration', { state: 'enabled' }), [
      { to: 'allUsers' },
    ]),
    finds: [
      {
        thing: 'Laptop setup (priority 1)',
        got: 'Windows Hello asks for a PIN; it reaches the desktops through All users',
        fix: byUsers,
      },
    ],
  },
  'a restriction of enrolment': {
    facts: configured(typed('deviceEnrollmentPlatformRestrictionsConfiguration', {})),
  },
};

const ring = (name: string, targets: Parameters<typeof policyOf>[2] = [allDevices]) =>
  policyOf(name, typed('windowsUpdateForBusinessConfiguration'), targets, 'configuration profile');
const version = policyOf('24H2', typed('windowsFeatureUpdateProfile'), [allDevices], 'feature update profile');

const updateRings: Table = {
  'no ring': {},
  'one ring and one version': { facts: { devicePolicies: [ring('Desktops'), version] } },
  'two rings': {
    facts: {
      devicePolicies: [ring('Desktops', [toGroup('group-devices')]), ring('Laptops', [{ to: 'allUsers' }])],
      policyGroups: [groups.desktops],
    },
    finds: [
      {
        thing: 'Desktops (configuration profile)',
        got: 'reaches the desktops through the group Devices of Berlin, beside Laptops',
        fix: byDevices,
      },
      {
        thing: 'Laptops (configuration profile)',
        got: 'reaches the desktops through All users, beside Desktops',
        fix: byUsers,
      },
    ],
  },
  'those of the deployment, pilot and rest, do not meet': {
    deployment: { intune: { enrolment: enrolment('intune') } },
    facts: { devicePolicies: [ring('Contoso desktops updates'), ring('Contoso desktops updates pilot')] },
  },
  'that of the deployment, and one for all users': {
    deployment: { intune: { enrolment: enrolment('intune') } },
    facts: { devicePolicies: [ring('Contoso desktops updates'), ring('Laptops', [{ to: 'allUsers' }])] },
    finds: [
      {
        thing: 'Laptops (configuration profile)',
        got: 'reaches the desktops through All users, beside Contoso desktops updates',
        fix: byUsers,
      },
    ],
  },
  'one ring, and the deployment leaves updates to WorkSpaces': {
    deployment: { intune: { enrolment: enrolment('workspaces') } },
    facts: { devicePolicies: [ring('Laptops')] },
    finds: [
      {
        thing: 'Laptops (configuration profile)',
        got: 'reaches the desktops through All devices, and the deployment leaves updates to WorkSpaces (intune.enrolment.updates.owner)',
        fix: byDevices,
      },
    ],
  },
  'two rings, one of which is for others': {
    facts: {
      devicePolicies: [ring('Desktops'), ring('Laptops', [toGroup('laptops')])],
      policyGroups: [groups.laptops],
    },
  },
};

export const policyCases: Readonly<Record<string, Table>> = {
  'inherited-policy': inheritedPolicy,
  'inherited-enrolment': inheritedEnrolment,
  'update-rings': updateRings,
};
