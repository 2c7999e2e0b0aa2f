/** Rules about the users of the deployment. */
import { expect } from '@jest/globals';
import { rulesOf } from './cases.js';
import { first, one, person, theirs, well, without } from './world.js';

const ada = person.upn;
const [, grace] = well.users;
if (!grace) throw new Error('grace is not there');
const adaAs = (changes: Partial<typeof person>) => ({ users: [{ ...person, ...changes }, grace] });
const held = { upn: 'ADA@contoso.com', state: 'held' } as const;
const { synced, member } = one;
const group = well.group.displayName;
const foundation = { stage: 'foundation', holds: false } as const;
const composed = 'zo\u00eb@contoso.com';
const decomposed = 'zoe\u0308@contoso.com';

rulesOf('users', {
  'user-absent': {
    'both are there': {},
    'in another case': { facts: adaAs({ upn: 'ADA@Contoso.com' }) },
    'with an accent that is written in another way': {
      deployment: { site: { users: [composed] } },
      facts: adaAs({ upn: decomposed }),
    },
    nobody: { facts: { users: [grace] }, finds: [{ user: ada, got: 'nobody' }] },
    'on hold: nobody waits for them': { deployment: { site: { users: [held] } }, facts: { users: [] } },
    'on hold here and active there, told once and as first written': {
      deployment: { site: { users: [held] }, more: [{ key: 'munich', users: [ada, 'Ada@contoso.com'] }] },
      facts: { users: [] },
      finds: [{ user: ada, got: 'nobody' }],
    },
  },
  'user-disabled': {
    enabled: {},
    disabled: { facts: adaAs({ enabled: false }), finds: [{ user: ada, got: 'disabled' }] },
    'a guest': { facts: adaAs({ guest: true }), finds: [{ user: ada, got: 'a guest' }] },
    'a disabled guest is told as disabled': {
      facts: adaAs({ enabled: false, guest: true }),
      finds: [{ user: ada, got: 'disabled' }],
    },
    'somebody whom the deployment does not list': {
      facts: { users: [...well.users, { ...person, id: 'x', upn: 'mallory@contoso.com', enabled: false }] },
    },
    'on hold': { deployment: { site: { users: [held] } }, facts: adaAs({ enabled: false }) },
  },
  'user-names': {
    'all three names': {},
    'no last name': {
      facts: { users: [without(person, 'lastName'), grace] },
      finds: [{ user: ada, got: 'no last name' }],
    },
    'blanks are no name': {
      facts: adaAs({ firstName: ' ', lastName: '', displayName: '\t' }),
      finds: [{ user: ada, got: 'no first name, no last name, no display name, display name "\\t"' }],
    },
    'each character that Identity Center refuses': {
      facts: adaAs({ firstName: 'A<', lastName: 'B;', displayName: 'C:%>' }),
      finds: [{ user: ada, got: 'first name "A<", last name "B;", display name "C:%>"' }],
    },
    'other marks are fine': { facts: adaAs({ displayName: 'Ada (Sales) & Ü, d’É-x' }) },
    'a group that is refused': {
      facts: { group: { ...well.group, displayName: 'Desktop: users' } },
      finds: [{ thing: 'the desktop users group', got: '"Desktop: users"' }],
    },
    'no group yet': { facts: { group: undefined }, occasion: 'preflight' },
    'on hold': { deployment: { site: { users: [held] } }, facts: adaAs({ lastName: '' }) },
  },
  'fleet-member': {
    'a list': { holds: false },
    'licences, names and accounts as they are to be': { deployment: { site: { fleet: {} } } },
    'members of a group of its own without licences, in one line': {
      deployment: { site: { fleet: { entra: 'ours' } } },
      facts: {
        fleetMembers: Array.from({ length: 7 }, (_, at) => ({
          ...first(well.fleetMembers),
          upn: `u${at}@contoso.com`,
          skuIds: [],
        })),
      },
      finds: [
        {
          thing: '7 members',
          got: 'without Entra ID P1, Intune, Windows VDA E3 or E5: u0@contoso.com, u1@contoso.com, u2@contoso.com, u3@contoso.com, u4@contoso.com, …',
        },
      ],
    },
    'a guest, a name that is too long, and one who is disabled': {
      deployment: { site: { fleet: {} } },
      facts: {
        fleetMembers: [
          { ...first(well.fleetMembers), guest: true },
          { ...first(well.fleetMembers), upn: `${'a'.repeat(60)}@contoso.com` },
          { ...first(well.fleetMembers), enabled: false, skuIds: [] },
        ],
      },
      finds: [
        { thing: '1 member', got: expect.stringContaining('guests: ada@') as never },
        { thing: '1 member', got: expect.stringContaining('a name that WorkSpaces does not take') as never },
      ],
    },
  },
  'user-licence': {
    'everything in one licence': {},
    'no licence': {
      facts: adaAs({ skuIds: [] }),
      finds: [{ user: ada, got: 'without Entra ID P1, Intune, Windows VDA E3 or E5' }],
    },
    'a licence that the tenant no longer has': {
      facts: adaAs({ skuIds: ['sku-of-before'] }),
      finds: [{ user: ada, got: 'without Entra ID P1, Intune, Windows VDA E3 or E5' }],
    },
    'two licences together': {
      facts: {
        ...adaAs({ skuIds: ['a', 'b'] }),
        licences: [
          one.licence,
          { ...one.licence, skuId: 'a', name: 'ENTERPRISE', plans: ['AAD_PREMIUM', 'INTUNE_A'] },
          { ...one.licence, skuId: 'b', name: 'WIN10_VDA_E3', plans: [] },
        ],
      },
    },
    'all but Windows': {
      facts: {
        ...adaAs({ skuIds: ['a'] }),
        licences: [one.licence, { ...one.licence, skuId: 'a', name: 'EMS', plans: ['AAD_PREMIUM', 'INTUNE_A'] }],
      },
      finds: [{ user: ada, got: 'without Windows VDA E3 or E5' }],
    },
    'nobody of that name: another rule says so': { facts: { users: [grace] } },
  },
  'member-upn': {
    'names that WorkSpaces takes': {},
    '63 characters': { facts: { groupMembers: [{ ...member, upn: `${'a'.repeat(51)}@contoso.com` }] } },
    '64 characters': {
      facts: { groupMembers: [{ ...member, upn: `${'a'.repeat(52)}@contoso.com` }] },
      finds: [
        {
          user: `${'a'.repeat(52)}@contoso.com`,
          got: 'must have at most 63 characters (limit of WorkSpaces), has 64',
        },
      ],
    },
    'a guest': {
      facts: { groupMembers: [{ ...member, upn: 'ada_fabrikam.com#EXT#@contoso.com' }] },
      finds: [
        {
          user: 'ada_fabrikam.com#EXT#@contoso.com',
          got: 'must be a member of the tenant: guests (`#EXT#`) cannot sign in to a joined desktop',
        },
      ],
    },
    'a device or a group has no UPN': { facts: { groupMembers: [{ id: 'pc', type: 'device' }] } },
  },
  'user-not-member': {
    'both are members': {},
    'no group: another rule says so': { facts: { group: undefined, groupMembers: [] } },
    'not a member': {
      facts: { groupMembers: well.groupMembers.slice(1) },
      finds: [{ user: ada, got: `not in ${group}` }],
    },
    'left out by the rule of the group': {
      facts: { groupMembers: well.groupMembers.slice(1) },
      deployment: { entra: { desktopUsers: { create: { members: { rule: 'user.department -eq "IT"' } } } } },
      finds: [
        {
          user: ada,
          got: `not in ${group}`,
          fix: expect.stringContaining('entra.desktopUsers.create.members.rule') as unknown as string,
        },
      ],
    },
    'a member of the same name and another id is somebody else': {
      facts: { groupMembers: [{ ...member, id: 'entra-of-before' }, ...well.groupMembers.slice(1)] },
      finds: [{ user: ada, got: `not in ${group}` }],
    },
    'before an apply that fills the group': { occasion: 'preflight', holds: false },
    'a group of theirs, before an apply': {
      occasion: 'preflight',
      deployment: { entra: theirs.group },
      facts: { groupMembers: well.groupMembers.slice(1) },
      finds: [{ user: ada, got: `not in ${group}` }],
    },
    'nobody of that name in Entra: another rule says so': {
      facts: { users: [grace], groupMembers: well.groupMembers },
    },
  },
  'held-member': {
    'nobody is on hold': {},
    'on hold and out of the group': {
      deployment: { site: { users: [held] } },
      facts: { groupMembers: well.groupMembers.slice(1) },
    },
    'on hold and still in it, in another case': {
      deployment: { site: { users: [held] } },
      finds: [{ user: held.upn, got: `in ${group}` }],
    },
    'on hold at one site and active at another': {
      deployment: { site: { users: [held] }, more: [{ key: 'munich', users: [ada] }] },
    },
    'on hold at both sites, told once': {
      deployment: { site: { users: [held] }, more: [{ key: 'munich', users: [{ upn: ada, state: 'held' }] }] },
      facts: { group: undefined },
      finds: [{ user: held.upn, got: 'in it' }],
    },
  },
  'user-not-synced': {
    'both have arrived': {},
    'in another case': {
      facts: { syncedUsers: well.syncedUsers.map((each) => ({ ...each, userName: each.userName.toUpperCase() })) },
    },
    'not there': { facts: { syncedUsers: well.syncedUsers.slice(1) }, finds: [{ user: ada, got: 'not there' }] },
    'disabled in Entra, so that nobody brings them': {
      facts: { ...adaAs({ enabled: false }), syncedUsers: well.syncedUsers.slice(1) },
    },
    'nobody of that name in Entra: another rule says so': {
      facts: { users: [grace], syncedUsers: well.syncedUsers.slice(1) },
    },
    'under an earlier name, which no desktop is made for': {
      facts: { syncedUsers: [{ ...synced, userName: 'ada.before@contoso.com' }, ...well.syncedUsers.slice(1)] },
      finds: [{ user: ada, got: 'not there' }],
    },
    'before the handshake': foundation,
  },
  'synced-user': {
    'the one that Entra has': {},
    'not there: another rule says so': { facts: { syncedUsers: well.syncedUsers.slice(1) } },
    'made by hand': {
      facts: { syncedUsers: [without(synced, 'externalId')] },
      finds: [{ user: ada, got: 'made by hand, not by SCIM' }],
    },
    'of an earlier account': {
      facts: { syncedUsers: [{ ...synced, externalId: 'entra-of-before' }] },
      finds: [{ user: ada, got: 'of an earlier account, which was deleted and made anew' }],
    },
    'twice: by name and by id': {
      facts: { syncedUsers: [{ ...synced, userId: 'old', userName: 'ada.before@contoso.com' }, synced] },
      finds: [{ user: ada, got: '2 entries: ada.before@contoso.com, ada@contoso.com' }],
    },
    'disabled in Identity Center alone': {
      facts: { syncedUsers: [{ ...synced, enabled: false }] },
      finds: [{ user: ada, got: 'disabled in Identity Center, enabled in Entra' }],
    },
    'disabled in both': {
      facts: { ...adaAs({ enabled: false }), syncedUsers: [{ ...synced, enabled: false }] },
    },
    'before the handshake': foundation,
  },
});
