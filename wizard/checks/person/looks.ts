/** What is seen of one person, each thing once and only when a link asks for it: links are judged side by side. */
import { deviceOf, namedDeviceOf, registrationOf, type Registration } from '../../../domain/device-match.js';
import { userNameKey } from '../../../domain/user-name.js';
import type { Seen, SeenBy } from '../../clouds/lookup.js';
import { lookups } from '../../clouds/lookups/index.js';
import { afterFound, afterSeen } from '../observer.js';
import { lookAtMorning, type Morning } from './morning.js';
import type { Place } from './place.js';
import type { Desktop, ManagedDevice, Surroundings } from './surroundings.js';

export type { Desktop, ManagedDevice } from './surroundings.js';

export type EntraUser = NonNullable<SeenBy<typeof lookups.entraUser>>;
export type SyncedUser = NonNullable<SeenBy<typeof lookups.syncedUser>>;
export type AutopilotDevice = SeenBy<typeof lookups.autopilotDevices>[number];

/** Who it is about, as far as that could be found out. */
export interface Who {
  /** UPN in Entra, or what was asked for where Entra knows nobody. */
  readonly upn: string;
  /** User name of the desktop, where one was found: it differs after a change of the UPN. */
  readonly desktopUser?: string;
}

export class PersonLooks {
  constructor(
    readonly around: Surroundings,
    readonly who: Who,
    readonly now: Date,
    /** Address from which the person connects. */
    readonly from?: string,
    /** Kind of device from which the person connects: `windows`. */
    readonly device?: string,
  ) {}

  get place(): Place {
    return this.around.place;
  }

  private get observer() {
    return this.around.observer;
  }

  entraUser(): Promise<Seen<EntraUser | undefined>> {
    return this.observer.look(lookups.entraUser, { upn: this.who.upn });
  }

  /** The user whose mail address is the user name of the desktop: somebody who was renamed. */
  renamed(): Promise<Seen<SeenBy<typeof lookups.usersByMail>>> {
    return this.observer.look(lookups.usersByMail, { mail: this.who.desktopUser ?? this.who.upn });
  }

  signIns(): Promise<Seen<SeenBy<typeof lookups.signIns> | undefined>> {
    return afterFound(this.entraUser(), ({ id }) =>
      afterFound(this.around.app(), ({ applicationId }) =>
        this.observer.look(lookups.signIns, { userId: id, applicationId }),
      ),
    );
  }

  provisioning(): Promise<Seen<SeenBy<typeof lookups.provisioningLog> | undefined>> {
    return afterFound(this.entraUser(), ({ id }) =>
      afterFound(this.around.job(), (job) =>
        this.observer.look(lookups.provisioningLog, { jobId: job.id, objectId: id }),
      ),
    );
  }

  syncedUser(): Promise<Seen<SyncedUser | undefined>> {
    return afterFound(this.around.store(), (store) =>
      this.observer.look(lookups.syncedUser, { ...store, userName: this.who.upn }),
    );
  }

  /** Entries of the identity store that are this person: by name or by the id that SCIM sent. */
  async entries(): Promise<Seen<readonly SyncedUser[] | undefined>> {
    const user = await this.entraUser();
    const id = 'seen' in user ? user.seen?.id : undefined;
    return afterFound(this.around.store(), (store) =>
      afterSeen(this.observer.look(lookups.syncedUsers, store), async (all) => ({
        seen: all.filter(
          ({ userName, externalId }) =>
            userNameKey(userName) === userNameKey(this.who.upn) || (id !== undefined && externalId === id),
        ),
      })),
    );
  }

  /** Desktops of this person in the directory. */
  desktops(): Promise<Seen<readonly Desktop[] | undefined>> {
    return this.around.desktopsOf(this.who.desktopUser ?? this.who.upn);
  }

  desktop(): Promise<Seen<Desktop | undefined>> {
    return afterSeen(this.desktops(), async (all) => ({ seen: all?.[0] }));
  }

  connection(): Promise<Seen<SeenBy<typeof lookups.desktopConnections>[number] | undefined>> {
    return afterFound(this.desktop(), ({ id, region }) =>
      afterSeen(this.observer.look(lookups.desktopConnections, { region, desktopIds: [id] }), async ([status]) => ({
        seen: status,
      })),
    );
  }

  ipGroups(): Promise<Seen<SeenBy<typeof lookups.ipGroups>>> {
    return this.observer.look(lookups.ipGroups, { region: this.place.region });
  }

