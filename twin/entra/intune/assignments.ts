import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { emptyBadRequest } from '../errors.js';
import type { GraphCall } from '../graph/route.js';
import type { PolicyAssignment, PolicyTarget } from '../intune-policies.js';

const existingGroup = rule('intune-assign-group', 'guess', 'An assignment names a group that exists.');

export const targetShape: Shape = {
  '@odata.type': 'string!',
  groupId: 'string',
  deviceAndAppManagementAssignmentFilterId: 'string?',
  deviceAndAppManagementAssignmentFilterType: 'string?',
};

/** As Graph shows one. */
export function shownAssignment({ id, ...rest }: PolicyAssignment): Record<string, unknown> {
  return { id, source: 'direct', sourceId: id.split('_')[0], ...rest };
}

/** Whom an assignment names has to be there: the group, and the filter. */
export function checkTarget(
  call: GraphCall,
  { groupId, deviceAndAppManagementAssignmentFilterId: filter }: PolicyTarget,
): void {
  const { state, context } = call;
  const isThere =
    (groupId === undefined || state.groups.has(groupId)) &&
    (filter === undefined || filter === null || state.policies.assignmentFilters.has(filter));
  if (isThere) return;
  context.world.rules.leanOn(existingGroup);
  throw emptyBadRequest();
}
