/** What everybody of a site depends on, seen once: directory, Identity Center, enterprise app, provisioning. */
import { present } from '../../../domain/present.js';
import type { Seen, SeenBy } from '../../clouds/lookup.js';
import { lookups } from '../../clouds/lookups/index.js';
import { afterFound, afterSeen, type Observer } from '../observer.js';
import type { Place } from './place.js';

export type Directory = SeenBy<typeof lookups.directories>[number];
export type App = NonNullable<SeenBy<typeof lookups.enterpriseApp>>;

/** The identity store in which a directory looks for its users. */
export interface Store {
  readonly identityStoreId: string;
  readonly region: string;
  readonly roleArn?: string;
}

export class Surroundings {
  constructor(
    readonly observer: Observer,
    readonly place: Place,
  ) {}

  /** The directory, by name, id, or because it is the only one. */
  directory(): Promise<Seen<Directory | undefined>> {
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
      const role = roleArn === undefined ? {} : { roleArn };
      const first = [...new Set([identityCenterRegion ?? region, region])];
      const near = await this.instanceIn(first, instanceArn, role);
      if ('seen' in near && near.seen) return { seen: near.seen };
      if (!('seen' in near)) return near;
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
    return afterFound(this.appId(), (servicePrincipalObjectId) =>
      this.observer.look(lookups.enterpriseApp, { servicePrincipalObjectId }),
    );
  }

  private async appId(): Promise<Seen<string | undefined>> {
    const { app } = this.place;
    if (app && 'objectId' in app) return { seen: app.objectId };
    return afterSeen(
      this.observer.look(lookups.galleryApps, undefined),
      async (all): Promise<Seen<string | undefined>> => {
        const named = app ? all.filter(({ displayName }) => displayName === app.displayName) : all;
        const working = named.length > 1 ? named.filter(({ provisions }) => provisions) : named;
        if (working.length <= 1) return { seen: (working[0] ?? named[0])?.servicePrincipalObjectId };
        return unknown(
          `the tenant has ${working.length} enterprise apps for Identity Center (${working.map(({ displayName }) => displayName).join(', ')}): name one with --app and its object id`,
        );
      },
    );
  }

  job(): Promise<Seen<SeenBy<typeof lookups.provisioningJob> | undefined>> {
    return afterFound(this.app(), ({ id }) =>
      this.observer.look(lookups.provisioningJob, { servicePrincipalObjectId: id }),
    );
  }

  /** Groups and users that are assigned to the app. */
  assigned(): Promise<Seen<SeenBy<typeof lookups.appAssignments> | undefined>> {
    return afterFound(this.app(), ({ id }) =>
      this.observer.look(lookups.appAssignments, { servicePrincipalObjectId: id }),
    );
  }

  members(groupId: string): Promise<Seen<SeenBy<typeof lookups.groupMembers>>> {
    return this.observer.look(lookups.groupMembers, { groupId });
  }

  tokens(): Promise<Seen<SeenBy<typeof lookups.tokenSecrets>>> {
    const { deployment, identityCenterRegion } = this.place;
    const name = deployment === undefined ? {} : { deployment };
    const inRegion = (region: string) => this.observer.look(lookups.tokenSecrets, { region, ...name });
    if (identityCenterRegion !== undefined) return inRegion(identityCenterRegion);
    return afterSeen(this.store(), async (store) => inRegion(store?.region ?? this.place.region));
  }

  /** The application through which desktops are registered, as the registration secret names it. */
  registrationApp(): Promise<Seen<SeenBy<typeof lookups.registrationApp>>> {
    return afterFound(this.directory(), ({ region, secretArn }) =>
      afterSeen(this.observer.look(lookups.secretShape, { region, secretId: secretArn ?? '' }), async (shape) => {
        const applicationId = 'applicationId' in shape ? shape.applicationId : undefined;
        if (applicationId === undefined) return { seen: undefined };
        return this.observer.look(lookups.registrationApp, { applicationId });
      }),
    );
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
