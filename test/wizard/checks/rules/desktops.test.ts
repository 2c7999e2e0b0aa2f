/** Rules about directories, bundles, desktops and their devices. */
import { expect } from '@jest/globals';
import { rulesOf } from './cases.js';
import { deviceProfile } from './device-profile.cases.js';
import { imageOffice } from './images.cases.js';
import { inDays, one, well, without } from './world.js';

const { bundle, desktop, device, image, managed } = one;
const { directory } = well;
const others = well.desktops.slice(1);
const ada = desktop.userName;
const existing = { site: { bundles: { standard: { existing: { id: bundle.id } } } } };
const foundation = { stage: 'foundation', holds: false } as const;
const inState = (state: string) => ({ desktops: [{ ...desktop, state }, ...others] });
const seen = (changes: Partial<typeof managed>) => ({ managedDevices: [{ ...managed, ...changes }] });
const devicesBut = (changes: Partial<typeof device>) => ({
  devices: [{ ...device, ...changes }, ...well.devices.slice(1)],
});
const unregistered = { user: ada, thing: desktop.id, got: 'no device with the group tag of the site' };
const directoryBut = (changes: Partial<typeof directory>) => ({ directory: { ...directory, ...changes } });

const back = 'Set the state of the WorkSpace back to AVAILABLE in the WorkSpaces console.';

