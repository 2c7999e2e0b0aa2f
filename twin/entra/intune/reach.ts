import { rule } from '../../rules.js';
import type { TenantContext } from '../context.js';
import type { ManagedDevice } from '../intune-objects.js';
import type { IntunePolicy, PolicyAssignment, PolicyTarget } from '../intune-policies.js';
import { filterMatches } from './filters.js';
import type { Reached } from './reached.js';

const exclusionWins = rule(
  'intune-exclusion-wins',
  'https://learn.microsoft.com/intune/intune-service/apps/apps-inc-exl-assignments: excluded groups',
  'Who is in an included and in an excluded group of an object does not get it.',
);
const filterDecides = rule(
  'intune-filter-decides',
  'https://learn.microsoft.com/intune/intune-service/fundamentals/filters',
  'An assignment with a filter reaches the devices that match it (include), or those that do not (exclude).',
);

/** The device that Intune manages, and its user. */
export function reachedBy(context: TenantContext, managed: ManagedDevice): Reached {
  const { state } = context;
  const device = [...state.devices.values()].find(({ deviceId }) => deviceId === managed.azureADDeviceId);
  return { managed, device, user: state.users.get(managed.userId) };
}

/** The assignments of an object by which a device, or its user, gets it. */
export function reaching(context: TenantContext, object: IntunePolicy, reached: Reached): readonly PolicyAssignment[] {
  const { assignments } = object;
  const groups = groupsOf(context, reached);
  const excluded = assignments.some(
    ({ target }) => isExclusion(target) && target.groupId !== undefined && groups.has(target.groupId),
  );
  if (excluded) {
    context.world.rules.leanOn(exclusionWins);
    return [];
  }
  return assignments.filter(({ target }) => {
    if (isExclusion(target) || !includes(target, groups, reached)) return false;
    const { deviceAndAppManagementAssignmentFilterId: id, deviceAndAppManagementAssignmentFilterType: how } = target;
    const filter = context.state.policies.assignmentFilters.get(id ?? '');
    if (!filter || how === 'none') return true;
    context.world.rules.leanOn(filterDecides);
    return filterMatches(context, filter, reached) === (how === 'include');
  });
}

const isExclusion = (target: PolicyTarget): boolean =>
  target['@odata.type'] === '#microsoft.graph.exclusionGroupAssignmentTarget';

function includes(target: PolicyTarget, groups: ReadonlySet<string>, { user }: Reached): boolean {
  switch (target['@odata.type']) {
    case '#microsoft.graph.allDevicesAssignmentTarget':
      return true;
    case '#microsoft.graph.allLicensedUsersAssignmentTarget':
      return user !== undefined;
    default:
      return target.groupId !== undefined && groups.has(target.groupId);
  }
}

/** Every group in which the device or its user is, through others too. */
function groupsOf({ state }: TenantContext, { device, user }: Reached): ReadonlySet<string> {
  const found = new Set<string>();
  const climb = (id: string): void => {
    for (const parent of state.parentsOf(id)) {
      if (found.has(parent)) continue;
      found.add(parent);
      climb(parent);
    }
  };
  for (const each of [device, user]) if (each) climb(each.id);
  return found;
}
