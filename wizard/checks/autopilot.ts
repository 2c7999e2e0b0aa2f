/** Which Autopilot profile reaches the devices of a site. Pure. */
import { autopilotProfileName } from '../../domain/names.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import type { DeploymentFacts } from './fact-types.js';

type Profile = DeploymentFacts['profiles'][number];
type DeviceGroup = DeploymentFacts['autopilotGroups'][number];

/** The profile that the deployment makes for a site, or names; undefined: it is not there. */
export function profileOf(
  profiles: readonly Profile[],
  { intune: { profile }, name }: Deployment,
  site: Site,
): Profile | undefined {
  return profiles.find(({ id, displayName }) =>
    'existing' in profile
      ? id === profile.existing.id
      : displayName === autopilotProfileName(name, site.key, profile.create.displayName),
  );
}

/** Groups that collect the devices of a site by their tag. */
export function groupsOf(groups: readonly DeviceGroup[], { directoryName }: Site): readonly DeviceGroup[] {
  return groups.filter((group) => collects(group, directoryName));
}

/**
 * Whether a group's rule asks for this group tag. Entra compares without case
 * (learn.microsoft.com/entra/identity/users/groups-dynamic-membership: values are not case-sensitive).
 */
export function collects({ tags }: Pick<DeviceGroup, 'tags'>, groupTag: string): boolean {
  return tags.some((tag) => tag.toLowerCase() === groupTag.toLowerCase());
}

/** Whether a profile reaches devices that are in one of these groups, or in one that takes every device. */
export function reaches(profile: Profile, own: readonly DeviceGroup[], all: readonly DeviceGroup[]): boolean {
  const ids = own.map(({ id }) => id);
  // An exclusion does not work on an assignment to all devices.
  if (profile.allDevices) return true;
  if (ids.some((id) => profile.excludedGroupIds.includes(id))) return false;
  const wide = all.filter(({ reachesEveryDevice }) => reachesEveryDevice).map(({ id }) => id);
  return profile.groupIds.some((id) => ids.includes(id) || wide.includes(id));
}

/** Whether Intune says of a device that no profile is assigned to it. */
export function isUnassigned(profileStatus: string | undefined): boolean {
  return /^notAssigned$/i.test(profileStatus ?? '');
}
