import type { GraphBody } from './msgraph.js';

/** Who gets something: groups, each by a key that never changes, and groups that do not. */
export interface Audience {
  /** Object ids of the groups that get it, by a key such as that of the site. */
  readonly targets: Readonly<Record<string, string>>;
  /**
   * Object ids of groups whose members do not get it.
   * @default - none
   */
  readonly exclude?: readonly string[];
}

/** One target in Graph: a group, with a filter where one is given. */
export function groupTarget(groupId: string, includeFilterId?: string): GraphBody {
  return {
    '@odata.type': '#microsoft.graph.groupAssignmentTarget',
    groupId,
    deviceAndAppManagementAssignmentFilterId: includeFilterId ?? null,
    deviceAndAppManagementAssignmentFilterType: includeFilterId === undefined ? 'none' : 'include',
  };
}

/** A group that is left out. */
export function exclusionTarget(groupId: string): GraphBody {
  return { '@odata.type': '#microsoft.graph.exclusionGroupAssignmentTarget', groupId };
}

/** Every target of an audience: what `assign` takes, which replaces all that there was. */
export function targetsOf({ targets, exclude = [] }: Audience): readonly GraphBody[] {
  return [...Object.values(targets).map((id) => groupTarget(id)), ...exclude.map(exclusionTarget)];
}

/** @throws Error without a target: nobody would get it */
export function validateAudience(what: string, { targets }: Audience): void {
  if (Object.keys(targets).length === 0)
    throw new Error(`\`targets\` of ${what} must name at least one group, or nobody would get it, got: none`);
}
