/** Which of the tenant's policies reach the desktops of a deployment, and what keeps them away. Pure. */
import { passesFilter } from '../../domain/assignment-filter.js';
import { autopilotProfileName } from '../../domain/names.js';
import type { Reach, ReachContext, ReachedGroup } from '../../domain/policy-reach.js';
import type { Deployment } from '../../deployment/schema.js';
import { groupsOf, profileOf } from './autopilot.js';
import type { DeploymentFacts, SeenGroup } from './fact-types.js';

/** Facts by which it is told whom a group holds. */
export const reachFacts = [
  'autopilotGroups',
  'group',
  'users',
  'everyDevice',
  'profiles',
  'assignmentFilters',
] as const;
type ReachFacts = Pick<DeploymentFacts, (typeof reachFacts)[number]>;

/** What `reachOf` is asked with, for groups that policies name. */
export function reachContext(facts: ReachFacts, groups: readonly SeenGroup[], deployment: Deployment): ReachContext {
  return {
    groups: groups.map((group) => reachedGroup(group, facts, deployment)),
    filters: facts.assignmentFilters,
    profileNames: profileNames(facts, deployment),
  };
}

/** Whom of ours a group holds. */
export function reachedGroup(
  { id, displayName, memberIds, deviceIds }: SeenGroup,
  {
    autopilotGroups,
    group,
    users,
    everyDevice,
  }: Pick<ReachFacts, 'autopilotGroups' | 'group' | 'users' | 'everyDevice'>,
  { sites }: Deployment,
): ReachedGroup {
  const within = (each: string): boolean => each === id || memberIds.includes(each);
  const wide = autopilotGroups.some((each) => each.reachesEveryDevice && within(each.id));
  const bySite = sites.map((site) => wide || groupsOf(autopilotGroups, site).some((each) => within(each.id)));
  const devices = howMany(bySite);
  return {
    id,
    displayName,
    devices:
      devices === 'none' ? howMany(everyDevice.map(({ entraDeviceId }) => deviceIds.includes(entraDeviceId))) : devices,
    users: group && within(group.id) ? 'all' : howMany(users.map((user) => memberIds.includes(user.id))),
  };
}

function howMany(each: readonly boolean[]): ReachedGroup['users'] {
  if (!each.includes(true)) return 'none';
  return each.every(Boolean) ? 'all' : 'some';
}

/** Profiles that the desktops get; one of theirs that is not there is not known. */
function profileNames({ profiles }: Pick<ReachFacts, 'profiles'>, deployment: Deployment): readonly string[] {
  const { intune, name, sites } = deployment;
  const names = sites.map((site) => {
    const found = profileOf(profiles, deployment, site)?.displayName;
    return 'create' in intune.profile
      ? (found ?? autopilotProfileName(name, site.key, intune.profile.create.displayName))
      : found;
  });
  return names.every((each) => each !== undefined) ? names : [];
}

/** The exclusion to make, as a sentence. */
export function exclusionFor(
  reach: Reach,
  { filters, profileNames: names }: ReachContext,
  facts: ReachFacts,
  deployment: Deployment,
): string {
  const ours = filters.find(
    ({ rule }) =>
      names.length > 0 &&
      names.every((enrollmentProfileName) => passesFilter(rule, { enrollmentProfileName })) &&
      passesFilter(rule, { enrollmentProfileName: 'another profile' }) === false,
  );
  const rule = names.map((each) => `(device.enrollmentProfileName -eq "${each}")`).join(' or ');
  const byFilter = ours
    ? `set the filter "${ours.displayName}" to Exclude on that assignment`
    : `make an assignment filter ${rule || 'on device.enrollmentProfileName'} and set it to Exclude on that assignment`;
  if (reach.by === 'users')
    return `In Intune ${byFilter}: excluding a group of devices does not hold for an assignment to people.`;
  const groups = [
    ...new Set(
      deployment.sites.flatMap((site) => groupsOf(facts.autopilotGroups, site).map(({ displayName }) => displayName)),
    ),
  ];
  return groups.length === 0
    ? `In Intune ${byFilter}.`
    : `In Intune exclude the group ${groups.join(' and ')} from that assignment, or ${byFilter}.`;
}
