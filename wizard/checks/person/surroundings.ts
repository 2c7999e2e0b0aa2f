/** What everybody of a site depends on, seen once: directory, Identity Center, enterprise app, provisioning. */
import { desktopsOf, managedDeviceOf } from '../../../domain/device-match.js';
import { present } from '../../../domain/present.js';
import type { Seen, SeenBy } from '../../clouds/lookup.js';
import { lookups } from '../../clouds/lookups/index.js';
import type { Site } from '../../../deployment/schema.js';
import type { Facts } from '../facts.js';
import { afterFound, afterSeen, type Observer } from '../observer.js';
import type { Place } from './place.js';

export type Directory = SeenBy<typeof lookups.directories>[number];
export type Desktop = SeenBy<typeof lookups.desktops>[number];
export type ManagedDevice = SeenBy<typeof lookups.managedDevices>[number];
export type App = NonNullable<SeenBy<typeof lookups.enterpriseApp>>;

/** The identity store in which a directory looks for its users. */
export interface Store {
  readonly identityStoreId: string;
  readonly region: string;
  readonly roleArn?: string;
}

/** The facts of the deployment that the place is a site of: what `preflight` and `doctor` judge by. */
export interface Known {
  readonly facts: Facts;
  readonly site: Site;
}

export class Surroundings {
  constructor(
    readonly observer: Observer,
    readonly place: Place,
    /** Undefined where the place is told by flags alone: then it is searched for. */
    private readonly known?: Known,
  ) {}

  /** The directory, by name, id, or because it is the only one. */
  directory(): Promise<Seen<Directory | undefined>> {
    if (this.known) return this.known.facts.at(this.known.site, 'directory');
    const { region, directory: wanted } = this.place;
    return afterSeen(
      this.observer.look(lookups.directories, { region }),
      async (all): Promise<Seen<Directory | undefined>> => {
        const joined = all.filter(({ tenantId }) => tenantId !== undefined);
        if (wanted !== undefined) return { seen: all.find(({ id, name }) => id === wanted || name === wanted) };
        if (joined.length <= 1) return { seen: joined[0] };
        return unknown(
          `${region} has ${joined.length} directories that are joined to Entra (${joined.map(({ name }) => name).join(', ')}): name one with --directory`,
        );
      },
    );
  }

  /** The identity store of the directory's instance, wherever the instance is. */
  store(): Promise<Seen<Store | undefined>> {
    return afterFound(this.directory(), async ({ instanceArn, region }): Promise<Seen<Store>> => {
      const { identityCenterRegion, roleArn } = this.place;
      const role = present({ roleArn });
      const first = [...new Set([identityCenterRegion ?? region, region])];
      const near = await this.instanceIn(first, instanceArn, role);
      if ('seen' in near && near.seen) return { seen: near.seen };
      if (!('seen' in near)) return near;
      const everywhere = await this.observer.look(lookups.identityCenterEverywhere, { region, ...role });
      const there = 'seen' in everywhere ? everywhere.seen.instances.find(({ arn }) => arn === instanceArn) : undefined;
      if (there) return { seen: { identityStoreId: there.identityStoreId, region: there.region, ...role } };
      const regions = await this.observer.look(lookups.enabledRegions, undefined);
      const others = 'seen' in regions ? regions.seen.filter((each) => !first.includes(each)) : [];
      const far = await this.instanceIn(others, instanceArn, role);
      if ('seen' in far && far.seen) return { seen: far.seen };
      return unknown(
        `the Identity Center instance of the directory was not found in ${first.join(', ')}: name its Region with --identity-center-region`,
      );
    });
  }

  private async instanceIn(
    regions: readonly string[],
    arn: string | undefined,
    role: { readonly roleArn?: string },
  ): Promise<Seen<Store | undefined>> {
    const looks = await Promise.all(
      regions.map((region) => this.observer.look(lookups.identityCenterInstances, { region, ...role })),
    );
    for (const look of looks) {
      const found = 'seen' in look ? look.seen.find((each) => each.arn === arn) : undefined;
      if (found) return { seen: { identityStoreId: found.identityStoreId, region: found.region, ...role } };
    }
    return looks.find((look) => 'unknown' in look) ?? { seen: undefined };
  }

  /** The enterprise app: the one that is named, else the only one, else the only one that provisions. */
  app(): Promise<Seen<App | undefined>> {
    if (this.known) return this.known.facts.of('app');
    return afterFound(this.appId(), (servicePrincipalObjectId) =>
      this.observer.look(lookups.enterpriseApp, { servicePrincipalObjectId }),
    );
  }

