import {
  DescribeUserCommand,
  GetUserIdCommand,
  IsMemberInGroupsCommand,
  paginateListGroupMemberships,
  paginateListUsers,
  type IdentitystoreClient,
} from '@aws-sdk/client-identitystore';
import { sorted } from '../../domain/fleet/groups.js';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import type { Membership, Person } from '../../domain/fleet/types.js';
import type { Clients } from '../clients.js';
import { codeOf, isNotThere, isPassing } from '../errors.js';
import type { FleetPeople } from './ports.js';

/** Up to so many members each is asked for by id; above it the whole store is read, a hundred a call. */
const askedOneByOne = 100;

/**
 * The group of a fleet, and the groups of all fleets.
 * @param all the settings of every fleet of the engine
 */
export function fleetPeople(clients: Clients, settings: FleetSettings, all: readonly FleetSettings[]): FleetPeople {
  const { identityStoreId: IdentityStoreId, groupId: GroupId, roleArn, identityCenterRegion } = settings;
  const store = clients.identityStore(roleArn, identityCenterRegion);
  return {
    async membership(): Promise<Membership> {
      try {
        const ids = await memberIds(store, IdentityStoreId, GroupId);
        const members = await people(store, IdentityStoreId, ids);
        const others = [...(settings.packages ?? []), ...(settings.earlier ?? [])].map((each) => each.groupId);
        const idsIn = new Map<string, ReadonlySet<string>>();
        // One that cannot be read stops everything, too: a desktop of the wrong kind, or a second one, would be made.
        for (const each of new Set(others)) idsIn.set(each, new Set(await memberIds(store, IdentityStoreId, each)));
        return { members: sorted(members, settings, idsIn) };
      } catch (error) {
        if (isNotThere(error, 'GROUP'))
          return { unreadable: 'a group of the fleet is not in Identity Center any more' };
        if (isPassing(error) || codeOf(error) !== undefined)
          return { unreadable: `Identity Center answered ${answerOf(error)}` };
        throw error;
      }
    },
    async idOf(upn) {
      const AlternateIdentifier = { UniqueAttribute: { AttributePath: 'userName', AttributeValue: upn } };
      try {
        return (await store.send(new GetUserIdCommand({ IdentityStoreId, AlternateIdentifier }))).UserId;
      } catch (error) {
        if (isNotThere(error, 'USER')) return undefined;
        throw error;
      }
    },
    async isMember(UserId) {
      const GroupIds = [...new Set(all.map(({ groupId }) => groupId))];
      try {
        const { Results = [] } = await store.send(
          new IsMemberInGroupsCommand({ IdentityStoreId, MemberId: { UserId }, GroupIds }),
        );
        if (Results.length < GroupIds.length) return undefined;
        if (!Results.some(({ MembershipExists }) => MembershipExists !== false)) return false;
        // Disabled counts as left, here as in the decision.
        const { UserStatus } = await store.send(new DescribeUserCommand({ IdentityStoreId, UserId }));
        return UserStatus !== 'DISABLED';
      } catch (error) {
        // Deleted in Entra: in no group any more.
        return isNotThere(error, 'USER') ? false : undefined;
      }
    },
  };
}

/** The code, or what is wrong with an answer that has none. */
function answerOf(error: unknown): string {
  const code = codeOf(error) ?? 'nothing';
  return code === 'Error' ? (error as Error).message : code;
}

async function memberIds(client: IdentitystoreClient, IdentityStoreId: string, GroupId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of paginateListGroupMemberships({ client, pageSize: 100 }, { IdentityStoreId, GroupId }))
    ids.push(...(page.GroupMemberships ?? []).flatMap(({ MemberId }) => MemberId?.UserId ?? []));
  return ids;
}

interface User {
  readonly UserId?: string | undefined;
  readonly UserName?: string | undefined;
  readonly UserStatus?: string | undefined;
}

async function people(store: IdentitystoreClient, IdentityStoreId: string, ids: readonly string[]): Promise<Person[]> {
  const users = ids.length <= askedOneByOne ? [] : await listed(store, IdentityStoreId, new Set(ids));
  const known = new Set(users.map(({ UserId }) => UserId));
  // One by one, too, who is in no list: nobody is taken for a leaver because a page was old.
  for (const UserId of ids.filter((id) => !known.has(id))) {
    try {
      users.push(await store.send(new DescribeUserCommand({ IdentityStoreId, UserId })));
    } catch (error) {
      // Deleted between the two calls.
      if (!isNotThere(error, 'USER')) throw error;
    }
  }
  return users.map(({ UserId, UserName, UserStatus }) => {
    // Left out, a member would be taken for a leaver.
    if (UserId === undefined || UserName === undefined) throw new Error(`a user without a name (${UserId ?? 'no id'})`);
    return { userId: UserId, upn: UserName, enabled: UserStatus !== 'DISABLED' };
  });
}

async function listed(
  client: IdentitystoreClient,
  IdentityStoreId: string,
  wanted: ReadonlySet<string>,
): Promise<User[]> {
  const users: User[] = [];
  for await (const page of paginateListUsers({ client, pageSize: 100 }, { IdentityStoreId }))
    users.push(...(page.Users ?? []).filter(({ UserId }) => UserId !== undefined && wanted.has(UserId)));
  return users;
}
