/** Rules about Autopilot, Intune, and what Entra lets devices do. */
import { rulesOf } from './cases.js';
import { complianceCases } from './compliance.cases.js';
import { policyCases } from './policies.cases.js';
import { inDays, one, theirs, well, without } from './world.js';

const { profile: ours, autopilotGroup: group } = one;
const forIntune = { application: { clientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c' } };
const intuneApp = {
  clientId: forIntune.application.clientId,
  displayName: 'Contoso Intune (laptop)',
  certificates: [],
};
const laptops = { ...ours, id: 'profile-laptops', displayName: 'Laptops', created: inDays(-400), groupIds: [] };
const tagged = (...tags: string[]) => [{ ...group, displayName: 'Theirs', tags }];
const uncollected = {
  thing: 'group tag "contoso-berlin"',
  fix: 'Run `entra-workspaces apply`, or write the rule exactly, spaces included: (device.devicePhysicalIds -any (_ -eq "[OrderID]:contoso-berlin")).',
};

rulesOf('intune', {
  'mdm-scope': {
    all: {},
    none: { facts: { mdmScope: { appliesTo: 'none', groupIds: [] } }, finds: [{ got: 'none' }] },
    'selected, our group among them': {
      facts: { mdmScope: { appliesTo: 'selected', groupIds: ['x', 'group-users'] } },
    },
    'selected, our group not among them: its members may be in one all the same': {
      facts: { mdmScope: { appliesTo: 'selected', groupIds: ['pilot'] } },
      finds: [{ got: 'selected groups, and the desktop users group is not among them', severity: 'warning' }],
    },
    'selected, and none is selected': {
      facts: { mdmScope: { appliesTo: 'selected', groupIds: [] } },
      finds: [{ got: 'selected groups, and none is selected', severity: 'error' }],
    },
    'selected, and our group is not there yet': {
      facts: { mdmScope: { appliesTo: 'selected', groupIds: ['pilot'] }, group: undefined },
      finds: [{ got: 'selected groups, and the desktop users group is not among them', severity: 'warning' }],
    },
  },
  'intune-certificate': {
    'whoever signs in does so for Intune as well': { holds: false },
    'one for another half a year, of two': {
      deployment: { intune: forIntune },
      facts: { intuneApp: { ...intuneApp, certificates: [inDays(80), inDays(60)] } },
    },
    'one of somebody ends': {
      deployment: { intune: forIntune },
      facts: { intuneApp: { ...intuneApp, certificates: [inDays(80), inDays(12)] } },
      finds: [
        {
          thing: 'Contoso Intune (laptop)',
          severity: 'warning',
          got: 'expires in 12 days (2026-12-07), less than two weeks',
        },
      ],
    },
    'one is over': {
      deployment: { intune: forIntune },
      facts: { intuneApp: { ...intuneApp, certificates: [inDays(-1)] } },
      finds: [{ thing: 'Contoso Intune (laptop)', severity: 'error', got: 'expired on 2026-11-24' }],
    },
    'it has none': {
      deployment: { intune: forIntune },
      facts: { intuneApp },
      finds: [{ thing: 'Contoso Intune (laptop)', severity: 'error', got: 'no certificate' }],
    },
    'it is gone': {
      deployment: { intune: forIntune },
      facts: { intuneApp: undefined },
      finds: [{ thing: forIntune.application.clientId, severity: 'error', got: 'no such application' }],
    },
  },
  'device-limits': {
    'everybody may join fifty': {},
    'nobody may join': {
      facts: { deviceLimits: { devicesAUser: 50, mayJoin: 'none', mfaToJoin: false } },
      finds: [{ thing: 'who may join', got: 'nobody' }],
    },
    'selected users may join': {
      facts: { deviceLimits: { devicesAUser: 50, mayJoin: 'selected', mfaToJoin: false } },
      finds: [
        {
          thing: 'who may join',
          got: 'selected users: the desktop users must be among them',
          severity: 'warning',
        },
      ],
    },
    'one device a user, and one desktop': {
      facts: { deviceLimits: { devicesAUser: 1, mayJoin: 'all', mfaToJoin: false } },
    },
    'one device a user, and a desktop in each of two sites, written in another case': {
      facts: { deviceLimits: { devicesAUser: 1, mayJoin: 'all', mfaToJoin: false } },
      deployment: { more: [{ key: 'munich', users: ['ADA@contoso.com'] }] },
      finds: [{ thing: 'devices a user', got: '1, and somebody has 2 desktops' }],
    },
    'no device at all, and nobody has a desktop': {
      facts: { deviceLimits: { devicesAUser: 0, mayJoin: 'all', mfaToJoin: false } },
      deployment: { site: { users: [] } },
    },
  },
  'group-tag': {
    'a rule names the directory': {},
    'a rule names it in upper case, which Entra takes for the same': {
      facts: { autopilotGroups: tagged('CONTOSO-BERLIN') },
    },
    'no group at all': {
      facts: { autopilotGroups: [] },
      finds: [{ ...uncollected, got: 'no rule that names it' }],
    },
    'rules that name other things': {
      facts: { autopilotGroups: tagged('contoso-berlin-2') },
      finds: [{ ...uncollected, got: 'no rule that names it' }],
    },
    'a space too many, told with the group that has it': {
      facts: { autopilotGroups: tagged('Laptops', 'contoso-berlin ') },
      finds: [{ ...uncollected, got: '"Laptops", "contoso-berlin " in the rule of Theirs' }],
    },
    'a space within and another case': {
      facts: { autopilotGroups: tagged('Contoso -Berlin') },
      finds: [{ ...uncollected, got: '"Contoso -Berlin" in the rule of Theirs' }],
    },
  },
  'device-group': {
    'works out its members': {},
    'not there: another rule says so': { facts: { deviceGroup: undefined } },
    'no rule': {
      facts: { deviceGroup: { ...well.deviceGroup, dynamic: false } },
      finds: [{ thing: 'Devices of Berlin', got: 'a group without a membership rule' }],
    },
    paused: {
      facts: { deviceGroup: { ...well.deviceGroup, processing: 'Paused', status: 'Failed' } },
      finds: [{ thing: 'Devices of Berlin', got: 'paused' }],
    },
    failed: {
      facts: { deviceGroup: { ...well.deviceGroup, status: 'Failed', error: 'InvalidRule' } },
      finds: [{ thing: 'Devices of Berlin', got: 'failed: InvalidRule' }],
    },
    'failed, and nobody says why': {
      facts: { deviceGroup: { ...well.deviceGroup, status: 'Failed' } },
      finds: [{ thing: 'Devices of Berlin', got: 'failed: no reason given' }],
    },
    'at work': { facts: { deviceGroup: { ...well.deviceGroup, status: 'Running' } } },
  },
  profile: {
    'assigned to the device group': {},
    'assigned to all devices': { facts: { profiles: [{ ...ours, groupIds: [], allDevices: true }] } },
    'not there': { facts: { profiles: [laptops] }, finds: [{ got: 'no such profile' }] },
    'for hybrid join, not user-driven and assigned to nobody': {
      facts: { profiles: [{ ...ours, joinsEntra: false, userDriven: false, groupIds: ['other'] }] },
      finds: [
        { thing: ours.displayName, got: 'a profile for hybrid join' },
        { thing: ours.displayName, got: 'a profile that is not user-driven' },
        { thing: ours.displayName, got: 'not assigned to the device group' },
      ],
    },
    'before an apply that makes it': { occasion: 'preflight', holds: false },
    'theirs, before the apply that assigns it': {
      occasion: 'preflight',
      deployment: { intune: theirs.profile },
      facts: { profiles: [{ ...ours, displayName: 'Any', groupIds: [] }] },
    },
    'theirs, gone': {
      occasion: 'preflight',
      deployment: { intune: theirs.profile },
      facts: { profiles: [laptops] },
      finds: [{ got: 'no such profile' }],
    },
  },
  'older-profile': {
    'none but ours': {},
    'an older one that reaches other devices': { facts: { profiles: [ours, { ...laptops, groupIds: ['staff'] }] } },
    'an older one on all devices, where an exclusion does not work': {
      facts: { profiles: [{ ...laptops, allDevices: true, excludedGroupIds: ['group-devices'] }, ours] },
      finds: [{ thing: 'Laptops', got: 'assigned to all devices' }],
    },
    'an older one on our group': {
      facts: { profiles: [ours, { ...laptops, groupIds: ['group-devices'] }] },
      finds: [{ thing: 'Laptops', got: 'assigned to a group that holds them' }],
    },
    'an older one on a group of every device': {
      facts: {
        profiles: [ours, { ...laptops, groupIds: ['every'] }],
        autopilotGroups: [group, { ...group, id: 'every', tags: [], reachesEveryDevice: true }],
      },
      finds: [{ thing: 'Laptops', got: 'assigned to a group that holds them' }],
    },
    'an older one on a group of every device, with ours left out': {
      facts: {
        profiles: [ours, { ...laptops, groupIds: ['every'], excludedGroupIds: ['group-devices'] }],
        autopilotGroups: [group, { ...group, id: 'every', tags: [], reachesEveryDevice: true }],
      },
    },
    'a younger one on our group loses': {
      facts: { profiles: [ours, { ...laptops, created: inDays(-29), groupIds: ['group-devices'] }] },
    },
    'one of the same moment does not win for sure': {
      facts: { profiles: [ours, { ...laptops, created: ours.created, groupIds: ['group-devices'] }] },
    },
    'ours is not there yet: whichever reaches them would win': {
      facts: { profiles: [{ ...laptops, created: inDays(-1), groupIds: ['group-devices'] }] },
      finds: [{ thing: 'Laptops', got: 'assigned to a group that holds them' }],
    },
  },
  'profile-drift': {
    'as it is written': {},
    'not there: another rule says so': { facts: { profiles: [] } },
    'another template': {
      facts: { profiles: [{ ...ours, deviceNameTemplate: 'PC-%RAND:4%' }] },
      finds: [{ thing: 'device name template', got: 'PC-%RAND:4% instead of WS-%RAND:9%' }],
    },
    'no template': {
      facts: { profiles: [without(ours, 'deviceNameTemplate')] },
      finds: [{ thing: 'device name template', got: 'none instead of WS-%RAND:9%' }],
    },
    'a profile of theirs': { deployment: { intune: theirs.profile }, holds: false },
  },
  'device-names': {
    'nine digits for two desktops': { deployment: { intune: theirs.profile } },
    'two digits for two desktops, which is just enough': {
      deployment: { intune: theirs.profile },
      facts: { profiles: [{ ...ours, deviceNameTemplate: 'WS-%rand:2%' }] },
    },
    'one digit for two desktops': {
      deployment: { intune: theirs.profile },
      facts: { profiles: [{ ...ours, deviceNameTemplate: 'WS-%RAND:1%' }] },
      finds: [{ thing: 'WS-%RAND:1%', got: '1 random digit for 2 desktops' }],
    },
    'desktops of every site count': {
      deployment: { intune: theirs.profile, more: [{ key: 'munich' }] },
      facts: { profiles: [{ ...ours, deviceNameTemplate: 'WS-%RAND:2%' }] },
      finds: [{ thing: 'WS-%RAND:2%', got: '2 random digits for 4 desktops' }],
    },
    'a template of serial numbers, and none at all': {
      deployment: { intune: theirs.profile },
      facts: { profiles: [{ ...ours, deviceNameTemplate: 'WS-%SERIAL%' }, without(laptops, 'deviceNameTemplate')] },
    },
    'serial numbers in lower case, as Intune takes them too': {
      deployment: { intune: theirs.profile },
      facts: { profiles: [{ ...ours, deviceNameTemplate: 'WS-%serial%' }] },
    },
    'not there: another rule says so': { deployment: { intune: theirs.profile }, facts: { profiles: [] } },
    'a profile of the deployment, which is checked with its file': { holds: false },
  },
  ...policyCases,
  ...complianceCases,
});
