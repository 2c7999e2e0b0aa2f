/** The lookups that `doctor --user` may make: `permissions` prints what they need. */
import type { LookupName } from '../clouds/lookups/index.js';

/** Those that no rule of `preflight` and `doctor` asks: they tell of one person. */
export const personalLookups = [
  ...(['usersByMail', 'signIns', 'ownedDevices'] as const),
  ...([
    'enrolmentEvents',
    'failingSettings',
    'deviceContent',
    'appInstallStatus',
    'tokenSecrets',
    'desktopConnections',
  ] as const),
] as const satisfies readonly LookupName[];

export const personLookups = [
  ...(['account', 'person'] as const),
  ...personalLookups,
  ...(['entraUser', 'appAssignments', 'groupMembers'] as const),
  ...([
    'enterpriseApp',
    'galleryApps',
    'provisioningJob',
    'provisioningLog',
    'secretShape',
    'registrationApp',
  ] as const),
  ...(['directories', 'desktops', 'ipGroups', 'enabledRegions'] as const),
  ...([
    'identityCenterEverywhere',
    'identityCenterInstances',
    'syncedUser',
    'syncedUsers',
    'applicationAssignments',
  ] as const),
  ...(['autopilotDevices', 'autopilotProfiles', 'autopilotGroups', 'deviceGroup'] as const),
  ...(['mdmScope', 'deviceLimits', 'managedDevices'] as const),
  // With a deployment, for the rules that links name.
  ...(['entraUsers', 'licences', 'group', 'groupsNamed', 'applicationsNamed'] as const),
] as const satisfies readonly LookupName[];
