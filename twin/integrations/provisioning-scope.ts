import { rule } from '../rules.js';
import type { Group, User } from '../entra/objects.js';
import type { TenantContext } from '../entra/context.js';
import type { SynchronizationJob } from '../entra/synchronization.js';

const assignedOnly = rule(
  'scim-assigned-only',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/idp-microsoft-entra.html; docs/facts/entra.md 3.3',
  'Only users and groups that are assigned to the enterprise app are provisioned.',
);
const noNestedGroups = rule(
  'scim-no-nested-groups',
  'https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works; docs/facts/entra.md 3.3',
  'Of an assigned group only the direct members are provisioned; groups in it are not read.',
);

/** What a provisioning job moves, unless it takes everybody: assigned users, assigned groups and the users directly in them. */
export interface Scope {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
  /** Users directly in an assigned group. */
  membersOf(groupId: string): readonly string[];
}

export function scopeOf(context: TenantContext, { servicePrincipalId, syncAll }: SynchronizationJob): Scope {
  const { state, world } = context;
  const membersOf = (groupId: string): readonly string[] =>
    state.membersOf(groupId).filter((id) => state.users.has(id));
  if (syncAll) return { users: state.users, groups: state.groups, membersOf };
  world.rules.leanOn(assignedOnly);
  const assigned = [...state.appRoleAssignments.values()].filter((each) => each.resourceId === servicePrincipalId);
  const groups = new Map<string, Group>();
  const users = new Map<string, User>();
  const take = (id: string): void => {
    const user = state.users.get(id);
    if (user) users.set(id, user);
  };
  for (const { principalId } of assigned) {
    const group = state.groups.get(principalId);
    if (!group) {
      take(principalId);
      continue;
    }
    groups.set(group.id, group);
    for (const member of state.membersOf(group.id)) {
      if (state.groups.has(member)) world.rules.leanOn(noNestedGroups);
      take(member);
    }
  }
  return { users, groups, membersOf };
}
