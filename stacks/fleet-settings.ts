import type { FleetSettings } from '../domain/fleet/settings.js';
import { day } from '../domain/day.js';
import { present } from '../domain/present.js';
import type { Bundle } from '../modules/workspaces/bundle.js';
import type { Deployment, Fleet, Site } from '../deployment/schema.js';
import type { FleetGroups } from './fleet-groups.js';

/** What a fleet's policy has beyond the desktops of its site: packages, the former list, fleets that come first. Nothing where it has none. */
export function fleetParts(
  { sites }: Deployment,
  site: Site,
  fleet: Fleet,
  made: { readonly groups: FleetGroups; readonly bundles: ReadonlyMap<string, Bundle> },
): Pick<FleetSettings, 'bundles' | 'packages' | 'earlier' | 'from'> {
  const { groups } = made;
  const before = sites.slice(
    0,
    sites.findIndex(({ key }) => key === site.key),
  );
  const earlier = fleet.alsoAt ? [] : before.filter(({ desktops }) => desktops.fleet);
  const former = site.desktops.former ?? [];
  return {
    // Desktops may be migrated to any of the site.
    bundles: Object.fromEntries([...made.bundles].map(([name, each]) => [name, sizesOf(each)])),
    ...(fleet.packages.length > 0
      ? {
          packages: fleet.packages.map(({ group, ...kind }) => ({
            groupId: groups.ofPackage(group),
            ...present(kind),
          })),
        }
      : {}),
    ...(earlier.length > 0 ? { earlier: earlier.map(({ key }) => ({ site: key, groupId: groups.of(key) })) } : {}),
    ...(former.length > 0 ? { from: former.map(formerUser) } : {}),
  };
}

function formerUser(user: NonNullable<Site['desktops']['former']>[number]): NonNullable<FleetSettings['from']>[number] {
  const { upn, state, bundle, runningMode, autoStopMinutes, holdUntil } = user;
  return {
    upn,
    ...(state === 'held' ? { held: true } : {}),
    // The day itself is still one of the hold.
    ...(holdUntil === undefined ? {} : { holdUntil: Date.parse(`${holdUntil}T00:00:00Z`) + day }),
    ...present({ bundle, runningMode, autoStopMinutes }),
  };
}

function sizesOf({
  bundleId,
  computeType,
  rootVolumeGib,
  userVolumeGib,
}: Bundle): NonNullable<FleetSettings['bundles']>[string] {
  return { bundleId, computeType, rootVolumeGib, userVolumeGib };
}