  /** Every Autopilot device of the tenant: a wrong tag shows only among all. */
  autopilotDevices(): Promise<Seen<readonly AutopilotDevice[]>> {
    return this.observer.look(lookups.autopilotDevices, undefined);
  }

  /** The Autopilot device of this desktop. Undefined: there is none, or it cannot be told which one it is. */
  autopilotDevice(): Promise<Seen<AutopilotDevice | undefined>> {
    return afterFound(this.desktop(), (desktop) =>
      afterSeen(this.autopilotDevices(), async (all): Promise<Seen<AutopilotDevice | undefined>> => {
        const named = namedDeviceOf(desktop, all);
        if (named) return { seen: named };
        // By user only among those that carry the tag, and only with all desktops in sight: the answer of the rules.
        return afterSeen(this.tagged(), (devices) =>
          afterSeen(this.allDesktops(), async (desktops) => ({ seen: deviceOf(desktop, devices, desktops) })),
        );
      }),
    );
  }

  /** Whether the desktop was registered, as far as that can be told. */
  registration(desktop: Desktop): Promise<Seen<Registration<AutopilotDevice>>> {
    return afterSeen(this.tagged(), (devices) =>
      afterSeen(this.allDesktops(), async (desktops) => ({ seen: registrationOf(desktop, devices, desktops) })),
    );
  }

  /** Devices with the group tag of the directory. */
  private tagged(): Promise<Seen<readonly AutopilotDevice[]>> {
    return afterSeen(this.around.directory(), (directory) =>
      afterSeen(this.autopilotDevices(), async (all) => ({
        seen: all.filter(({ groupTag }) => groupTag === directory?.name),
      })),
    );
  }

  private allDesktops(): Promise<Seen<readonly Desktop[]>> {
    return afterSeen(this.around.directory(), async (directory) =>
      directory
        ? this.observer.look(lookups.desktops, { region: directory.region, directoryId: directory.id })
        : { seen: [] },
    );
  }

  profiles(): Promise<Seen<SeenBy<typeof lookups.autopilotProfiles>>> {
    return this.observer.look(lookups.autopilotProfiles, undefined);
  }

  tagGroups(): Promise<Seen<SeenBy<typeof lookups.autopilotGroups>>> {
    return this.observer.look(lookups.autopilotGroups, undefined);
  }

  deviceGroup(groupId: string): Promise<Seen<SeenBy<typeof lookups.deviceGroup>>> {
    return this.observer.look(lookups.deviceGroup, { groupId });
  }

  enrolmentEvents(): Promise<Seen<SeenBy<typeof lookups.enrolmentEvents> | undefined>> {
    return afterFound(this.entraUser(), ({ id }) => this.observer.look(lookups.enrolmentEvents, { userId: id }));
  }

  mdmScope(): Promise<Seen<SeenBy<typeof lookups.mdmScope>>> {
    return this.observer.look(lookups.mdmScope, undefined);
  }

  deviceLimits(): Promise<Seen<SeenBy<typeof lookups.deviceLimits>>> {
    return this.observer.look(lookups.deviceLimits, undefined);
  }

  ownedDevices(): Promise<Seen<SeenBy<typeof lookups.ownedDevices> | undefined>> {
    return afterFound(this.entraUser(), ({ id }) => this.observer.look(lookups.ownedDevices, { userId: id }));
  }

  /** Those of which Intune says that they are this person's: laptops too. */
  ownManagedDevices(): Promise<Seen<readonly ManagedDevice[]>> {
    return this.observer.look(lookups.managedDevices, { upn: this.who.upn });
  }

  /** The desktop as Intune manages it. */
  managedDevice(): Promise<Seen<ManagedDevice | undefined>> {
    return afterFound(this.desktop(), async (desktop) => {
      const device = await this.autopilotDevice();
      return this.around.managedDeviceOf(desktop, 'seen' in device ? device.seen : undefined, this.who.upn);
    });
  }

  /** What Intune has brought to their desktop. Undefined: it is not managed, or Entra knows no such person. */
  morning(): Promise<Seen<Morning | undefined>> {
    return afterFound(this.managedDevice(), (device) =>
      afterFound(this.entraUser(), ({ id }) =>
        lookAtMorning(this.observer, { device, userId: id, deployment: this.place.deployment }),
      ),
    );
  }

  failingSettings(deviceId: string): Promise<Seen<SeenBy<typeof lookups.failingSettings>>> {
    return this.observer.look(lookups.failingSettings, { deviceId });
  }
}
