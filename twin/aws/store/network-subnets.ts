import type {
  CreateSubnetRequest,
  CreateVpcRequest,
  DeleteSubnetRequest,
  DeleteVpcRequest,
  DescribeNetworkAclsRequest,
  DescribeSubnetsRequest,
  DescribeVpcAttributeRequest,
  DescribeVpcsRequest,
  ModifySubnetAttributeRequest,
  ModifyVpcAttributeRequest,
} from '@aws-sdk/client-ec2';
import { rule } from '../../rules.js';
import { overlap, sizeOf, within } from '../cidr.js';
import { AwsError } from '../errors.js';
import type { Call, Cloud, Operations } from '../service.js';
import { identifier } from '../identifier.js';
import { choose, need, tagsFrom, type NetworkState, type StoredSubnet, type Vpc } from './network-objects.js';
import { zonesOf } from './zones.js';
import { tagList } from '../tag-maps.js';

const subnetsFit = rule(
  'subnets-fit-vpc',
  'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html',
  'A subnet lies within its VPC and overlaps no other.',
);
const vpcInUse = rule(
  'vpc-in-use',
  'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html',
  'A VPC with gateways, subnets or security groups of ours is not deleted: DependencyViolation.',
);

/** VPCs and subnets. */
export function subnetOperations(cloud: Cloud, at: (region: string) => NetworkState): Operations {
  const dependency = (what: string, id: string): AwsError => {
    cloud.leanOn(vpcInUse);
    return new AwsError('DependencyViolation', `The ${what} '${id}' has dependencies and cannot be deleted.`);
  };
  return {
    CreateVpc: (input: CreateVpcRequest, call: Call) => {
      const state = at(call.region);
      const vpc: Vpc = {
        id: `vpc-${identifier(17)}`,
        cidr: input.CidrBlock ?? '',
        dnsSupport: true,
        dnsHostnames: false,
        tags: tagsFrom(input.TagSpecifications),
      };
      state.vpcs.set(vpc.id, vpc);
      const table = `rtb-${identifier(17)}`;
      state.routeTables.set(table, {
        id: table,
        vpcId: vpc.id,
        routes: [{ destination: vpc.cidr, target: 'local', origin: 'CreateRouteTable' }],
        associations: new Map([[`rtbassoc-${identifier(17)}`, undefined]]),
        tags: new Map(),
      });
      const group = `sg-${identifier(17)}`;
      const all = { id: `sgr-${identifier(17)}`, protocol: '-1', from: undefined, to: undefined, cidr: '0.0.0.0/0' };
      state.securityGroups.set(group, {
        id: group,
        vpcId: vpc.id,
        name: 'default',
        description: 'default VPC security group',
        ingress: [],
        egress: [all],
        tags: new Map(),
      });
      return { Vpc: vpcDescribed(cloud, vpc) };
    },
    DescribeVpcs: (input: DescribeVpcsRequest, call: Call) => {
      const attributes = (vpc: Vpc): Record<string, string> => ({
        'vpc-id': vpc.id,
        cidr: vpc.cidr,
        'cidr-block': vpc.cidr,
        state: 'available',
        'is-default': 'false',
        'owner-id': cloud.accountId,
      });
      return {
        Vpcs: choose(at(call.region), 'vpcs', input.VpcIds, input.Filters, attributes).map((vpc) =>
          vpcDescribed(cloud, vpc),
        ),
      };
    },
    DescribeVpcAttribute: (input: DescribeVpcAttributeRequest, call: Call) => {
      const vpc = need(at(call.region), 'vpcs', input.VpcId);
      const values = {
        enableDnsSupport: { EnableDnsSupport: { Value: vpc.dnsSupport } },
        enableDnsHostnames: { EnableDnsHostnames: { Value: vpc.dnsHostnames } },
      };
      return {
        VpcId: vpc.id,
        ...(input.Attribute === 'enableDnsHostnames'
          ? values.enableDnsHostnames
          : input.Attribute === 'enableDnsSupport'
            ? values.enableDnsSupport
            : { EnableNetworkAddressUsageMetrics: { Value: false } }),
      };
    },
    ModifyVpcAttribute: (input: ModifyVpcAttributeRequest, call: Call) => {
      const vpc = need(at(call.region), 'vpcs', input.VpcId);
      if (input.EnableDnsSupport) vpc.dnsSupport = input.EnableDnsSupport.Value ?? false;
      if (input.EnableDnsHostnames) vpc.dnsHostnames = input.EnableDnsHostnames.Value ?? false;
      return {};
    },
    DeleteVpc: (input: DeleteVpcRequest, call: Call) => {
      const state = at(call.region);
      const vpc = need(state, 'vpcs', input.VpcId);
      const mine = <T extends { vpcId: string | undefined }>(of: ReadonlyMap<string, T>): T[] =>
        [...of.values()].filter(({ vpcId }) => vpcId === vpc.id);
      const tables = mine(state.routeTables);
      const groups = mine(state.securityGroups);
      const inTheWay = [
        ...mine(state.subnets),
        ...mine(state.internetGateways),
        ...tables.filter(({ associations }) => ![...associations.values()].includes(undefined)),
        ...groups.filter(({ name }) => name !== 'default'),
      ];
      if (inTheWay.length > 0) throw dependency('vpc', vpc.id);
      for (const { id } of tables) state.routeTables.delete(id);
      for (const { id } of groups) state.securityGroups.delete(id);
      state.vpcs.delete(vpc.id);
      return {};
    },

    // Each VPC has one that lets everything through but what a person denied; nothing here makes another.
    DescribeNetworkAcls: (input: DescribeNetworkAclsRequest, call: Call) => {
      const state = at(call.region);
      const asked = (name: string): readonly string[] | undefined =>
        input.Filters?.find(({ Name }) => Name === name)?.Values;
      const subnetsOf = (vpc: Vpc): string[] =>
        [...state.subnets.values()].filter(({ vpcId }) => vpcId === vpc.id).map(({ id }) => id);
      const vpcs = [...state.vpcs.values()].filter(
        (vpc) =>
          (asked('vpc-id')?.includes(vpc.id) ?? true) &&
          (asked('association.subnet-id')?.some((id) => subnetsOf(vpc).includes(id)) ?? true),
      );
      const acls = vpcs.map((vpc) => ({
        NetworkAclId: `acl-${vpc.id.slice(4)}`,
        VpcId: vpc.id,
        IsDefault: true,
        OwnerId: cloud.accountId,
        Entries: aclEntries(state.deniedPorts.get(vpc.id) ?? []),
        Associations: subnetsOf(vpc).map((SubnetId) => ({
          NetworkAclAssociationId: `aclassoc-${SubnetId.slice(7)}`,
          NetworkAclId: `acl-${vpc.id.slice(4)}`,
          SubnetId,
        })),
        Tags: [],
      }));
      return { NetworkAcls: acls };
    },

    CreateSubnet: (input: CreateSubnetRequest, call: Call) => {
      const state = at(call.region);
      const vpc = need(state, 'vpcs', input.VpcId);
      const cidr = input.CidrBlock ?? '';
      const zones = zonesOf(call.region);
      const zone =
        zones.find(({ id, name }) => id === input.AvailabilityZoneId || name === input.AvailabilityZone) ??
        ((input.AvailabilityZoneId ?? input.AvailabilityZone) ? undefined : zones[0]);
      if (!zone)
        throw new AwsError(
          'InvalidParameterValue',
          `Value (${input.AvailabilityZoneId ?? input.AvailabilityZone ?? ''}) for parameter availabilityZone is invalid.`,
        );
      if (!within(cidr, vpc.cidr)) {
        cloud.leanOn(subnetsFit);
        throw new AwsError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
      }
      if ([...state.subnets.values()].some((each) => each.vpcId === vpc.id && overlap(each.cidr, cidr))) {
        cloud.leanOn(subnetsFit);
        throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
      }
      const subnet: StoredSubnet = {
        id: `subnet-${identifier(17)}`,
        vpcId: vpc.id,
        cidr,
        zoneId: zone.id,
        zoneName: zone.name,
        mapPublicIp: false,
        assignIpv6: false,
        tags: tagsFrom(input.TagSpecifications),
      };
      state.subnets.set(subnet.id, subnet);
      return { Subnet: subnetDescribed(cloud, call.region, subnet) };
    },
    DescribeSubnets: (input: DescribeSubnetsRequest, call: Call) => {
      const attributes = (each: StoredSubnet): Record<string, string> => ({
        'subnet-id': each.id,
        'vpc-id': each.vpcId,
        'availability-zone-id': each.zoneId,
        'availability-zone': each.zoneName,
        availabilityZone: each.zoneName,
        'cidr-block': each.cidr,
        state: 'available',
        'default-for-az': 'false',
      });
      return {
        Subnets: choose(at(call.region), 'subnets', input.SubnetIds, input.Filters, attributes).map((each) =>
          subnetDescribed(cloud, call.region, each),
        ),
      };
    },
    ModifySubnetAttribute: (input: ModifySubnetAttributeRequest, call: Call) => {
      const subnet = need(at(call.region), 'subnets', input.SubnetId);
      if (input.MapPublicIpOnLaunch) subnet.mapPublicIp = input.MapPublicIpOnLaunch.Value ?? false;
      if (input.AssignIpv6AddressOnCreation) subnet.assignIpv6 = input.AssignIpv6AddressOnCreation.Value ?? false;
      return {};
    },
    DeleteSubnet: (input: DeleteSubnetRequest, call: Call) => {
      const state = at(call.region);
      const subnet = need(state, 'subnets', input.SubnetId);
      if ([...state.natGateways.values()].some((each) => each.subnetId === subnet.id && each.state !== 'deleted'))
        throw dependency('subnet', subnet.id);
      if ([...state.firewallEndpoints.values()].some(({ subnetId }) => subnetId === subnet.id))
        throw dependency('subnet', subnet.id);
      state.subnets.delete(subnet.id);
      return {};
    },
  };
}

