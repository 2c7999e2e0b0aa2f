import type { PolicyTarget } from '../../../../domain/policy-reach.js';

/** An assignment of a policy of Intune, as Graph shows it. */
export interface Assignment {
  readonly target: {
    readonly '@odata.type': string;
    readonly groupId?: string | null;
    readonly deviceAndAppManagementAssignmentFilterId?: string | null;
    readonly deviceAndAppManagementAssignmentFilterType?: string | null;
  };
}

const kinds: Readonly<Record<string, PolicyTarget['to']>> = {
  allDevicesAssignmentTarget: 'allDevices',
  allLicensedUsersAssignmentTarget: 'allUsers',
  groupAssignmentTarget: 'group',
  exclusionGroupAssignmentTarget: 'exclusion',
};

/** Whom a policy is assigned to. Targets of other kinds (a collection of Configuration Manager) hold no desktop. */
export function targetsOf(assignments: readonly Assignment[] = []): readonly PolicyTarget[] {
  return assignments.flatMap(({ target }) => {
    const to = kinds[target['@odata.type'].replace('#microsoft.graph.', '')];
    if (to === undefined) return [];
    const mode = target.deviceAndAppManagementAssignmentFilterType;
    const id = target.deviceAndAppManagementAssignmentFilterId;
    return [
      {
        to,
        ...(target.groupId ? { groupId: target.groupId } : {}),
        ...(id && (mode === 'include' || mode === 'exclude') ? { filter: { id, mode } } : {}),
      },
    ];
  });
}
