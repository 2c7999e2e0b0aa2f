import {
  DescribeUserCommand,
  IdentitystoreClient,
  IsMemberInGroupsCommand,
  ListGroupMembershipsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-identitystore';
import { describe, expect, test } from '@jest/globals';
import type { FleetSettings } from '../../../domain/fleet/settings.js';
import type { Clients } from '../../../function/clients.js';
import { fleetPeople } from '../../../function/fleet/people.js';
import { policy } from './world.js';

/** An identity store with one user, who is in the group. */
function peopleOf(user: object, more: Partial<FleetSettings> = {}, groupsOf: readonly string[] = ['g-1']) {
  const send = async (command: object): Promise<object> => {
    if (command instanceof IsMemberInGroupsCommand) return { Results: [{ MembershipExists: true }] };
    if (command instanceof ListGroupMembershipsCommand)
      return groupsOf.includes(command.input.GroupId ?? '')
        ? { GroupMemberships: [{ MemberId: { UserId: 'id-1' } }] }
        : {};
    if (command instanceof DescribeUserCommand) return user;
    throw new Error('not expected');
  };
  const settings = { ...policy, identityStoreId: 'd-1', groupId: 'g-1', ...more } as FleetSettings;
  const client = Object.assign(new IdentitystoreClient({ region: 'eu-central-1' }), { send });
  return fleetPeople({ identityStore: () => client } as unknown as Clients, settings, [settings]);
}

test('the store is asked as the role and in the Region that the settings name', () => {
  const settings = { ...policy, roleArn: 'role', identityCenterRegion: 'us-east-1' } as unknown as FleetSettings;
  const asked: unknown[] = [];
  const identityStore = (...given: unknown[]): void => void asked.push(given);
  fleetPeople({ identityStore } as unknown as Clients, settings, [settings]);
  expect(asked).toEqual([['role', 'us-east-1']]);
});

describe('who is in the group', () => {
  const ada = { UserId: 'id-1', UserName: 'ada@contoso.com' };

  test.each([
    ['ENABLED', true],
    [undefined, true],
    ['DISABLED', false],
  ])('before a removal, a member with the status %s: %s', async (UserStatus, expected) => {
    expect(await peopleOf({ ...ada, UserStatus }).isMember('id-1')).toBe(expected);
  });

  test('is not known while a member has no name: left out, that one would be taken for a leaver', async () => {
    expect(await peopleOf({ UserId: 'id-1' }).membership()).toEqual({
      unreadable: 'Identity Center answered a user without a name (id-1)',
    });
  });

  test.each<[string, Partial<FleetSettings>, object]>([
    ['of no package', {}, {}],
    ['of the first package that matches', { packages: [{ groupId: 'g-2' }, { groupId: 'g-3' }] }, { package: 1 }],
    ['of a site that comes first', { earlier: [{ site: 'berlin', groupId: 'g-3' }] }, { elsewhere: 'berlin' }],
    ['of a site that comes first and does not have them', { earlier: [{ site: 'paris', groupId: 'g-2' }] }, {}],
  ])('is %s', async (_, more, expected) => {
    expect(await peopleOf(ada, more, ['g-1', 'g-3']).membership()).toEqual({
      members: [{ userId: 'id-1', upn: 'ada@contoso.com', enabled: true, ...expected }],
    });
  });
});

describe('an identity store', () => {
  const of = (send: (command: object) => object, others: readonly string[] = []) => {
    const client = Object.assign(new IdentitystoreClient({ region: 'eu-central-1' }), {
      send: async (command: object) => send(command),
    });
    const settings = { ...policy, identityStoreId: 'd-1', groupId: 'g-1' } as FleetSettings;
    const all = [settings, ...others.map((groupId) => ({ ...settings, groupId }))];
    return fleetPeople({ identityStore: () => client } as unknown as Clients, settings, all);
  };
  const user = (UserId: string) => ({ UserId, UserName: `${UserId}@contoso.com` });
  const members = Array.from({ length: 130 }, (_, each) => `id-${each}`);

  test('lists many users in pages, and is asked for each who is on none of them: nobody is taken for a leaver', async () => {
    const described: string[] = [];
    const people = of((command) => {
      if (command instanceof ListGroupMembershipsCommand) {
        const [from, to, next] = command.input.NextToken === undefined ? [0, 100, 'more'] : [100, 130, undefined];
        const ids = members.slice(from, to);
        return { GroupMemberships: ids.map((UserId) => ({ MemberId: { UserId } })), NextToken: next };
      }
      if (command instanceof ListUsersCommand)
        return command.input.NextToken === undefined
          ? { Users: [...members.slice(0, 99), 'id-of-nobody'].map(user), NextToken: 'more' }
          : { Users: members.slice(100, 129).map(user) };
      if (!(command instanceof DescribeUserCommand)) throw new Error('not expected');
      described.push(command.input.UserId ?? '');
      return user(command.input.UserId ?? '');
    });
    const found = await people.membership();
    expect('members' in found && found.members.map(({ userId }) => userId).sort()).toEqual([...members].sort());
    expect(described).toEqual(['id-99', 'id-129']);
  });

  test.each<[string, object[], boolean | undefined]>([
    ['in none of the groups', [{ MembershipExists: false }, { MembershipExists: false }], false],
    ['in that of another fleet', [{ MembershipExists: false }, { MembershipExists: true }], true],
    ['of one group nobody knows', [{ MembershipExists: false }, {}], true],
    ['of which not all were answered', [{ MembershipExists: false }], undefined],
  ])('before a removal, who is %s', async (_, Results, expected) => {
    const groups: unknown[] = [];
    const people = of(
      (command) => {
        if (!(command instanceof IsMemberInGroupsCommand)) return { UserStatus: 'ENABLED' };
        groups.push(command.input.GroupIds);
        return { Results };
      },
      ['g-2'],
    );
    expect(await people.isMember('id-1')).toBe(expected);
    expect(groups).toEqual([['g-1', 'g-2']]);
  });

  test.each<[string, object, boolean | undefined]>([
    ['who was deleted is in no group', { name: 'ResourceNotFoundException', ResourceType: 'USER' }, false],
    ['nothing is known where it does not answer', { name: 'AccessDeniedException' }, undefined],
  ])('%s', async (_, error, expected) => {
    const people = of(() => {
      throw Object.assign(new Error('no'), error);
    });
    expect(await people.isMember('id-1')).toBe(expected);
  });
});
