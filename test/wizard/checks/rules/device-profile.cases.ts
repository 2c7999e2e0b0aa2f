/** Devices with and without the profile of their site. */
import { inDays, one, well, without } from './world.js';
import type { Table } from './cases.js';

const { desktop, device } = one;
const ada = desktop.userName;
const devicesBut = (changes: Partial<typeof device>) => ({
  devices: [{ ...device, ...changes }, ...well.devices.slice(1)],
});
const unassigned = { ...without(device, 'profile', 'profileId'), profileStatus: 'notAssigned' };
const minutesAgo = (minutes: number): string => inDays(-minutes / 1440);

export const deviceProfile: Table = {
  'ours, assigned': {},
  'a status that nobody tells': { facts: { devices: [without(device, 'profileStatus')] } },
  'another one': {
    facts: devicesBut({ profileId: 'profile-laptops', profile: 'Laptops' }),
    finds: [{ thing: desktop.id, user: ada, got: 'the profile Laptops' }],
  },
  'another one without a name, on a device with one that is nobody’s': {
    facts: {
      devices: [
        { ...without(device, 'profile'), profileId: 'profile-laptops', serialNumber: 'PC-1', displayName: 'Spare' },
      ],
    },
    finds: [{ thing: 'Spare', got: 'the profile profile-laptops' }],
  },
  'none, whatever the case: a warning, since nothing tells when it came': {
    facts: { devices: [{ ...without(device, 'profile', 'profileId'), profileStatus: 'NotAssigned' }] },
    finds: [{ thing: desktop.id, user: ada, got: 'the profile status NotAssigned', severity: 'warning' }],
  },
  'none, three minutes after it came: it takes up to an hour, and nothing is wrong': {
    facts: { devices: [unassigned], newDevices: [{ deviceId: device.entraDeviceId, created: minutesAgo(3) }] },
    finds: [
      {
        thing: desktop.id,
        user: ada,
        got: 'the profile status notAssigned',
        waits: 'the Autopilot profile takes up to an hour; registered 3 minutes ago',
      },
    ],
  },
  'none after an hour': {
    facts: { devices: [unassigned], newDevices: [{ deviceId: device.entraDeviceId, created: minutesAgo(60) }] },
    finds: [
      {
        thing: desktop.id,
        user: ada,
        got: 'the profile status notAssigned, registered 60 minutes ago',
        severity: 'warning',
      },
    ],
  },
  failed: {
    facts: devicesBut({ profileStatus: 'failed' }),
    finds: [{ thing: desktop.id, user: ada, got: 'the profile status failed' }],
  },
  'an enrolment that failed: another rule says so': { facts: devicesBut({ enrollment: 'failed' }) },
  'ours is not there: another rule says so': { facts: { profiles: [], devices: [{ ...device, profileId: 'x' }] } },
};
