/**
 * What a bundle and a desktop can be made of.
 * Source: WorkSpaces API, CreateWorkspaceBundle and WorkspaceProperties; limits as noted.
 */
import type { DeviceType, SelfServiceAction } from './control-plane/kinds/entra-directory.js';

/** Compute types that a bundle from one's own Windows image over DCV can have (PCoIP-only and retired types left out). */
export const computeTypes = [
  'VALUE',
  'STANDARD',
  'PERFORMANCE',
  'POWER',
  'POWERPRO',
  'GENERALPURPOSE_4XLARGE',
  'GENERALPURPOSE_8XLARGE',
  'GRAPHICS_G4DN',
  'GRAPHICSPRO_G4DN',
  'GRAPHICS_G6_XLARGE',
  'GRAPHICS_G6_2XLARGE',
  'GRAPHICS_G6_4XLARGE',
  'GRAPHICS_G6_8XLARGE',
  'GRAPHICS_G6_16XLARGE',
  'GRAPHICS_GR6_4XLARGE',
  'GRAPHICS_GR6_8XLARGE',
  'GRAPHICS_G6F_LARGE',
  'GRAPHICS_G6F_XLARGE',
  'GRAPHICS_G6F_2XLARGE',
  'GRAPHICS_G6F_4XLARGE',
  'GRAPHICS_GR6F_4XLARGE',
] as const;
export type ComputeType = (typeof computeTypes)[number];

/** What AWS calls a size, and people with it. Source: https://aws.amazon.com/workspaces/pricing/. */
export const computeTypeWords: Readonly<Record<ComputeType, string>> = {
  VALUE: 'Value',
  STANDARD: 'Standard',
  PERFORMANCE: 'Performance',
  POWER: 'Power',
  POWERPRO: 'PowerPro',
  GENERALPURPOSE_4XLARGE: 'GeneralPurpose.4xlarge',
  GENERALPURPOSE_8XLARGE: 'GeneralPurpose.8xlarge',
  GRAPHICS_G4DN: 'Graphics.g4dn',
  GRAPHICSPRO_G4DN: 'GraphicsPro.g4dn',
  GRAPHICS_G6_XLARGE: 'Graphics.g6.xlarge',
  GRAPHICS_G6_2XLARGE: 'Graphics.g6.2xlarge',
  GRAPHICS_G6_4XLARGE: 'Graphics.g6.4xlarge',
  GRAPHICS_G6_8XLARGE: 'Graphics.g6.8xlarge',
  GRAPHICS_G6_16XLARGE: 'Graphics.g6.16xlarge',
  GRAPHICS_GR6_4XLARGE: 'Graphics.gr6.4xlarge',
  GRAPHICS_GR6_8XLARGE: 'Graphics.gr6.8xlarge',
  GRAPHICS_G6F_LARGE: 'Graphics.g6f.large',
  GRAPHICS_G6F_XLARGE: 'Graphics.g6f.xlarge',
  GRAPHICS_G6F_2XLARGE: 'Graphics.g6f.2xlarge',
  GRAPHICS_G6F_4XLARGE: 'Graphics.g6f.4xlarge',
  GRAPHICS_GR6F_4XLARGE: 'Graphics.gr6f.4xlarge',
};

/**
 * Whether what is open on a desktop of this size is there again after it stopped by itself.
 * Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html (GPU, GeneralPurpose.4xlarge and 8xlarge do not
 * hibernate).
 */
export const hibernates = (computeType: string): boolean => !/^(GRAPHICS|GENERALPURPOSE)/.test(computeType);

/** Running modes of WorkSpaces Personal. `MANUAL` belongs to WorkSpaces Core alone. */
export const runningModes = ['AUTO_STOP', 'ALWAYS_ON'] as const;
export type RunningMode = (typeof runningModes)[number];

/** As AWS's pages and its console have them. */
export const runningModeWords: Readonly<Record<RunningMode, string>> = { AUTO_STOP: 'AutoStop', ALWAYS_ON: 'AlwaysOn' };

/** AutoStop counts in whole hours. Source: WorkspaceProperties.RunningModeAutoStopTimeoutInMinutes. */
export const autoStopStepMinutes = 60;

/** Smallest and largest volumes in GiB. Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/modify-workspaces.html. */
export const rootVolumeGib = { minimum: 80, maximum: 2000 } as const;
export const userVolumeGib = { minimum: 10, maximum: 2000 } as const;

/** User volumes that go with a root volume: the pairs of the page above, in GiB. */
const smallPairs = { root: 80, users: [10, 50, 100] } as const;
const largePairs = { root: 175, user: 100 } as const;

/** Whether AWS lists a root and a user volume, in GiB, as a pair. */
export function volumesGoTogether(root: number, user: number): boolean {
  if (root === smallPairs.root) return smallPairs.users.some((size) => size === user);
  return root >= largePairs.root && user >= largePairs.user;
}

/** The smallest pair that holds both, in GiB. */
export function nearestVolumes(root: number, user: number): { readonly root: number; readonly user: number } {
  const small = root <= smallPairs.root ? smallPairs.users.find((size) => size >= user) : undefined;
  if (small !== undefined) return { root: smallPairs.root, user: small };
  return { root: Math.max(root, largePairs.root), user: Math.max(user, largePairs.user) };
}

/** Volumes of AWS's own bundles of a size, in GiB. Source: https://aws.amazon.com/workspaces/pricing/. */
export function usualVolumes(computeType: string): { readonly root: number; readonly user: number } {
  if (computeType === 'STANDARD') return { root: smallPairs.root, user: 50 };
  return computeType === 'PERFORMANCE' ? { root: smallPairs.root, user: 100 } : largePairs;
}

/** The pairs in words: the end of a sentence. */
export const volumePairs = `${smallPairs.root} with ${smallPairs.users.join(', ').replace(/, (?=\d+$)/, ' or ')}, or a root volume of ${largePairs.root} or more with a user volume of ${largePairs.user} or more`;

/** Device types whose access to a directory can be allowed or denied. Source: WorkSpaces API, WorkspaceAccessProperties. */
export const deviceTypes = [
  'windows',
  'macos',
  'web',
  'ios',
  'android',
  'chromeos',
  'linux',
  'thinClient',
  'zeroClient',
] as const satisfies readonly DeviceType[];

/** As people call them. */
export const deviceTypeWords: Readonly<Record<DeviceType, string>> = {
  windows: 'Windows',
  macos: 'macOS',
  web: 'web browsers',
  ios: 'iPad',
  android: 'Android',
  chromeos: 'ChromeOS',
  linux: 'Linux',
  thinClient: 'thin clients',
  zeroClient: 'zero clients',
};

/** What users may be allowed to do with their own desktop. Source: WorkSpaces API, SelfservicePermissions. */
export const selfServiceActions = [
  'restart',
  'increaseVolumeSize',
  'changeComputeType',
  'switchRunningMode',
  'rebuild',
] as const satisfies readonly SelfServiceAction[];

/** Each as the end of "people may …". */
export const selfServiceWords: Readonly<Record<SelfServiceAction, string>> = {
  restart: 'restart it',
  increaseVolumeSize: 'enlarge its volumes',
  changeComputeType: 'change its size',
  switchRunningMode: 'switch its running mode',
  rebuild: 'rebuild it',
};
