/** Cases of the rules about compliance and how long Intune waits for a device. */
import type { Table } from './cases.js';
import { allDevices, named, policyOf, toGroup, typed } from './policy-facts.js';
import { person } from './world.js';

const groups = {
  users: named('group-users', 'Desktop users'),
  staff: named('staff', 'Staff', 'group-users'),
  finance: named('finance', 'Finance', person.id),
  laptops: named('laptops', 'Laptops', 'somebody'),
};
const surfaces = {
  id: 'filter-surface',
  displayName: 'Surfaces',
  platform: 'windows10AndLater',
  rule: '(device.model -contains "Surface")',
};

const stops = { site: { users: ['ada@contoso.com'] } };
const never = { site: { users: [{ upn: 'ada@contoso.com', state: 'active', runningMode: 'ALWAYS_ON' }] } } as const;
const cleanUp = (days: number) => ({ cleanUpRules: [{ id: 'rule', displayName: 'Windows', days }] });

const deviceCleanUp: Table = {
  'no rule': { deployment: stops },
  'after 36 days': { deployment: stops, facts: cleanUp(36) },
  'after 35 days, which is a pause between two times of maintenance': {
    deployment: stops,
    facts: cleanUp(35),
    finds: [{ thing: 'Windows', got: 'after 35 days; a desktop that stops by itself may be away for 35' }],
  },
  'desktops that never stop': { deployment: never, facts: cleanUp(30), holds: false },
};

const complianceValidity: Table = {
  '60 days': { deployment: stops },
  'the 30 days with which Intune begins': {
    deployment: stops,
    facts: { complianceSettings: { validDays: 30, secureByDefault: false } },
    finds: [{ got: '30 days; a desktop that stops by itself may be away for 35' }],
  },
  'desktops that never stop': { deployment: never, holds: false },
};

const secure = { complianceSettings: { validDays: 60, secureByDefault: true } };
const none = [{ got: 'devices without a compliance policy are not compliant, and none reaches the desktops' }];
const compliance = (targets: Parameters<typeof policyOf>[2]) =>
  policyOf('Basics', typed('windows10CompliancePolicy'), targets);

const complianceMissing: Table = {
  'none is needed': {},
  'none, and one is needed': { facts: secure, finds: none },
  'one for all devices': { facts: { ...secure, devicePolicies: [compliance([allDevices])] } },
  'one that a filter may keep away': {
    facts: {
      ...secure,
      devicePolicies: [compliance([{ ...allDevices, filter: { id: 'filter-surface', mode: 'include' } }])],
      assignmentFilters: [surfaces],
    },
    finds: none,
  },
  'one for others': {
    facts: { ...secure, devicePolicies: [compliance([toGroup('laptops')])], policyGroups: [groups.laptops] },
    finds: none,
  },
};

const access = (given: object) => ({
  compliantDevicePolicies: [
    {
      id: 'ca',
      displayName: 'Compliant devices',
      includeUsers: ['All'],
      excludeUsers: [],
      includeGroups: [],
      excludeGroups: [],
      includeApplications: ['All'],
      excludeApplications: [],
      ...given,
    },
  ],
});
const enrolmentApp = 'd4ebce55-015a-49b5-a083-c84d1797ae8c';
const intuneApp = '0000000a-0000-0000-c000-000000000000';
const both = 'Microsoft Intune Enrollment and Microsoft Intune not excluded';
const client = 'the sign-in to AWS of Contoso asks the machine on which the client runs for it, too';

const compliantDevice: Table = {
  'no such policy': {},
  'for everybody and everything': {
    facts: access({}),
    finds: [{ thing: 'Compliant devices', got: `${both}; ${client}` }],
  },
  'without the applications that enrol': {
    facts: access({ excludeApplications: [enrolmentApp, intuneApp] }),
  },
  'without one of them': {
    facts: access({ excludeApplications: [intuneApp, 'app'] }),
    finds: [{ thing: 'Compliant devices', got: 'Microsoft Intune Enrollment not excluded' }],
  },
  'for another application': { facts: access({ includeApplications: ['Office365'] }) },
  'for Intune itself': {
    facts: access({ includeApplications: [intuneApp] }),
    finds: [{ thing: 'Compliant devices', got: 'Microsoft Intune not excluded' }],
  },
  'for the group of our people': {
    facts: { ...access({ includeUsers: [], includeGroups: ['group-users'] }), accessGroups: [groups.users] },
    finds: [{ thing: 'Compliant devices', got: `${both}; ${client}` }],
  },
  'for one of our people': {
    facts: { ...access({ includeUsers: [person.id], excludeApplications: ['app'] }) },
    finds: [{ thing: 'Compliant devices', got: both }],
  },
  'for others': {
    facts: { ...access({ includeUsers: [], includeGroups: ['laptops'] }), accessGroups: [groups.laptops] },
  },
  'for everybody but our people': {
    facts: { ...access({ excludeGroups: ['staff'] }), accessGroups: [groups.staff] },
  },
  'for everybody but one of our people': {
    facts: { ...access({ excludeGroups: ['finance'] }), accessGroups: [groups.finance] },
    finds: [{ thing: 'Compliant devices', got: `${both}; ${client}` }],
  },
  'for everybody, and the enterprise app is not there yet': {
    facts: { ...access({}), app: undefined },
    finds: [{ thing: 'Compliant devices', got: both }],
  },
};

export const complianceCases: Readonly<Record<string, Table>> = {
  'device-clean-up': deviceCleanUp,
  'compliance-validity': complianceValidity,
  'compliance-missing': complianceMissing,
  'compliant-device': compliantDevice,
};
