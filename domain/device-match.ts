/**
 * Which device is which desktop's, and which entry is which person's: the one answer that rules, `doctor --user` and the
 * page read.
 *
 * AWS does not say what WorkSpaces registers as serial number and name of a desktop (docs/facts/intune.md 2.1). So
 * everything is tried that cannot point to another desktop: its id, its computer name, and its user where that leaves
 * one desktop and one device.
 */
import { userNameKey } from './user-name.js';

/** A desktop, as AWS lists it. */
export interface MatchedDesktop {
  /** `ws-…`. */
  readonly id: string;
  readonly userName: string;
  /** The name that AWS gave; Windows may have another one, by the template of the profile. */
  readonly computerName?: string;
}

/** A device, as Autopilot or Intune lists it: they call its name differently. */
export interface MatchedDevice {
  readonly serialNumber: string;
  readonly displayName?: string;
  readonly name?: string;
  /** Empty: nobody's yet. */
  readonly upn: string;
}

/** What Intune manages, and by which ids Autopilot knows the same device. */
interface ManagedDevice extends MatchedDevice {
  readonly id: string;
  readonly entraDeviceId: string;
}
interface RegisteredDevice extends MatchedDevice {
  readonly managedDeviceId: string;
  readonly entraDeviceId: string;
}

const desktopId = /^ws-[0-9a-z]{8,63}$/;

/** Autopilot and Intune write this id where there is no device yet. */
const noDevice = '00000000-0000-0000-0000-000000000000';

/**
 * The Autopilot device of a desktop; undefined: none, or it cannot be told.
 * @param devices Those with the group tag of the directory: among others, a user's laptop would be taken for the desktop.
 * @param desktops All of the directory.
 */
export function deviceOf<D extends MatchedDevice>(
  desktop: MatchedDesktop,
  devices: readonly D[],
  desktops: readonly MatchedDesktop[],
): D | undefined {
  return namedDeviceOf(desktop, devices) ?? usersDevice(desktop, devices, desktops);
}

/** The device that bears the id or the computer name of a desktop: no other one can be meant, whatever its group tag. */
export function namedDeviceOf<D extends MatchedDevice>(desktop: MatchedDesktop, devices: readonly D[]): D | undefined {
  const id = desktop.id.toLowerCase();
  return (
    devices.find(({ serialNumber }) => serialNumber.toLowerCase() === id) ??
    devices.find((device) => bearsName(device, desktop))
  );
}

function bearsName({ serialNumber, displayName, name }: MatchedDevice, { computerName }: MatchedDesktop): boolean {
  const wanted = computerName?.toLowerCase() ?? '';
  return wanted !== '' && [serialNumber, displayName, name].some((each) => each?.toLowerCase() === wanted);
}

/** By user alone: only one desktop of that user, only one device of theirs, and that one names no other desktop. */
function usersDevice<D extends MatchedDevice>(
  { userName }: MatchedDesktop,
  devices: readonly D[],
  desktops: readonly MatchedDesktop[],
): D | undefined {
  const own = devices.filter(
    (device) =>
      device.upn !== '' && userNameKey(device.upn) === userNameKey(userName) && !desktopId.test(device.serialNumber),
  );
  const [first, second] = own.filter((device) => !desktops.some((each) => namedDeviceOf(each, [device])));
  return second === undefined && desktopsOf(userName, desktops).length === 1 ? first : undefined;
}

/** How far it can be told that a desktop was registered. */
export type Registration<D> =
  | { readonly state: 'registered'; readonly device: D }
  | { readonly state: 'missing' }
  /** There are devices, and nothing says which desktop any of them is. */
  | { readonly state: 'untold' };

/** Whether a desktop was registered with Autopilot. Parameters as those of `deviceOf`. */
export function registrationOf<D extends MatchedDevice>(
  desktop: MatchedDesktop,
  devices: readonly D[],
  desktops: readonly MatchedDesktop[],
): Registration<D> {
  const device = deviceOf(desktop, devices, desktops);
  if (device) return { state: 'registered', device };
  const telling = (each: D): boolean =>
    desktopId.test(each.serialNumber) || desktops.some((other) => namedDeviceOf(other, [each]) !== undefined);
  return { state: devices.length === 0 || devices.some(telling) ? 'missing' : 'untold' };
}

/**
 * The desktop as Intune manages it: by what Autopilot says of its registered device, by id, by computer name. Never by
 * user: that may be the user's laptop.
 */
export function managedDeviceOf<D extends ManagedDevice>(
  desktop: MatchedDesktop,
  registered: RegisteredDevice | undefined,
  managed: readonly D[],
): D | undefined {
  const known = (id: string | undefined): id is string => id !== undefined && id !== '' && id !== noDevice;
  return (
    managed.find(({ id }) => known(registered?.managedDeviceId) && id === registered.managedDeviceId) ??
    managed.find(
      ({ entraDeviceId }) => known(registered?.entraDeviceId) && entraDeviceId === registered.entraDeviceId,
    ) ??
    namedDeviceOf(desktop, managed)
  );
}

/** The entry of a person, among users of Entra or of Identity Center: by UPN, which is the user name there. */
export function personOf<P extends { readonly upn?: string } | { readonly userName: string }>(
  upn: string,
  people: readonly P[],
): P | undefined {
  const key = userNameKey(upn);
  return people.find((each) => {
    const name = 'userName' in each ? each.userName : each.upn;
    return name !== undefined && userNameKey(name) === key;
  });
}

/** The desktops of a user. */
export function desktopsOf<D extends Pick<MatchedDesktop, 'userName'>>(
  userName: string,
  desktops: readonly D[],
): readonly D[] {
  return desktops.filter((each) => userNameKey(each.userName) === userNameKey(userName));
}
