import type {
  AlternateIdentifier,
  CreateGroupMembershipRequest,
  CreateGroupRequest,
  CreateUserRequest,
  DeleteGroupMembershipRequest,
  DeleteGroupRequest,
  DeleteUserRequest,
  DescribeGroupMembershipRequest,
  DescribeGroupRequest,
  DescribeUserRequest,
  Filter,
  GetGroupIdRequest,
  GetGroupMembershipIdRequest,
  GetUserIdRequest,
  IsMemberInGroupsRequest,
  ListGroupMembershipsForMemberRequest,
  ListGroupMembershipsRequest,
  ListGroupsRequest,
  ListUsersRequest,
} from '@aws-sdk/client-identitystore';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { instanceAnswersInItsRegion } from './admin-operations.js';
import type { IdentityCenter } from './identity-center.js';
import type { IdentityStore, StoreGroup, StoreUser } from './identity-store.js';
import { addresses, letsApiIn, storeBehindEndpoint, type StoreNetwork } from './network-access.js';

const readableByMembers = rule(
  'identity-store-readable-by-members',
  'botocore identitystore',
  'Member accounts may read the identity store of an organization instance unless the organization limits it.',
);

/** identitystore: users, groups and memberships. */
export function storeOperations(cloud: Cloud, center: IdentityCenter): Operations {
  const open = (call: Call, id: string | undefined): IdentityStore => openStore(cloud, center, call, id ?? '');
  return {
    ListUsers: (input: ListUsersRequest, call: Call) => {
      const users = [...open(call, input.IdentityStoreId).users.values()].filter((user) =>
        passes(input.Filters, { UserName: user.userName }),
      );
      const { items, next } = page(users, input.NextToken, input.MaxResults ?? 100);
      return present({ Users: items.map((user) => userDescribed(input.IdentityStoreId, user)), NextToken: next });
    },
    ListGroups: (input: ListGroupsRequest, call: Call) => {
      const groups = [...open(call, input.IdentityStoreId).groups.values()].filter((group) =>
        passes(input.Filters, { DisplayName: group.displayName }),
      );
      const { items, next } = page(groups, input.NextToken, input.MaxResults ?? 100);
      return present({ Groups: items.map((group) => groupDescribed(input.IdentityStoreId, group)), NextToken: next });
    },
    DescribeUser: (input: DescribeUserRequest, call: Call) =>
      userDescribed(input.IdentityStoreId, needUser(open(call, input.IdentityStoreId), input.UserId)),
    DescribeGroup: (input: DescribeGroupRequest, call: Call) =>
      groupDescribed(input.IdentityStoreId, needGroup(open(call, input.IdentityStoreId), input.GroupId)),
    GetUserId: (input: GetUserIdRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const found = [...store.users.values()].find((user) =>
        isMeant(input.AlternateIdentifier, user.externalId, {
          userName: user.userName,
          'emails.value': user.email ?? '',
        }),
      );
      if (!found) throw notFound('USER');
      return { UserId: found.userId, IdentityStoreId: store.id };
    },
    GetGroupId: (input: GetGroupIdRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const found = [...store.groups.values()].find((group) =>
        isMeant(input.AlternateIdentifier, group.externalId, { displayName: group.displayName }),
      );
      if (!found) throw notFound('GROUP');
      return { GroupId: found.groupId, IdentityStoreId: store.id };
    },
    ...membershipOperations(open),
    DescribeIdentityStore: (input: { IdentityStoreId?: string }, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      return present({ ...storeNamed(center, store), NetworkConfiguration: store.network });
    },
    // What is sent takes the place of all that was: https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference.
    UpdateIdentityStore: (input: { IdentityStoreId?: string; NetworkConfiguration?: StoreNetwork }, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      if (input.NetworkConfiguration !== undefined) store.network = input.NetworkConfiguration;
      return storeNamed(center, store);
    },
    CreateUser: (input: CreateUserRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      if (store.userByName(input.UserName ?? '')) throw new AwsError('ConflictException', 'Duplicate UserName');
      const email = input.Emails?.[0]?.Value;
      const user = store.addUser({
        userName: input.UserName ?? '',
        displayName: input.DisplayName ?? '',
        givenName: input.Name?.GivenName ?? '',
        familyName: input.Name?.FamilyName ?? '',
        createdBy: call.caller.arn,
        ...(email === undefined ? {} : { email }),
      });
      return { UserId: user.userId, IdentityStoreId: store.id };
    },
    CreateGroup: (input: CreateGroupRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      if (store.groupByName(input.DisplayName ?? ''))
        throw new AwsError('ConflictException', 'Duplicate GroupDisplayName');
      const group = store.addGroup(
        present({
          displayName: input.DisplayName ?? '',
          description: input.Description ?? '',
          createdBy: call.caller.arn,
        }),
      );
      return { GroupId: group.groupId, IdentityStoreId: store.id };
    },
    DeleteUser: (input: DeleteUserRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      store.removeUser(needUser(store, input.UserId).userId);
      return {};
    },
    DeleteGroup: (input: DeleteGroupRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      store.groups.delete(needGroup(store, input.GroupId).groupId);
      return {};
    },
  };
}

