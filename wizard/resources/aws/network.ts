/**
 * The network: found by the `Name` tag that each part carries. Ids to import:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs.
 */
import type { Tag } from '@aws-sdk/client-ec2';
import { present } from '../../../domain/present.js';
import type { Candidate, Finder, Search } from '../finder.js';
import type { AwsService } from '../record.js';
import { aws, of } from '../rights.js';
import { known, type Values } from '../values.js';
import { carrying, plain } from '../wording.js';
import { networkRights } from './network-places.js';

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
    ...present({ fixed }),
    async find(search) {
      const { values } = search;
      const name = known((values['tags'] ?? {}) as Values, 'Name');
      const inVpc = 'vpc_id' in values;
      if (name === undefined || (inVpc && known(values, 'vpc_id') === undefined)) return [];
      const all = await list(search);
      return all
        .filter(({ tags }) => tags?.some(({ Key, Value }) => Key === 'Name' && Value === name))
        .filter(({ vpcId }) => !inVpc || vpcId === values['vpc_id'])
        .map(({ id, seen }): Candidate => ({ name: id, importId: id, attributes: { id }, ...present({ seen }) }));
    },
  };
}

const tags = ['CreateTags', 'DeleteTags'];

export const network: AwsService = {
  api: 'ec2',
  things: 'parts of the network',
  allowed: networkRights,
  resources: {
    aws_vpc: {
      words: carrying('AWS', 'network', { name: ['cidr_block'], remove: 'destroys-data' }),
      stage: 'foundation',
      rights: aws(
        'ec2',
        [
          ...['DescribeVpcs', 'DescribeVpcAttribute', 'DescribeNetworkAcls', 'DescribeRouteTables'],
          'DescribeSecurityGroups',
        ],
        ['CreateVpc', 'ModifyVpcAttribute', ...tags],
        ['DeleteVpc'],
      ),
      adopt: named(
        async ({ clouds, region }) =>
          (await clouds.aws.pages('ec2', 'DescribeVpcs', region, {}))
            .flatMap(({ Vpcs = [] }) => Vpcs)
            .map(({ VpcId = '', Tags, CidrBlock }) => ({ id: VpcId, tags: Tags, seen: { cidr_block: CidrBlock } })),
        'DescribeVpcs',
        ['cidr_block'],
      ),
    },
    aws_subnet: {
      words: carrying('AWS', 'subnet', { name: ['cidr_block'], remove: 'destroys-data' }),
      stage: 'foundation',
      rights: aws(
        'ec2',
        ['DescribeSubnets'],
        ['CreateSubnet', 'ModifySubnetAttribute', ...tags],
        // The provider looks for network interfaces that a function left behind. To remove one is a person's step: no
        // function runs in a subnet that is made here, and nothing tells an interface of ours from any other one.
        ['DeleteSubnet', 'DescribeNetworkInterfaces'],
      ),
      adopt: named(
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
    },
    aws_internet_gateway: {
      words: carrying('AWS', 'internet gateway'),
      stage: 'foundation',
      rights: aws(
        'ec2',
        ['DescribeInternetGateways'],
        ['CreateInternetGateway', 'AttachInternetGateway', ...tags],
        ['DetachInternetGateway', 'DeleteInternetGateway'],
      ),
      adopt: named(
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
    },
    aws_eip: {
      words: carrying('AWS', 'public address', { nouns: 'public addresses', create: 'cost', name: ['public_ip'] }),
      stage: 'foundation',
      rights: aws(
        'ec2',
        ['DescribeAddresses', 'DescribeAddressesAttribute'],
        ['AllocateAddress', ...tags],
        ['DisassociateAddress', 'ReleaseAddress'],
      ),
      adopt: named(
        async ({ clouds, region }) =>
          ((await clouds.aws.call('ec2', 'DescribeAddresses', region, {})).Addresses ?? []).map(
            ({ AllocationId = '', Tags }) => ({ id: AllocationId, tags: Tags }),
          ),
        'DescribeAddresses',
      ),
    },
    aws_flow_log: {
      words: plain('AWS', 'flow log', { name: ['log_destination'], create: 'cost' }),
      stage: 'foundation',
      // Log delivery is what EC2 sets up and takes down for a bucket:
      // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
      rights: {
        read: { aws: ['ec2:DescribeFlowLogs'] },
        write: {
          aws: [...of('ec2', 'CreateFlowLogs', ...tags), ...of('logs', 'CreateLogDelivery', 'DeleteLogDelivery')],
        },
        remove: { aws: ['ec2:DeleteFlowLogs', 'logs:DeleteLogDelivery'] },
      },
      // FlowLogAlreadyExists: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
      adopt: 'not adopted: EC2 makes no second one to the same bucket, it stops the apply and says so',
    },
    aws_nat_gateway: {
      words: carrying('AWS', 'NAT gateway', { create: 'cost' }),
      stage: 'foundation',
      rights: aws('ec2', ['DescribeNatGateways'], ['CreateNatGateway', ...tags], ['DeleteNatGateway']),
      adopt: named(
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
    },
    aws_route_table: {
      words: carrying('AWS', 'route table'),
      stage: 'foundation',
      rights: aws(
        'ec2',
        ['DescribeRouteTables'],
        ['CreateRouteTable', ...tags],
        ['DisassociateRouteTable', 'DeleteRouteTable'],
      ),
      adopt: named(
        async ({ clouds, region }) =>
          (await clouds.aws.pages('ec2', 'DescribeRouteTables', region, {}))
            .flatMap(({ RouteTables = [] }) => RouteTables)
            .map(({ RouteTableId = '', Tags, VpcId }) => ({ id: RouteTableId, tags: Tags, vpcId: VpcId })),
        'DescribeRouteTables',
      ),
    },
    aws_route: {
      words: carrying('AWS', 'route', { name: ['destination_cidr_block'] }),
      stage: 'foundation',
      rights: aws('ec2', ['DescribeRouteTables'], ['CreateRoute', 'ReplaceRoute'], ['DeleteRoute']),
      adopt: {
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
              seen: NatGatewayId
                ? { nat_gateway_id: NatGatewayId }
                : { [GatewayId?.startsWith('vpce-') ? 'vpc_endpoint_id' : 'gateway_id']: GatewayId },
            }));
        },
      },
    },
    aws_route_table_association: {
      words: carrying('AWS', 'route table association'),
      stage: 'foundation',
      rights: aws(
        'ec2',
        ['DescribeRouteTables'],
        ['AssociateRouteTable', 'ReplaceRouteTableAssociation'],
        ['DisassociateRouteTable'],
      ),
      adopt: {
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
    },
    aws_default_security_group: {
      words: carrying('AWS', 'default security group'),
      stage: 'foundation',
      rights: aws(
        'ec2',
        ['DescribeSecurityGroups'],
        ['DescribeSecurityGroupRules', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress', ...tags],
      ),
      adopt: 'not adopted: every network comes with one, and the provider takes it as it is',
    },
  },
  dataSources: {
    aws_subnet: {
      stage: 'foundation',
      rights: aws('ec2', ['DescribeSubnets']),
      adopt: 'not looked up: only the plan compares what it says',
    },
  },
};
