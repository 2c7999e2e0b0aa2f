import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import { skus, type Sku } from '../../../twin/entra/catalogue.js';
import { change, type Fault, type FaultyWorld } from './faults.js';

const region = 'eu-central-1';

/** A site in another Region, or in a network that exists already. */
const withSite = ({ file }: FaultyWorld, site: object) => {
  const [first] = file.sites;
  if (!first) throw new Error('the example has no site');
  const users = { list: [{ upn: 'ada@contoso.com' }] };
  const desktops = { ...first.desktops, users };
  return { ...file, sites: [first, { ...first, key: 'munich', directoryName: 'contoso-munich', desktops, ...site }] };
};

/** Account, licences and network. */
export const accountFaults: readonly Fault[] = [
  {
    rule: 'wrong-account',
    what: 'credentials of another account',
    got: /account 111122223333 instead of 444455556666/,
    occasion: 'preflight',
    deployment: ({ file }) => ({ ...file, aws: { ...file.aws, accountId: '444455556666' } }),
    put: () => () => undefined,
  },
  {
    rule: 'wrong-tenant',
    what: 'signed in to another tenant',
    got: /instead of 99999999-/,
    occasion: 'preflight',
    deployment: ({ file }) => ({
      ...file,
      entra: { ...file.entra, tenantId: '99999999-2222-3333-4444-555555555555' },
    }),
    roots: ['wrong-tenant', 'directory-name'],
    put: () => () => undefined,
  },
  {
    rule: 'name-taken',
    what: 'an empty state, where everything of its names is there',
    got: /in the account \d+, and not in the state/,
    occasion: 'preflight',
    severity: 'warning',
    put: ({ made }) => change(made.state, { isEmpty: true }),
  },
  {
    rule: 'region-enabled',
    what: 'an opt-in Region that is not enabled',
    got: /not enabled/,
    occasion: 'preflight',
    deployment: (world) =>
      withSite(world, {
        region: 'ap-southeast-5',
        network: { create: { cidr: '172.24.0.0/22', availabilityZoneIds: ['apse5-az1', 'apse5-az2'] } },
      }),
    roots: ['region-enabled', 'byol', 'image', 'desktop-quota'],
    put: (world) => {
      world.twin.aws.workspaces.region('ap-southeast-5').desktopQuota = 0;
      return () => undefined;
    },
  },
  {
    rule: 'byol',
    what: 'not enabled',
    got: /not enabled/,
    put: (world) => change(world.region.byol, { enabled: false, managementCidr: undefined }),
  },
  {
    rule: 'byol',
    what: 'being enabled',
    got: /being enabled since/,
    put: (world) => {
      const undo = change(world.region.byol, { enabled: false, managementCidr: undefined });
      world.region.modifications.push({ state: 'PENDING', cidr: undefined, started: world.twin.world.clock.now() });
      return () => {
        world.region.modifications.pop();
        undo();
      };
    },
  },
  {
    rule: 'management-range',
    what: 'overlaps the network',
    got: /overlaps the management range 172\.20\.0\.0\/16/,
    put: (world) => change(world.region.byol, { managementCidr: '172.20.0.0/16' }),
  },
  {
    rule: 'desktop-quota',
    what: 'one desktop, as AWS starts with',
    got: /1 for 2 desktops/,
    put: (world) => change(world.region, { desktopQuota: 1 }),
  },
  {
    rule: 'boundary',
    what: 'a permissions boundary that nobody made',
    got: /no such policy/,
    occasion: 'preflight',
    deployment: ({ file }) => ({
      ...file,
      aws: { ...file.aws, permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/contoso-boundary' },
    }),
    put: () => () => undefined,
  },
  {
    rule: 'boundary',
    what: 'a permissions boundary that bounds nothing',
    got: /it leaves iam:AddUserToGroup/,
    occasion: 'preflight',
    deployment: ({ file }) => ({
      ...file,
      aws: { ...file.aws, permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/all' },
    }),
    put: ({ twin }) => {
      const { policies } = (twin.aws.foundation as FoundationStore).roles;
      policies.set('arn:aws:iam::111122223333:policy/all', {
        Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
      });
      return () => void policies.delete('arn:aws:iam::111122223333:policy/all');
    },
  },
  {
    rule: 'service-role',
    what: 'a policy is detached',
    got: /without AmazonWorkSpacesServiceAccess/,
    put: async (world) => {
      const input = {
        RoleName: 'workspaces_DefaultRole',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess',
      };
      await world.call('iam', 'DetachRolePolicy', input);
      return () => world.call('iam', 'AttachRolePolicy', input);
    },
  },
  {
    rule: 'service-role',
    what: 'trusts somebody else',
    got: /does not name workspaces\.amazonaws\.com/,
    put: async (world) => {
      const RoleName = 'workspaces_DefaultRole';
      const found = (await world.call('iam', 'GetRole', { RoleName }))['Role'] as Record<string, unknown>;
      const before = decodeURIComponent(String(found['AssumeRolePolicyDocument']));
      const put = (PolicyDocument: string) => world.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
      await put(before.replace('workspaces.amazonaws.com', 'ec2.amazonaws.com'));
      return () => put(before);
    },
  },
  {
    rule: 'directory-quota',
    what: 'all directories are used',
    got: /1 of 1 directories/,
    occasion: 'preflight',
    deployment: (world) =>
      withSite(world, {
        network: { create: { cidr: '172.24.0.0/22', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } },
      }),
    put: (world) => change(world.region, { directoryQuota: 1 }),
  },
  {
    rule: 'licences',
    what: 'no Intune in the tenant',
    got: /no licence found/,
    severity: 'error',
    put: (world) => {
      const bought = world.state.skus as Sku[];
      const before = [...bought];
      bought.splice(0, bought.length, skus.entraP1, skus.windowsVda);
      return () => bought.splice(0, bought.length, ...before);
    },
  },
  {
    rule: 'ebs-encryption',
    what: 'on, while the image is being imported',
    got: /encrypted by default/,
    occasion: 'preflight',
    put: (world) => {
      const image = [...world.region.images.values()][0];
      if (!image) throw new Error('no image');
      const undo = [
        change(world.twin.aws.settings, { ebsEncryptionByDefault: true }),
        change(image, { state: 'ERROR' }),
      ];
      return () => undo.forEach((each) => each());
    },
  },
  {
    rule: 'subnet-zones',
    what: 'a zone without WorkSpaces',
    got: /euc1-az1, without WorkSpaces; possible: euc1-az2, euc1-az3/,
    occasion: 'preflight',
    ...existingNetwork(['euc1-az1', 'euc1-az2']),
    roots: ['subnet-zones', 'subnet-way-out'],
  },
  {
    rule: 'subnet-zones',
    what: 'both in one zone',
    got: /both subnets in euc1-az2/,
    occasion: 'preflight',
    ...existingNetwork(['euc1-az2', 'euc1-az2']),
    roots: ['subnet-zones', 'subnet-way-out'],
  },
  {
    rule: 'subnet-way-out',
    what: 'the default route is gone',
    got: /no default route/,
    put: async (world) => {
      const { RouteTables } = await world.call('ec2', 'DescribeRouteTables', {
        Filters: [{ Name: 'association.subnet-id', Values: [world.subnet()] }],
      });
      const [table] = RouteTables as { RouteTableId: string; Routes: Record<string, string>[] }[];
      const route = table?.Routes.find((each) => each['DestinationCidrBlock'] === '0.0.0.0/0');
      const input = { RouteTableId: table?.RouteTableId, DestinationCidrBlock: '0.0.0.0/0' };
      await world.call('ec2', 'DeleteRoute', input);
      return () => world.call('ec2', 'CreateRoute', { ...input, NatGatewayId: route?.['NatGatewayId'] });
    },
  },
  {
    rule: 'public-access-blocked',
    what: 'for all networks, by the organization',
    got: /block-bidirectional, by a policy of the organization/,
    severity: 'warning',
    put: (world) =>
      change(world.twin.aws.settings, {
        publicAccess: { mode: 'block-bidirectional', managedBy: 'declarative-policy', leftOut: [] },
      }),
  },
  {
    rule: 'subnet-ipv6',
    what: 'assigned by itself',
    got: /assigns IPv6/,
    severity: 'warning',
    put: async (world) => {
      const set = (Value: boolean) =>
        world.call('ec2', 'ModifySubnetAttribute', {
          SubnetId: world.subnet(),
          AssignIpv6AddressOnCreation: { Value },
        });
      await set(true);
      return () => set(false);
    },
  },
];

/** A site in two subnets of the account that are there already. */
function existingNetwork(zones: readonly [string, string]): Pick<Fault, 'put' | 'deployment'> {
  let network: object = {};
  return {
    put: async (world) => {
      network = { existing: await world.subnetsIn(...zones) };
      return () => undefined;
    },
    deployment: (world) => withSite(world, { region, network }),
  };
}
