import type { Route, RouteTable, RouteTableAssociation, Subnet, Tag, Vpc } from '@aws-sdk/client-ec2';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** VPCs of a Region with their subnets. AZ ids, for names differ per account. */
export const networks = lookup({
  id: 'networks',
  what: 'the networks',
  needs: { aws: ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeRouteTables'] },
  seconds: 20,
  async look({ aws }, at: { readonly region: string; readonly vpcId?: string }) {
    const filter = at.vpcId === undefined ? {} : { Filters: [{ Name: 'vpc-id', Values: [at.vpcId] }] };
    const [vpcs, subnets, tables] = await Promise.all([
      aws.pages('ec2', 'DescribeVpcs', at.region, filter),
      aws.pages('ec2', 'DescribeSubnets', at.region, filter),
      aws.pages('ec2', 'DescribeRouteTables', at.region, filter),
    ]);
    const allSubnets = subnets.flatMap(({ Subnets = [] }) => Subnets);
    const allTables = tables.flatMap(({ RouteTables = [] }) => RouteTables);
    return vpcs
      .flatMap(({ Vpcs = [] }) => Vpcs)
      .map((vpc) =>
        present({
          vpcId: vpc.VpcId ?? '',
          region: at.region,
          name: nameIn(vpc.Tags),
          isDefault: vpc.IsDefault ?? false,
          cidrs: cidrsOf(vpc),
          subnets: allSubnets.filter(({ VpcId }) => VpcId === vpc.VpcId).map((subnet) => seenSubnet(subnet, allTables)),
        }),
      );
  },
});

/** How a subnet reaches the internet. `public` needs public addresses on the desktops; `other`: somebody else's way out. */
export type WayOut = 'nat' | 'public' | 'other' | 'none';

function seenSubnet(subnet: Subnet, tables: readonly RouteTable[]) {
  const inVpc = tables.filter(({ VpcId }) => VpcId === subnet.VpcId);
  const associated = (test: (association: RouteTableAssociation) => boolean) =>
    inVpc.find(({ Associations = [] }) => Associations.some(test));
  const table = associated(({ SubnetId }) => SubnetId === subnet.SubnetId) ?? associated(({ Main }) => Main === true);
  return present({
    id: subnet.SubnetId ?? '',
    name: nameIn(subnet.Tags),
    cidr: subnet.CidrBlock ?? '',
    availabilityZoneId: subnet.AvailabilityZoneId ?? '',
    freeAddresses: subnet.AvailableIpAddressCount ?? 0,
    /** Subnets that give IPv6 addresses break Performance and Graphics bundles. */
    assignsIpv6: subnet.AssignIpv6AddressOnCreation ?? false,
    wayOut: wayOutOf(table),
    vpcId: subnet.VpcId ?? '',
    /** `vpce-…` to which the default route leads: a firewall, or another appliance behind one. */
    through: defaultRouteOf(table)?.GatewayId?.match(/^vpce-.+/)?.[0],
    /** Endpoints that traffic for the subnet comes back through, by routes of the network. */
    backThrough: inVpc.flatMap(({ Routes = [] }) =>
      Routes.filter(({ DestinationCidrBlock }) => DestinationCidrBlock === subnet.CidrBlock).flatMap(({ GatewayId }) =>
        GatewayId?.startsWith('vpce-') ? GatewayId : [],
      ),
    ),
    /** Destinations of the routes that lead elsewhere than into the VPC. */
    routes: (table?.Routes ?? []).flatMap(({ DestinationCidrBlock: to, GatewayId }) =>
      to === undefined || GatewayId === 'local' ? [] : [to],
    ),
  });
}

function defaultRouteOf(table: RouteTable | undefined): Route | undefined {
  return table?.Routes?.find(
    ({ DestinationCidrBlock, State }) => DestinationCidrBlock === '0.0.0.0/0' && State !== 'blackhole',
  );
}

function wayOutOf(table: RouteTable | undefined): WayOut {
  const route = defaultRouteOf(table);
  if (!route) return 'none';
  if (route.NatGatewayId !== undefined) return 'nat';
  return route.GatewayId?.startsWith('igw-') ? 'public' : 'other';
}

function cidrsOf(vpc: Vpc): readonly string[] {
  const more = (vpc.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState }) => CidrBlockState?.State === undefined || CidrBlockState.State === 'associated')
    .flatMap(({ CidrBlock }) => CidrBlock ?? []);
  return [...new Set([...(vpc.CidrBlock === undefined ? [] : [vpc.CidrBlock]), ...more])];
}

function nameIn(tags: readonly Tag[] | undefined): string | undefined {
  return tags?.find(({ Key }) => Key === 'Name')?.Value || undefined;
}
