import {
  DescribeUserCommand,
  IdentitystoreClient,
  IsMemberInGroupsCommand,
  ListGroupMembershipsCommand,
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
