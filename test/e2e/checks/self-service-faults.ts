import { randomUUID } from 'node:crypto';
import { siteUsersGroupName } from '../../../domain/names.js';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import { change, type Fault, type FaultyWorld } from './faults.js';

/** People who ask for a desktop themselves. */
export const selfServiceFaults: readonly Fault[] = [
  {
    rule: 'self-service-licence',
    what: 'people ask for a desktop in a tenant with Entra ID P1 alone',
    got: /no licence found/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: (world) => asking([{ group: world.users.id }])(world),
    put: () => () => undefined,
  },
  {
    rule: 'approver',
    what: 'an approver that Entra does not know, and a group of nobody',
    got: /^not in this tenant\nno members$/,
    occasion: 'preflight',
    severity: 'warning',
    roots: ['approver', 'self-service-licence'],
    deployment: (world) => {
      const empty = world.twin.entra.addGroup('Deciders').id;
      return asking([
        { group: '0c2f1a9b-7d3e-4b56-8a90-1f2e3d4c5b6a' },
        { group: empty },
        { user: world.user('ada@contoso.com').id },
      ])(world);
    },
    put: (world) => () => {
      const { groups } = world.state;
      for (const { id, displayName } of groups.values()) if (displayName === 'Deciders') groups.delete(id);
    },
  },
  {
    rule: 'fleet-room',
    what: 'a new account in which AWS lets ten functions run at once',
    got: /10, and the engine needs 102/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: aFleet(),
    put: (world) => change(world.region, { functionConcurrency: 10 }),
  },
  {
    rule: 'fleet-room',
    what: 'a quota of desktops below the members of a group of the site alone',
    got: /^1 for 4 members$/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: aFleet({ entra: 'ours' }),
    put: (world) => {
      const { id } = world.twin.entra.addGroup(siteUsersGroupName('contoso-desktops', 'berlin'));
      const undos = [joined(world, id, 4), change(world.region, { desktopQuota: 1 })];
      return () => {
        for (const undo of undos) undo();
        world.state.groups.delete(id);
      };
    },
  },
  {
    rule: 'fleet-room',
    what: 'more members than the subnets of the directory have addresses left',
    got: /^22 free for \d+ desktops to be made$/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: aFleet(),
    put: (world) => {
      const { networks } = world.twin.aws.foundation as FoundationStore;
      const undos = world.directory.subnetIds.map((id) =>
        change(networks.region(world.region.region).subnets.get(id) as unknown as { cidr: string }, {
          cidr: '10.20.0.0/28',
        }),
      );
      undos.push(joined(world, world.users.id, 40), change(world.region, { desktopQuota: 1000 }));
      return () => undos.forEach((undo) => undo());
    },
  },
  {
    rule: 'key-grants',
    what: 'a key of the company whose grants are nearly used up',
    got: /^at least 25000 there, and \d+ for \d+ desktops to be made, of 50000$/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: (world) => ({
      ...aFleet()(world),
      sites: (aFleet()(world).sites ?? []).map((site) => ({
        ...site,
        desktops: { ...site.desktops, encryption: { root: true, user: true, key: companyKey(world).arn } },
      })),
    }),
    put: (world) => {
      const key = companyKey(world);
      key.foreignGrants = 49_998;
      const undo = joined(world, world.users.id, 4);
      return () => {
        key.foreignGrants = 0;
        undo();
      };
    },
  },
  {
    rule: 'fleet-member',
    what: 'a member of the group who has no licence',
    got: /^without .*Intune.*: person0@contoso.com$/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: aFleet(),
    put: (world) => joined(world, world.users.id, 1, { assignedLicenses: [] }),
  },
];

/** The deployment with people who ask for a desktop themselves. */
function asking(approvers: readonly object[]): NonNullable<Fault['deployment']> {
  return aFleet({ selfService: { accessPackage: { approvers } } });
}

/** The deployment with the members of a group in the place of its list. */
export function aFleet(group: object = {}): NonNullable<Fault['deployment']> {
  return ({ file }) => ({
    ...file,
    entra: { ...file.entra, desktopUsers: { create: { members: 'elsewhere' as const } } },
    sites: file.sites.map((site) => ({ ...site, desktops: { ...site.desktops, users: { group } } })),
  });
}

/** Puts people like Ada into a group. */
function joined(world: FaultyWorld, groupId: string, count: number, rest: object = {}): () => void {
  const { users, members } = world.state;
  const before = members.get(groupId) ?? [];
  const added = Array.from({ length: count }, (_, at) => {
    const userPrincipalName = `person${at}@contoso.com`;
    const user = {
      ...world.user('ada@contoso.com'),
      id: randomUUID(),
      userPrincipalName,
      mail: userPrincipalName,
      ...rest,
    };
    users.set(user.id, user);
    return user.id;
  });
  members.set(groupId, [...before, ...added]);
  return () => {
    members.set(groupId, before);
    for (const id of added) users.delete(id);
  };
}

/** A key of the account, as somebody might have made it for all volumes. */
function companyKey(world: FaultyWorld) {
  const { keys } = world.twin.aws.foundation as FoundationStore;
  const [key] = [...keys.all(world.region.region).values()].filter(({ manager }) => manager === 'CUSTOMER');
  if (!key) throw new Error('the account has no key');
  return key;
}