function membershipOperations(open: (call: Call, id: string | undefined) => IdentityStore): Operations {
  return {
    ListGroupMemberships: (input: ListGroupMembershipsRequest, call: Call) => {
      const group = needGroup(open(call, input.IdentityStoreId), input.GroupId);
      const { items, next } = page([...group.memberships], input.NextToken, input.MaxResults ?? 100);
      return present({
        GroupMemberships: items.map(([id, userId]) => membership(input.IdentityStoreId, group, id, userId)),
        NextToken: next,
      });
    },
    ListGroupMembershipsForMember: (input: ListGroupMembershipsForMemberRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const { userId } = needUser(store, input.MemberId?.UserId);
      const all = store
        .groupsOf(userId)
        .map((group) => membership(store.id, group, store.membershipOf(group, userId) ?? '', userId));
      const { items, next } = page(all, input.NextToken, input.MaxResults ?? 100);
      return present({ GroupMemberships: items, NextToken: next });
    },
    IsMemberInGroups: (input: IsMemberInGroupsRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const { userId } = needUser(store, input.MemberId?.UserId);
      const mine = new Set(store.groupsOf(userId).map(({ groupId }) => groupId));
      return {
        Results: (input.GroupIds ?? []).map((GroupId) => ({
          GroupId,
          MemberId: { UserId: userId },
          MembershipExists: mine.has(GroupId),
        })),
      };
    },
    GetGroupMembershipId: (input: GetGroupMembershipIdRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const id = store.membershipOf(needGroup(store, input.GroupId), input.MemberId?.UserId ?? '');
      if (id === undefined) throw notFound('GROUP_MEMBERSHIP');
      return { MembershipId: id, IdentityStoreId: store.id };
    },
    DescribeGroupMembership: (input: DescribeGroupMembershipRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const { group, userId } = needMembership(store, input.MembershipId);
      return membership(store.id, group, input.MembershipId ?? '', userId);
    },
    CreateGroupMembership: (input: CreateGroupMembershipRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const group = needGroup(store, input.GroupId);
      const { userId } = needUser(store, input.MemberId?.UserId);
      if (store.membershipOf(group, userId) !== undefined)
        throw new AwsError('ConflictException', 'Member and Group relationship already exists.');
      return { MembershipId: store.addMember(group, userId), IdentityStoreId: store.id };
    },
    DeleteGroupMembership: (input: DeleteGroupMembershipRequest, call: Call) => {
      const store = open(call, input.IdentityStoreId);
      const { group, userId } = needMembership(store, input.MembershipId);
      store.removeMember(group, userId);
      return {};
    },
  };
}

function openStore(cloud: Cloud, center: IdentityCenter, call: Call, id: string): IdentityStore {
  const instance = center.storeIn(call.region, id);
  if (!instance) {
    if (center.instances.some(({ store }) => store.id === id)) cloud.leanOn(instanceAnswersInItsRegion);
    throw new AwsError('ResourceNotFoundException', 'IDENTITY_STORE not found.', {
      ResourceType: 'IDENTITY_STORE',
      ResourceId: id,
    });
  }
  if (instance.ownerAccountId !== call.caller.accountId && !cloud.settings.memberAccountsReadIdentityStore) {
    cloud.leanOn(readableByMembers);
    throw new AwsError('AccessDeniedException', 'You do not have sufficient access to perform this action.');
  }
  if (!letsApiIn(instance.store.network, addresses.outside)) {
    cloud.leanOn(storeBehindEndpoint);
    throw new AwsError('AccessDeniedException', 'You do not have sufficient access to perform this action.');
  }
  return instance.store;
}

