/** People, groups and roles as an administrator has them: made by hand, not by a call. */
import type { TenantContext } from './context.js';
import { directoryRoleTemplates } from './catalogue.js';
import { activatedRole } from './graph/directory.js';
import { makeGroup, makeUser } from './new-objects.js';
import type { Group, User } from './objects.js';

/** Without `licences` every licence of the tenant. */
export type UserWish = Partial<User> & { readonly licences?: readonly string[] };

export interface GroupWish {
  /** By object id. */
  readonly members?: readonly string[];
  /** Of a dynamic group. */
  readonly rule?: string;
}

/** Adds a user; by default enabled, a member, with first and last name from the UPN and every licence of the tenant. */
export function addUser(context: TenantContext, userPrincipalName: string, given: UserWish): User {
  const { state, world } = context;
  const { licences, ...fields } = given;
  const [first = '', last = 'Example'] = (userPrincipalName.split('@')[0] ?? '').split('.').map(capital);
  const bought = state.skus.filter((sku) => licences?.includes(sku.skuPartNumber) ?? true);
  const user = makeUser({
    id: state.newId(),
    createdDateTime: world.clock.now().toISOString(),
    userPrincipalName,
    givenName: first,
    surname: last,
    displayName: `${first} ${last}`,
    mail: userPrincipalName,
    usageLocation: 'DE',
    assignedLicenses: bought.map(({ skuId }) => ({ skuId, disabledPlans: [] })),
    ...fields,
  });
  state.users.set(user.id, user);
  context.membershipMayHaveChanged();
  return user;
}

/** Adds a group with members by object id, or dynamic with a rule. */
export function addGroup(context: TenantContext, displayName: string, given: GroupWish): Group {
  const { state, world } = context;
  const dynamic =
    given.rule === undefined
      ? {}
      : ({
          groupTypes: ['DynamicMembership'],
          membershipRule: given.rule,
          membershipRuleProcessingState: 'On',
        } as const);
  const group = makeGroup({
    id: state.newId(),
    createdDateTime: world.clock.now().toISOString(),
    displayName,
    mailNickname: displayName.replace(/\W/g, ''),
    ...dynamic,
    groupTypes: [...(dynamic.groupTypes ?? [])],
  });
  state.groups.set(group.id, group);
  state.members.set(group.id, [...(given.members ?? [])]);
  context.membershipMayHaveChanged();
  return group;
}

/** Gives a directory role, e.g. `Global Administrator`. */
export function assignDirectoryRole({ state }: TenantContext, principalId: string, roleName: string): void {
  const template = directoryRoleTemplates.find((each) => each.displayName === roleName);
  const role = template && activatedRole(state, template.id);
  if (!template || !role) throw new Error(`twin: no directory role is called ${roleName}`);
  const id = state.newId();
  state.roleAssignments.set(id, {
    id,
    principalId,
    roleDefinitionId: template.id,
    directoryScopeId: '/',
    appScopeId: null,
    condition: null,
  });
  state.members.set(role.id, [...state.membersOf(role.id), principalId]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