function vpcDescribed(cloud: Cloud, vpc: Vpc): object {
  return {
    VpcId: vpc.id,
    CidrBlock: vpc.cidr,
    State: 'available',
    OwnerId: cloud.accountId,
    InstanceTenancy: 'default',
    IsDefault: false,
    DhcpOptionsId: 'dopt-00000000000000000',
    CidrBlockAssociationSet: [
      {
        AssociationId: `vpc-cidr-assoc-${vpc.id.slice(4)}`,
        CidrBlock: vpc.cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    Ipv6CidrBlockAssociationSet: [],
    Tags: tagList(vpc.tags),
  };
}

function subnetDescribed(cloud: Cloud, region: string, subnet: StoredSubnet): object {
  return {
    SubnetId: subnet.id,
    SubnetArn: `arn:aws:ec2:${region}:${cloud.accountId}:subnet/${subnet.id}`,
    VpcId: subnet.vpcId,
    CidrBlock: subnet.cidr,
    AvailabilityZone: subnet.zoneName,
    AvailabilityZoneId: subnet.zoneId,
    // AWS keeps five addresses of each subnet for itself.
    AvailableIpAddressCount: sizeOf(subnet.cidr) - 5,
    MapPublicIpOnLaunch: subnet.mapPublicIp,
    AssignIpv6AddressOnCreation: subnet.assignIpv6,
    Ipv6CidrBlockAssociationSet: [],
    DefaultForAz: false,
    EnableDns64: false,
    Ipv6Native: false,
    State: 'available',
    OwnerId: cloud.accountId,
    Tags: tagList(subnet.tags),
  };
}

/** As EC2 lists them: what a person denied, then the rule that allows everything, then the one that denies the rest. */
function aclEntries(denied: readonly { readonly protocol: string; readonly port: number }[]): object[] {
  const rule = (RuleNumber: number, RuleAction: string, more: object) => ({
    RuleNumber,
    RuleAction,
    CidrBlock: '0.0.0.0/0',
    Protocol: '-1',
    ...more,
  });
  const rules = [
    ...denied.map(({ protocol, port }, index) =>
      rule(index + 1, 'deny', { Protocol: protocol, PortRange: { From: port, To: port } }),
    ),
    rule(100, 'allow', {}),
    rule(32767, 'deny', {}),
  ];
  return [true, false].flatMap((Egress) => rules.map((each) => ({ ...each, Egress })));
}
