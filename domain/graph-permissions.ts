/**
 * Application permissions on Microsoft Graph that WorkSpaces uses through the registration app.
 * Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html.
 */

/** Application id of Microsoft Graph in every tenant. */
export const graphApplicationId = '00000003-0000-0000-c000-000000000000';

/** Needed to create a desktop: WorkSpaces registers the device with Autopilot. */
const registrationPermission = 'DeviceManagementServiceConfig.ReadWrite.All';

/** Needed to clean up when a desktop is terminated or rebuilt; without them the devices stay behind in Intune and Entra. */
const cleanUpPermissions = ['Device.ReadWrite.All', 'DeviceManagementManagedDevices.ReadWrite.All'] as const;

/** The permissions, by name, that the registration app needs. */
export function registrationAppPermissions(cleanUpDevices: boolean): string[] {
  return cleanUpDevices ? [registrationPermission, ...cleanUpPermissions] : [registrationPermission];
}