rulesOf('desktops', {
  'image-office': imageOffice,
  image: {
    'imported with BYOL, and available': {},
    'bundles that exist need none': { deployment: existing, facts: { images: [] } },
    'not there': {
      facts: { images: [] },
      finds: [{ thing: 'wsi-1a2b3c4d5 of bundle standard', got: 'no such image in eu-central-1' }],
    },
    'not imported with BYOL': {
      facts: { images: [{ ...image, dedicated: false }] },
      finds: [{ thing: 'wsi-1a2b3c4d5 of bundle standard', got: 'an image that was not imported with BYOL' }],
    },
    'on its way': {
      facts: { images: [{ ...image, state: 'PENDING' }] },
      finds: [{ thing: 'wsi-1a2b3c4d5 of bundle standard', got: 'the state PENDING' }],
    },
    'failed, with the reason': {
      facts: { images: [{ ...image, state: 'ERROR', error: 'ImageFailure' }] },
      finds: [{ thing: 'wsi-1a2b3c4d5 of bundle standard', got: 'ERROR: ImageFailure' }],
    },
    'failed, with every detail before the reason': {
      facts: { images: [{ ...image, state: 'ERROR', error: 'ImageFailure', errorDetails: ['Office', 'Antivirus'] }] },
      finds: [{ thing: 'wsi-1a2b3c4d5 of bundle standard', got: 'ERROR: Office; Antivirus' }],
    },
  },
  bundle: {
    'made of an image: it comes with the apply': { facts: { bundles: [] } },
    'theirs, available': { deployment: existing, facts: { bundles: [bundle] } },
    'theirs, gone': {
      deployment: existing,
      finds: [{ thing: 'wsb-contoso00 (standard)', got: 'no such bundle of this account in eu-central-1' }],
    },
    'theirs, in error': {
      deployment: existing,
      facts: { bundles: [{ ...bundle, state: 'ERROR' }] },
      finds: [{ thing: 'wsb-contoso00 (standard)', got: 'the state ERROR' }],
    },
  },
  'directory-name': {
    'of this tenant and this instance': {},
    'not there': { facts: { directory: undefined } },
    'the tenant in upper case': { facts: directoryBut({ tenantId: directory.tenantId.toUpperCase() }) },
    'of another tenant, whatever its instance is': {
      facts: directoryBut({ tenantId: 'another', instanceArn: 'arn:another' }),
      finds: [{ thing: directory.id, got: 'joined to the tenant another' }],
    },
    'of no tenant': {
      facts: { directory: without(directory, 'tenantId') },
      finds: [{ thing: directory.id, got: 'joined to the tenant of nobody' }],
    },
    'of another instance': {
      facts: directoryBut({ instanceArn: 'arn:another' }),
      finds: [{ thing: directory.id, got: 'bound to the Identity Center instance arn:another' }],
    },
    'of no instance': {
      facts: { directory: without(directory, 'instanceArn') },
      finds: [{ thing: directory.id, got: 'bound to the Identity Center instance of nobody' }],
    },
    'no instance to compare with': { facts: { ...directoryBut({ instanceArn: 'arn:another' }), instance: undefined } },
  },
  directory: {
    registered: {},
    'not there': {
      facts: { directory: undefined },
      finds: [{ thing: 'contoso-berlin', got: 'no such directory in eu-central-1' }],
    },
    'on its way': {
      facts: directoryBut({ state: 'REGISTERING' }),
      finds: [{ thing: 'contoso-berlin', got: 'the state REGISTERING' }],
    },
    'in error, with what AWS says': {
      facts: { directory: { ...directory, state: 'ERROR', error: 'no role' } },
      finds: [{ thing: 'contoso-berlin', got: 'the state ERROR: no role' }],
    },
    'before the handshake': foundation,
  },
  'directory-drift': {
    'as it is written': {},
    'not registered: another rule says so': {
      facts: { directory: { ...directory, state: 'ERROR', access: {}, ipGroupIds: ['wsipg-a'] } },
    },
    'not there: another rule says so': { facts: { directory: undefined } },
    'a device shut out, and one let in': {
      facts: { directory: { ...directory, access: { DeviceTypeWindows: 'DENY', DeviceTypeZeroClient: 'ALLOW' } } },
      finds: [
        { thing: 'access from windows', got: 'DENY instead of ALLOW' },
        { thing: 'access from zeroClient', got: 'ALLOW instead of DENY' },
      ],
    },
    'trusted devices alone are not everybody': {
      facts: { directory: { ...directory, access: { DeviceTypeWindows: 'TRUST' } } },
      finds: [{ thing: 'access from windows', got: 'TRUST instead of ALLOW' }],
    },
    'what AWS does not tell is not judged': {
      facts: { directory: { ...directory, access: {}, selfService: {}, creation: {} } },
    },
    'self-service taken and given': {
      facts: {
        directory: { ...directory, selfService: { RestartWorkspace: 'DISABLED', SwitchRunningMode: 'ENABLED' } },
      },
      finds: [
        { thing: 'self-service restart', got: 'DISABLED instead of ENABLED' },
        { thing: 'self-service switchRunningMode', got: 'ENABLED instead of DISABLED' },
      ],
    },
    'every setting of new desktops': {
      facts: {
        directory: {
          ...directory,
          creation: {
            internetAccess: true,
            localAdministrator: true,
            maintenance: false,
            customSecurityGroupId: 'sg-other',
          },
        },
      },
      deployment: { site: { access: { securityGroupId: 'sg-ours' } } },
      finds: [
        { thing: 'local administrator', got: 'true instead of false' },
        { thing: 'maintenance mode', got: 'false instead of true' },
        { thing: 'public addresses', got: 'true instead of false' },
        { thing: 'security group', got: 'sg-other instead of sg-ours' },
      ],
    },
    'a security group where none is written': {
      facts: { directory: { ...directory, creation: { customSecurityGroupId: 'sg-other' } } },
    },
    'a range was taken away': {
      deployment: {
        site: {
          access: { ipGroups: [{ name: 'office', rules: [{ cidr: '192.0.2.0/24' }, { cidr: '198.51.100.7/32' }] }] },
        },
      },
      facts: {
        directory: { ...directory, ipGroupIds: ['wsipg-a'] },
        ipGroups: [
          { id: 'wsipg-a', name: 'office', cidrs: ['198.51.100.7/32'] },
          { id: 'wsipg-b', name: 'others', cidrs: ['192.0.2.0/24'] },
        ],
      },
      finds: [{ thing: 'IP groups', got: '198.51.100.7/32 instead of 192.0.2.0/24, 198.51.100.7/32' }],
    },
    'the same ranges in another order and in two groups': {
      deployment: {
        site: {
          access: { ipGroups: [{ name: 'office', rules: [{ cidr: '192.0.2.0/24' }, { cidr: '198.51.100.7/32' }] }] },
        },
      },
      facts: {
        directory: { ...directory, ipGroupIds: ['wsipg-a', 'wsipg-b'] },
        ipGroups: [
          { id: 'wsipg-a', name: 'office', cidrs: ['198.51.100.7/32'] },
          { id: 'wsipg-b', name: 'more', cidrs: ['192.0.2.0/24'] },
        ],
      },
    },
    'all groups were taken away': {
      deployment: { site: { access: { ipGroups: [{ name: 'office', rules: [{ cidr: '192.0.2.0/24' }] }] } } },
      finds: [{ thing: 'IP groups', got: 'from everywhere instead of 192.0.2.0/24' }],
    },
    'a group where none is written': {
      facts: {
        directory: { ...directory, ipGroupIds: ['wsipg-a'] },
        ipGroups: [{ id: 'wsipg-a', name: 'office', cidrs: ['192.0.2.0/24'] }],
      },
      finds: [{ thing: 'IP groups', got: '192.0.2.0/24 instead of from everywhere' }],
    },
  },
  'desktop-missing': {
    'both have one': {},
    none: { facts: { desktops: others }, finds: [{ user: ada, got: 'no desktop' }] },
    'in another case': { facts: { desktops: [{ ...desktop, userName: 'ADA@CONTOSO.COM' }, ...others] } },
    'being removed': { facts: inState('TERMINATING'), finds: [{ user: ada, got: 'being removed' }] },
    'one being removed, and another one there': {
      facts: { desktops: [{ ...desktop, state: 'TERMINATED' }, { ...desktop, id: 'ws-second000' }, ...others] },
    },
    'on hold without one': {
      deployment: { site: { users: [{ upn: ada, state: 'held' }] } },
      facts: { desktops: others },
    },
    'before the handshake': foundation,
  },
  'desktop-state': {
    available: {},
    'asleep is no fault': { facts: inState('STOPPED') },
    'on its way is no fault': { facts: inState('REBUILDING') },
    'a state that nobody knows yet': { facts: inState('LEVITATING') },
    unhealthy: { facts: inState('UNHEALTHY'), finds: [{ user: ada, thing: desktop.id, got: 'UNHEALTHY' }] },
    'in error, with code and message': {
      facts: { desktops: [{ ...desktop, state: 'ERROR', errorCode: 'Oops', errorMessage: 'no address' }] },
      finds: [{ user: ada, thing: desktop.id, got: 'ERROR: Oops: no address' }],
    },
    'in maintenance by somebody, who ends it': {
      facts: inState('ADMIN_MAINTENANCE'),
      finds: [
        {
          user: ada,
          thing: desktop.id,
          got: 'ADMIN_MAINTENANCE',
          fix: back,
        },
      ],
    },
    'locked by the engine, of somebody who left': {
      deployment: { site: { fleet: { lock: true } } },
      facts: { ...inState('ADMIN_MAINTENANCE'), fleetMembers: [] },
    },
    'locked by the engine, of a member whose account is disabled': {
      deployment: { site: { fleet: { lock: true } } },
      facts: {
        ...inState('ADMIN_MAINTENANCE'),
        fleetMembers: well.fleetMembers.map((each) => ({ ...each, enabled: false })),
      },
    },
    'the same of a fleet that locks nothing': {
      deployment: { site: { fleet: {} } },
      facts: { ...inState('ADMIN_MAINTENANCE'), fleetMembers: [] },
      finds: [{ user: ada, thing: desktop.id, got: 'ADMIN_MAINTENANCE', fix: back }],
    },
    'the same of a member': {
      deployment: { site: { fleet: { lock: true } } },
      facts: inState('ADMIN_MAINTENANCE'),
      finds: [{ user: ada, thing: desktop.id, got: 'ADMIN_MAINTENANCE', fix: back }],
    },
  },
  'desktop-double': {
    'one each': {},
    'two, told once, in whatever case': {
      facts: {
        desktops: [
          desktop,
          { ...without(desktop, 'computerName'), id: 'ws-second000', userName: 'Ada@contoso.com', state: 'STOPPED' },
          ...others,
        ],
      },
      finds: [{ user: ada, got: '2 desktops: WSAMZN-ADA AVAILABLE, ws-second000 STOPPED' }],
    },
    'one of two is being removed': {
      facts: { desktops: [{ ...desktop, id: 'ws-second000', state: 'TERMINATING' }, desktop, ...others] },
    },
  },
  'device-registered': {
    'both by their ids': {},
    'by the name of the computer, in lower case': { facts: devicesBut({ serialNumber: 'wsamzn-ada' }) },
    'by the user, where nothing else tells': { facts: devicesBut({ serialNumber: 'EC2-1', upn: 'ADA@contoso.com' }) },
    'no device, and the other one tells its own': {
      facts: { devices: well.devices.slice(1) },
      finds: [unregistered],
    },
    'its device with another group tag, and no other device that tells': {
      facts: {
        devices: [{ ...device, serialNumber: 'EC2-1' }],
        autopilotDevices: [{ ...device, groupTag: 'Laptops' }],
        desktops: [desktop],
      },
      finds: [
        {
          user: ada,
          thing: desktop.id,
          got: 'its device has the group tag Laptops',
          fix: expect.stringContaining('Set the group tag to') as unknown as string,
        },
      ],
    },
    'the device of an earlier desktop': {
      facts: devicesBut({ serialNumber: 'ws-earlier000' }),
      finds: [unregistered],
    },
    'devices that cannot be told apart, one for each desktop': {
      facts: { devices: ['EC2-1', 'EC2-2'].map((serialNumber) => ({ ...device, serialNumber })) },
    },
    'devices that cannot be told apart, and one fewer': {
      facts: { devices: [{ ...device, serialNumber: 'EC2-1' }] },
      finds: [{ got: '1 device with the group tag of the site for 2 desktops' }],
    },
    ...Object.fromEntries(
      (['failed', 'blocked'] as const).map((enrollment) => [
        `registered, and its enrolment is ${enrollment}`,
        {
          facts: devicesBut({ enrollment }),
          finds: [
            {
              user: ada,
              thing: desktop.id,
              got: `its enrolment is ${enrollment}`,
              fix: 'Open the device in Intune, then rebuild the desktop.',
            },
          ],
        },
      ]),
    ),
    'registered, and not in touch yet': { facts: devicesBut({ enrollment: 'notContacted' }) },
    'being made, broken at birth, or being removed: not yet, and not any more': {
      facts: {
        desktops: ['PENDING', 'REBUILDING', 'ERROR', 'TERMINATING'].map((state) => ({ ...desktop, state })),
        devices: [],
      },
    },
  },
  'device-profile': deviceProfile,
  'check-in': {
    'seen yesterday, compliant': {},
    'thirty days ago': { facts: seen({ lastSync: inDays(-30.9) }) },
    'thirty-one days ago': {
      facts: seen({ lastSync: inDays(-31), compliance: 'noncompliant' }),
      finds: [{ thing: managed.name, user: ada, got: 'last seen 31 days ago' }],
    },
    'in conflict': {
      facts: seen({ compliance: 'conflict' }),
      finds: [{ thing: managed.name, user: ada, got: 'not compliant' }],
    },
    'in its grace period, or not known yet': { facts: seen({ compliance: 'inGracePeriod' }) },
    'nobody’s laptop is a desktop': {
      facts: seen({ id: 'laptop', serialNumber: '5CG1', entraDeviceId: 'laptop', lastSync: inDays(-90) }),
    },
    'an id of zeros is no id': {
      facts: {
        ...devicesBut({ managedDeviceId: '00000000-0000-0000-0000-000000000000', entraDeviceId: '' }),
        ...seen({ id: '00000000-0000-0000-0000-000000000000', serialNumber: '5CG1', lastSync: inDays(-90) }),
      },
    },
  },
});
