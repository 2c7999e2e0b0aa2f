import { rule } from '../rules.js';
import type { TenantContext } from './context.js';
import type { AutopilotDevice, AutopilotProfile } from './intune-objects.js';
import type { Device } from './objects.js';

const registeredDevice = rule(
  'autopilot-device-object',
  'https://learn.microsoft.com/autopilot/enrollment-autopilot: group tag becomes [OrderID], [ZTDId] is set',
  'Registering a device with Autopilot makes an Entra device whose physical ids carry [ZTDId] and, with a group tag, [OrderID].',
);
const oldestWins = rule(
  'autopilot-oldest-profile',
  'https://learn.microsoft.com/autopilot/profiles',
  'When several profiles reach a device the one that was created first applies.',
);
const exclusionOfGroups = rule(
  'autopilot-exclusion',
  'docs/facts/intune.md 1.5',
  'An exclusion takes a group out of a group assignment; it has no effect on an assignment to all devices.',
);

/** Registers a device, as an import does. Registering a serial number again replaces the earlier registration. */
export function registerAutopilotDevice(
  context: TenantContext,
  given: { serialNumber: string; groupTag: string | null; computerName: string },
): AutopilotDevice {
  const { state, world } = context;
  world.rules.leanOn(registeredDevice);
  for (const earlier of state.autopilotDevices.values()) {
    if (earlier.serialNumber === given.serialNumber) removeAutopilotDevice(context, earlier);
  }
  const now = world.clock.now().toISOString();
  const id = state.newId();
  const device: Device = {
    id: state.newId(),
    deviceId: state.newId(),
    displayName: given.computerName,
    deletedDateTime: null,
    accountEnabled: false,
    physicalIds: [`[ZTDId]:${id}`, ...(given.groupTag ? [`[OrderID]:${given.groupTag}`] : [])],
    operatingSystem: 'Windows',
    trustType: 'AzureAd',
    profileType: 'RegisteredDevice',
    isManaged: null,
    enrollmentProfileName: null,
    createdDateTime: now,
  };
  state.devices.set(device.id, device);
  const made: AutopilotDevice = {
    id,
    groupTag: given.groupTag,
    serialNumber: given.serialNumber,
    manufacturer: 'Amazon EC2',
    model: 'WorkSpace',
    enrollmentState: 'notContacted',
    lastContactedDateTime: '0001-01-01T00:00:00Z',
    addressableUserName: '',
    userPrincipalName: '',
    displayName: '',
    azureActiveDirectoryDeviceId: device.deviceId,
    managedDeviceId: '00000000-0000-0000-0000-000000000000',
    registeredDateTime: now,
  };
  state.autopilotDevices.set(id, made);
  context.membershipMayHaveChanged();
  return made;
}

/** Takes a device out of Autopilot. Its Entra device stays: that is a clean-up of its own. */
export function removeAutopilotDevice(context: TenantContext, device: AutopilotDevice): void {
  context.state.autopilotDevices.delete(device.id);
  const entraDevice = entraDeviceOf(context, device);
  if (entraDevice) entraDevice.physicalIds = [];
  context.membershipMayHaveChanged();
}

export function entraDeviceOf(context: TenantContext, device: AutopilotDevice): Device | undefined {
  return [...context.state.devices.values()].find((each) => each.deviceId === device.azureActiveDirectoryDeviceId);
}

/** The profile that applies to a device now. */
export function profileOf(context: TenantContext, device: AutopilotDevice): AutopilotProfile | undefined {
  const { state, world } = context;
  const entraDevice = entraDeviceOf(context, device);
  const groups = entraDevice ? state.parentsOf(entraDevice.id) : [];
  const reaches = (profile: AutopilotProfile): boolean => {
    const targets = [...state.profileAssignments.values()]
      .filter((each) => each.profileId === profile.id)
      .map((each) => each.target);
    const inGroup = (type: string): boolean =>
      targets.some(
        (target) =>
          target['@odata.type'] === `#microsoft.graph.${type}` &&
          'groupId' in target &&
          groups.includes(target.groupId),
      );
    if (targets.some((target) => target['@odata.type'] === '#microsoft.graph.allDevicesAssignmentTarget')) return true;
    const excluded = inGroup('exclusionGroupAssignmentTarget');
    if (excluded) world.rules.leanOn(exclusionOfGroups);
    return inGroup('groupAssignmentTarget') && !excluded;
  };
  const reaching = [...state.autopilotProfiles.values()].filter(reaches);
  if (reaching.length > 1) world.rules.leanOn(oldestWins);
  return reaching.sort((a, b) => a.createdDateTime.localeCompare(b.createdDateTime))[0];
}
