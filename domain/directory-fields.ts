/**
 * How the API of WorkSpaces calls what a deployment says of a directory. The function writes these fields, doctor reads
 * them.
 */
import type { DeviceType, SelfServiceAction } from './control-plane/kinds/entra-directory.js';

/** What people connect from. Source: `WorkspaceAccessProperties` of the WorkSpaces API. */
export const deviceFields = {
  windows: 'DeviceTypeWindows',
  macos: 'DeviceTypeOsx',
  web: 'DeviceTypeWeb',
  ios: 'DeviceTypeIos',
  android: 'DeviceTypeAndroid',
  chromeos: 'DeviceTypeChromeOs',
  linux: 'DeviceTypeLinux',
  thinClient: 'DeviceTypeWorkSpacesThinClient',
  zeroClient: 'DeviceTypeZeroClient',
} as const satisfies Record<DeviceType, string>;

/** What people may do to their desktop themselves. Source: `SelfservicePermissions` of the WorkSpaces API. */
export const selfServiceFields = {
  restart: 'RestartWorkspace',
  increaseVolumeSize: 'IncreaseVolumeSize',
  changeComputeType: 'ChangeComputeType',
  switchRunningMode: 'SwitchRunningMode',
  rebuild: 'RebuildWorkspace',
} as const satisfies Record<SelfServiceAction, string>;
