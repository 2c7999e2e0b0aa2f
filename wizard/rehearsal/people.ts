/** Who has which desktop, and what became of its device. */
import { present } from '../../domain/present.js';
import type { Twin } from '../../twin/twin.js';

/** One desktop of one user, with the device that it registered. */
export interface PersonsDesktop {
  readonly user: string;
  readonly directory: string;
  readonly desktop: string;
  /** As WorkSpaces says it: `AVAILABLE`. */
  readonly state: string;
  /** Name of the Autopilot profile that reached the device. */
  readonly profile?: string;
  readonly enrolled: boolean;
  /** The first broken link, when it did not enrol. */
  readonly broken?: string;
}

/** Every desktop there is, by user. */
export function desktopsOf(twin: Twin): PersonsDesktop[] {
  const devices = new Map(twin.joints.devices().map((device) => [device.desktopId, device]));
  return twin.aws.workspaces
    .regions()
    .flatMap((region) =>
      [...region.desktops.values()].map(({ id, userName, directoryId, state }): PersonsDesktop => {
        const { profile, enrolled = false, broken } = devices.get(id) ?? {};
        return {
          user: userName,
          directory: region.directories.get(directoryId)?.name ?? '',
          desktop: id,
          state,
          enrolled,
          ...present({ profile, broken }),
        };
      }),
    )
    .sort(
      (one, other) => one.user.localeCompare(other.user, 'en') || one.directory.localeCompare(other.directory, 'en'),
    );
}
