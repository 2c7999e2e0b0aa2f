/** Which Autopilot device belongs to which desktop, as far as both clouds tell. Pure. */
import type { SiteSights } from './sights.js';

type Desktop = SiteSights['desktops'][number];
type Device = SiteSights['devices'][number];

/**
 * The device of a desktop. AWS does not say what WorkSpaces registers as serial number and name: the id of the desktop
 * and its computer name are tried, and its user.
 */
export function deviceOf(desktop: Desktop, devices: readonly Device[]): Device | undefined {
  return devices.find(
    ({ serialNumber, displayName, upn }) =>
      serialNumber === desktop.id ||
      (desktop.computerName !== undefined && [serialNumber, displayName].includes(desktop.computerName)) ||
      (upn !== '' && upn.toLowerCase() === desktop.userName.toLowerCase()),
  );
}