  private async appId(): Promise<Seen<string | undefined>> {
    const { app } = this.place;
    if (app) return { seen: app.objectId };
    return afterSeen(
      this.observer.look(lookups.galleryApps, undefined),
      async (all): Promise<Seen<string | undefined>> => {
        const working = all.length > 1 ? all.filter(({ provisions }) => provisions) : all;
        if (working.length <= 1) return { seen: (working[0] ?? all[0])?.servicePrincipalObjectId };
        return unknown(
          `the tenant has ${working.length} enterprise apps for Identity Center (${working.map(({ displayName }) => displayName).join(', ')}): name one with --app and its object id`,
        );
      },
    );
  }

  job(): Promise<Seen<SeenBy<typeof lookups.provisioningJob> | undefined>> {
    if (this.known) return this.known.facts.of('job');
    return afterFound(this.app(), ({ id }) =>
      this.observer.look(lookups.provisioningJob, { servicePrincipalObjectId: id }),
    );
  }

  /** Groups and users that are assigned to the app. */
  assigned(): Promise<Seen<SeenBy<typeof lookups.appAssignments> | undefined>> {
    if (this.known) return this.known.facts.of('appAssignments');
    return afterFound(this.app(), ({ id }) =>
      this.observer.look(lookups.appAssignments, { servicePrincipalObjectId: id }),
    );
  }

  members(groupId: string): Promise<Seen<SeenBy<typeof lookups.groupMembers>>> {
    return this.observer.look(lookups.groupMembers, { groupId });
  }

  tokens(): Promise<Seen<SeenBy<typeof lookups.tokenSecrets>>> {
    const { deployment, identityCenterRegion } = this.place;
    const name = present({ deployment });
    const inRegion = (region: string) => this.observer.look(lookups.tokenSecrets, { region, ...name });
    if (identityCenterRegion !== undefined) return inRegion(identityCenterRegion);
    return afterSeen(this.store(), async (store) => inRegion(store?.region ?? this.place.region));
  }

  /**
   * The application through which desktops are registered, as the registration secret names it. Who may not read the
   * secret sees that of the deployment, as the rules do.
   */
  registrationApp(): Promise<Seen<SeenBy<typeof lookups.registrationApp>>> {
    return afterFound(this.directory(), async ({ region, secretArn }) => {
      const shape = await this.observer.look(lookups.secretShape, { region, secretId: secretArn ?? '' });
      if (!('seen' in shape)) return this.known ? this.known.facts.of('registrationApp') : shape;
      const applicationId = 'applicationId' in shape.seen ? shape.seen.applicationId : undefined;
      if (applicationId === undefined) return { seen: undefined };
      return this.observer.look(lookups.registrationApp, { applicationId });
    });
  }

  /** The desktops of one user in the directory: among all where all were seen, which is how the rules match them. */
  desktopsOf(userName: string): Promise<Seen<readonly Desktop[] | undefined>> {
    return afterFound(this.directory(), async ({ id: directoryId, region }): Promise<Seen<readonly Desktop[]>> => {
      const all = this.known && (await this.known.facts.at(this.known.site, 'desktops'));
      if (all && 'seen' in all) return { seen: desktopsOf(userName, all.seen) };
      return this.observer.look(lookups.desktops, { region, directoryId, userName });
    });
  }

  /**
   * A desktop as Intune manages it. Looked for among all devices where the rules see all: Intune may name another user for
   * it, or none. With flags alone among those of the person first: a tenant may have tens of thousands.
   */
  async managedDeviceOf(
    desktop: Desktop,
    registered: SeenBy<typeof lookups.autopilotDevices>[number] | undefined,
    upn: string,
  ): Promise<Seen<ManagedDevice | undefined>> {
    const among = (devices: Seen<readonly ManagedDevice[]>): Seen<ManagedDevice | undefined> =>
      'seen' in devices ? { seen: managedDeviceOf(desktop, registered, devices.seen) } : devices;
    const known = this.known && among(await this.known.facts.of('managedDevices'));
    if (known && 'seen' in known) return known;
    const own = among(await this.observer.look(lookups.managedDevices, { upn }));
    if (known || !('seen' in own) || own.seen) return own;
    return among(await this.observer.look(lookups.managedDevices, {}));
  }

  applicationAssignments(): Promise<Seen<SeenBy<typeof lookups.applicationAssignments> | undefined>> {
    return afterFound(this.directory(), ({ applicationArn }) =>
      afterFound(this.store(), ({ region, roleArn }) =>
        this.observer.look(lookups.applicationAssignments, {
          applicationArn: applicationArn ?? '',
          region,
          ...present({ roleArn }),
        }),
      ),
    );
  }
}

/** Something that cannot be told apart from here. */
export function unknown(message: string): { readonly unknown: 'error'; readonly message: string } {
  return { unknown: 'error', message };
}
