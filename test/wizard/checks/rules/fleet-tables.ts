/** Cases of the rules on the room that a fleet has. */
import type { Table } from './cases.js';
import { first, well } from './world.js';

const encrypted = (volumes: object = {}) => ({
  site: { fleet: {}, encryption: { root: true, user: true, key: 'create', ...volumes } },
});
const granted = (grants: number, more = false) => ({ keyId: 'key', grants, more });

export const fleetTables = {
  'fleet-room': {
    'room for both who are in the group': { deployment: { site: { fleet: {} } } },
    'a list': { holds: false },
    'a group of its own': {
      deployment: { site: { fleet: { entra: 'ours' } } },
      facts: { quotas: { region: 'eu-central-1', desktops: 1 } },
      finds: [{ thing: 'quota of WorkSpaces', got: '1 for 2 members' }],
    },
    'a device in the group has no desktop': {
      deployment: { site: { fleet: {} } },
      facts: {
        quotas: { region: 'eu-central-1', desktops: 2 },
        fleetGroupMembers: [...well.fleetGroupMembers, { id: 'pc', type: 'device' }],
      },
    },
    'a quota below the group': {
      deployment: { site: { fleet: {} } },
      facts: { quotas: { region: 'eu-central-1', desktops: 1 } },
      finds: [{ thing: 'quota of WorkSpaces', got: '1 for 2 members' }],
    },
    'no address for those who have no desktop yet': {
      deployment: { site: { fleet: {} } },
      facts: { desktops: [], subnets: well.subnets.map((each) => ({ ...each, freeAddresses: 0 })) },
      finds: [
        {
          thing: 'addresses',
          got: '0 free for 2 desktops to be made',
          fix: 'Give the directory larger subnets: those of a directory never change, so that is another site.',
        },
      ],
    },
    'a new account, whose functions AWS would refuse': {
      deployment: { site: { fleet: {} } },
      facts: { quotas: { region: 'eu-central-1', desktops: 50, functionConcurrency: 10 } },
      finds: [
        {
          thing: 'concurrent executions of Lambda',
          got: '10, and the engine needs 102',
          fix: 'Ask for 1,000 in Service Quotas, AWS Lambda, "Concurrent executions": AWS refuses the functions of the engine below 102.',
        },
      ],
    },
  },
  'key-grants': {
    'a key that is not made yet': { deployment: encrypted() },
    'as many as a key takes': {
      deployment: encrypted(),
      facts: { desktops: [], volumeKeyGrants: granted(49_992) },
    },
    'two desktops more than it takes': {
      deployment: encrypted(),
      facts: { desktops: [], volumeKeyGrants: granted(49_993) },
      finds: [{ thing: 'grants of the key', got: '49993 there, and 8 for 2 desktops to be made, of 50000' }],
    },
    'one volume takes half as many': {
      deployment: encrypted({ user: false }),
      facts: { desktops: [], volumeKeyGrants: granted(49_993) },
    },
    'more than were counted, of others than the desktops': {
      deployment: encrypted(),
      facts: { desktops: [], volumeKeyGrants: granted(25_000, true) },
      finds: [{ thing: 'grants of the key', got: 'at least 25000 there, and 8 for 2 desktops to be made, of 50000' }],
    },
    'more than were counted, of the desktops, and half of the key is free': {
      deployment: encrypted(),
      facts: {
        desktops: Array.from({ length: 6_300 }, () => first(well.desktops)),
        fleetGroupMembers: Array.from({ length: 6_302 }, () => first(well.fleetGroupMembers)),
        volumeKeyGrants: granted(25_000, true),
      },
    },
    'more than were counted, and near the end of the key': {
      deployment: encrypted(),
      facts: {
        desktops: Array.from({ length: 11_249 }, () => first(well.desktops)),
        fleetGroupMembers: Array.from({ length: 11_251 }, () => first(well.fleetGroupMembers)),
        volumeKeyGrants: granted(25_000, true),
      },
      finds: [{ thing: 'grants of the key', got: 'at least 44996 there, and 8 for 2 desktops to be made, of 50000' }],
    },
    'more than were counted, and everybody has a desktop': {
      deployment: encrypted(),
      facts: { volumeKeyGrants: granted(25_000, true) },
    },
    'more people than a key has grants for': {
      deployment: encrypted(),
      facts: {
        desktops: [],
        fleetGroupMembers: Array.from({ length: 12_501 }, () => first(well.fleetGroupMembers)),
      },
      finds: [{ thing: 'grants of the key', got: '0 there, and 50004 for 12501 desktops to be made, of 50000' }],
    },
    'a list': { deployment: { site: { encryption: { root: true, user: true, key: 'create' } } }, holds: false },
    'volumes that are not encrypted': { deployment: { site: { fleet: {}, encryption: null } }, holds: false },
  },
} satisfies Readonly<Record<string, Table>>;