function storeNamed(center: IdentityCenter, store: IdentityStore): object {
  const owner = center.instances.find((each) => each.store === store)?.ownerAccountId ?? '';
  return {
    IdentityStoreId: store.id,
    IdentityStoreArn: `arn:aws:identitystore::${owner}:identitystore/${store.id}`,
  };
}

function needUser(store: IdentityStore, id: string | undefined): StoreUser {
  const found = store.users.get(id ?? '');
  if (!found) throw notFound('USER', id);
  return found;
}

function needGroup(store: IdentityStore, id: string | undefined): StoreGroup {
  const found = store.groups.get(id ?? '');
  if (!found) throw notFound('GROUP', id);
  return found;
}

function needMembership(store: IdentityStore, id: string | undefined): { group: StoreGroup; userId: string } {
  for (const group of store.groups.values()) {
    const userId = group.memberships.get(id ?? '');
    if (userId !== undefined) return { group, userId };
  }
  throw notFound('GROUP_MEMBERSHIP', id);
}

function notFound(what: string, id?: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `${what} not found.`,
    present({ ResourceType: what, ResourceId: id }),
  );
}

/** `Filters` of the list calls: one attribute, compared whole. */
function passes(filters: readonly Filter[] | undefined, attributes: Readonly<Record<string, string>>): boolean {
  return (filters ?? []).every(({ AttributePath: path = '', AttributeValue: value = '' }) => {
    const got = attributes[path];
    if (got === undefined) throw new AwsError('ValidationException', `Unsupported filter attribute: ${path}`);
    return got.toLowerCase() === value.toLowerCase();
  });
}

function isMeant(
  identifier: AlternateIdentifier | undefined,
  externalId: string | undefined,
  unique: Readonly<Record<string, string>>,
): boolean {
  if (identifier?.ExternalId) return identifier.ExternalId.Id === externalId;
  const { AttributePath: path = '', AttributeValue: value } = identifier?.UniqueAttribute ?? {};
  if (!(path in unique)) throw new AwsError('ValidationException', `Unsupported unique attribute: ${path}`);
  const got = unique[path] ?? '';
  return got !== '' && typeof value === 'string' && got.toLowerCase() === value.toLowerCase();
}

function userDescribed(storeId: string | undefined, user: StoreUser): object {
  return present({
    IdentityStoreId: storeId,
    UserId: user.userId,
    UserName: user.userName,
    DisplayName: user.displayName,
    Name: { GivenName: user.givenName, FamilyName: user.familyName },
    Title: user.title,
    Emails: user.email === undefined ? undefined : [{ Value: user.email, Type: 'work', Primary: true }],
    ExternalIds: externalIds(user.externalId),
    UserStatus: user.active ? 'ENABLED' : 'DISABLED',
    CreatedAt: user.createdAt,
    CreatedBy: user.createdBy,
    UpdatedAt: user.updatedAt,
    UpdatedBy: user.createdBy,
  });
}

function groupDescribed(storeId: string | undefined, group: StoreGroup): object {
  return present({
    IdentityStoreId: storeId,
    GroupId: group.groupId,
    DisplayName: group.displayName,
    Description: group.description,
    ExternalIds: externalIds(group.externalId),
    CreatedAt: group.createdAt,
    CreatedBy: group.createdBy,
    UpdatedAt: group.updatedAt,
    UpdatedBy: group.createdBy,
  });
}

function externalIds(id: string | undefined): object[] | undefined {
  return id === undefined ? undefined : [{ Issuer: 'https://scim.aws.com/', Id: id }];
}

function membership(storeId: string | undefined, group: StoreGroup, id: string, userId: string): object {
  return { IdentityStoreId: storeId, MembershipId: id, GroupId: group.groupId, MemberId: { UserId: userId } };
}
