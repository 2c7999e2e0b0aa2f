import type {
  DeviceType,
  DirectoryProperties,
  IpGroup,
  SelfServiceAction,
} from '../../domain/control-plane/kinds/entra-directory.js';
import { deviceTypes, selfServiceActions } from '../../domain/bundle-options.js';

/** Settings of a directory that can change while desktops are in it. Each is compared and changed on its own. */
export interface DirectorySettings {
  /** Devices that may connect; all others are denied. */
  readonly deviceTypes: readonly DeviceType[];
  /** The address ranges that people may connect from. None: from everywhere. */
  readonly ipGroups: readonly IpGroup[];
  /** What people may do with their own desktop; the rest they may not. */
  readonly selfService: readonly SelfServiceAction[];
  readonly localAdministrator: boolean;
  /** A public address for each desktop. */
  readonly internetAccess: boolean;
  readonly maintenanceMode: boolean;
  /** A security group for each new desktop, beside the one that WorkSpaces makes. */
  readonly securityGroupId?: string;
  /** "Remember me" in the client. @default - as AWS has it */
  readonly rememberMe?: boolean;
  /** Upload of client diagnostics to AWS. @default - as AWS has it */
  readonly diagnosticUpload?: boolean;
}

/** The settings as the control plane takes them, in a fixed order, so that a reordered list plans no change. */
export function managedSettings(settings: DirectorySettings): Partial<DirectoryProperties> {
  return {
    ...settings,
    deviceTypes: deviceTypes.filter((type) => settings.deviceTypes.includes(type)),
    selfService: selfServiceActions.filter((action) => settings.selfService.includes(action)),
    ipGroups: [...settings.ipGroups].sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

/** Where `aws_workspaces_directory` shows whether a device type may connect. The data source knows no thin client. */
export const deviceTypeAttributes: Readonly<Partial<Record<DeviceType, string>>> = {
  windows: 'device_type_windows',
  macos: 'device_type_osx',
  web: 'device_type_web',
  ios: 'device_type_ios',
  android: 'device_type_android',
  chromeos: 'device_type_chromeos',
  linux: 'device_type_linux',
  zeroClient: 'device_type_zeroclient',
};
