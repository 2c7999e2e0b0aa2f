/** Networks: by the `Name` tag that each part carries. Ids to import: https://registry.terraform.io/providers/hashicorp/aws/latest/docs. */
import type { Tag } from '@aws-sdk/client-ec2';
import type { Candidate, Finder, Finders, Search } from './finder.js';
import { known, type Values } from './stack.js';

interface Part {
  readonly id: string;
  readonly tags: readonly Tag[] | undefined;
  readonly vpcId?: string | undefined;
  readonly seen?: Values;
}

/** A part that carries the name, in the VPC that the block names. */
function named(list: (search: Search) => Promise<readonly Part[]>, action: string, fixed?: readonly string[]): Finder {
  return {
    needs: { aws: [`ec2:${action}`] },
    ...(fixed ? { fixed } : {}),
    async find(search) {
      const { values } = search;
      const name = known((values['tags'] ?? {}) as Values, 'Name');
      const inVpc = 'vpc_id' in values;
      if (name === undefined || (inVpc && known(values, 'vpc_id') === undefined)) return [];
      const all = await list(search);
      return all
        .filter(({ tags }) => tags?.some(({ Key, Value }) => Key === 'Name' && Value === name))
        .filter(({ vpcId }) => !inVpc || vpcId === values['vpc_id'])
        .map(({ id, seen }): Candidate => ({ name: id, importId: id, attributes: { id }, ...(seen ? { seen } : {}) }));
    },
  };
}

export const networkFinders: Finders = {
  aws_vpc: named(
    async ({ clouds, region }) =>
      (await clouds.aws.pages('ec2', 'DescribeVpcs', region, {}))
        .flatMap(({ Vpcs = [] }) => Vpcs)
        .map(({ VpcId = '', Tags, CidrBlock }) => ({ id: VpcId, tags: Tags, seen: { cidr_block: CidrBlock } })),
    'DescribeVpcs',
    ['cidr_block'],
  ),
  aws_subnet: named(
    async ({ clouds, region }) =>
      (await clouds.aws.pages('ec2', 'DescribeSubnets', region, {}))
        .flatMap(({ Subnets = [] }) => Subnets)
        .map(({ SubnetId = '', Tags, VpcId, CidrBlock, AvailabilityZoneId }) => ({
          id: SubnetId,
          tags: Tags,
          vpcId: VpcId,
          seen: { cidr_block: CidrBlock, availability_zone_id: AvailabilityZoneId },
        })),
    'DescribeSubnets',
    ['cidr_block', 'availability_zone_id'],
  ),
  aws_internet_gateway: named(
    async ({ clouds, region }) =>
      (await clouds.aws.pages('ec2', 'DescribeInternetGateways', region, {}))
        .flatMap(({ InternetGateways = [] }) => InternetGateways)
        .map(({ InternetGatewayId = '', Tags, Attachments = [] }) => ({
          id: InternetGatewayId,
          tags: Tags,
          vpcId: Attachments[0]?.VpcId,
        })),
    'DescribeInternetGateways',
  ),
  aws_route_table: named(
    async ({ clouds, region }) =>
      (await clouds.aws.pages('ec2', 'DescribeRouteTables', region, {}))
        .flatMap(({ RouteTables = [] }) => RouteTables)
        .map(({ RouteTableId = '', Tags, VpcId }) => ({ id: RouteTableId, tags: Tags, vpcId: VpcId })),
    'DescribeRouteTables',
  ),
  aws_eip: named(
    async ({ clouds, region }) =>
      ((await clouds.aws.call('ec2', 'DescribeAddresses', region, {})).Addresses ?? []).map(
        ({ AllocationId = '', Tags }) => ({ id: AllocationId, tags: Tags }),
      ),
    'DescribeAddresses',
  ),
  aws_nat_gateway: named(
    async ({ clouds, region }) =>
      (await clouds.aws.pages('ec2', 'DescribeNatGateways', region, {}))
        .flatMap(({ NatGateways = [] }) => NatGateways)
        .filter(({ State }) => State === 'available' || State === 'pending')
        .map(({ NatGatewayId = '', Tags, SubnetId }) => ({
          id: NatGatewayId,
          tags: Tags,
          seen: { subnet_id: SubnetId },
        })),
    'DescribeNatGateways',
    ['subnet_id'],
  ),
  aws_route: {
    needs: { aws: ['ec2:DescribeRouteTables'] },
    async find({ clouds, region, values }) {
      const [table, to] = [known(values, 'route_table_id'), known(values, 'destination_cidr_block')];
      if (table === undefined || to === undefined) return [];
      const { RouteTables = [] } = await clouds.aws.call('ec2', 'DescribeRouteTables', region, {
        RouteTableIds: [table],
      });
      return RouteTables.flatMap(({ Routes = [] }) => Routes)
        .filter(({ DestinationCidrBlock }) => DestinationCidrBlock === to)
        .map(({ GatewayId, NatGatewayId }) => ({
          name: `${to} in ${table}`,
          importId: `${table}_${to}`,
          attributes: {},
          seen: NatGatewayId ? { nat_gateway_id: NatGatewayId } : { gateway_id: GatewayId },
        }));
    },
  },
  aws_route_table_association: {
    needs: { aws: ['ec2:DescribeRouteTables'] },
    fixed: ['route_table_id'],
    async find({ clouds, region, values }) {
      const subnet = known(values, 'subnet_id');
      if (subnet === undefined) return [];
      const { RouteTables = [] } = await clouds.aws.call('ec2', 'DescribeRouteTables', region, {
        Filters: [{ Name: 'association.subnet-id', Values: [subnet] }],
      });
      return RouteTables.map(({ RouteTableId = '' }) => ({
        name: `${subnet} to ${RouteTableId}`,
        importId: `${subnet}/${RouteTableId}`,
        attributes: {},
        seen: { route_table_id: RouteTableId },
      }));
    },
  },
};
