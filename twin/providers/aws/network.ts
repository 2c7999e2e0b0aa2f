import { count, flag, needText, text, type Values } from '../value.js';
import { part, parts, word, type Answer, type AwsClient } from './client.js';
import { tagList, tagged, tagsOf, type AwsCall, type AwsResource } from './tags.js';

/** Tags of EC2 are put and removed by one pair of calls for every kind of object. */
export const retagEc2 = async (
  { client }: AwsCall,
  state: Values,
  put: Readonly<Record<string, string>>,
  remove: readonly string[],
): Promise<void> => {
  const Resources = [needText(state, 'id')];
  const doing = `updating tags for EC2 resource (${Resources[0]})`;
  if (remove.length > 0)
    await client.call('ec2', 'DeleteTags', { Resources, Tags: remove.map((Key) => ({ Key })) }, doing);
  const Tags = Object.entries(put).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await client.call('ec2', 'CreateTags', { Resources, Tags }, doing);
};

export function tagSpecifications(type: string, planned: Values): object[] | undefined {
  const Tags = tagList(planned);
  return Tags.length > 0 ? [{ ResourceType: type, Tags }] : undefined;
}

export const vpc: AwsResource = tagged({
  async create(call, planned) {
    const made = await call.client.call(
      'ec2',
      'CreateVpc',
      {
        CidrBlock: text(planned, 'cidr_block'),
        InstanceTenancy: text(planned, 'instance_tenancy'),
        TagSpecifications: tagSpecifications('vpc', planned),
      },
      'creating EC2 VPC',
    );
    const id = word(part(made, 'Vpc'), 'VpcId') ?? '';
    await setVpcAttributes(call.client, id, planned);
    return (await readVpc(call.client, id)) ?? {};
  },
  read: ({ client }, state) => readVpc(client, needText(state, 'id')),
  async update({ client }, planned, prior) {
    await setVpcAttributes(client, needText(prior, 'id'), planned);
    return {};
  },
  async delete({ client }, state) {
    await client.call(
      'ec2',
      'DeleteVpc',
      { VpcId: needText(state, 'id') },
      `deleting EC2 VPC (${needText(state, 'id')})`,
    );
  },
  retag: retagEc2,
  importState: async (_, id) => ({ id }),
});

async function setVpcAttributes(client: AwsClient, VpcId: string, planned: Values): Promise<void> {
  const doing = `updating EC2 VPC (${VpcId})`;
  const support = flag(planned, 'enable_dns_support');
  const names = flag(planned, 'enable_dns_hostnames');
  if (support !== undefined)
    await client.call('ec2', 'ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: support } }, doing);
  if (names !== undefined)
    await client.call('ec2', 'ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: names } }, doing);
}

async function readVpc(client: AwsClient, id: string): Promise<Values | undefined> {
  const doing = `reading EC2 VPC (${id})`;
  const found = parts(await client.find('ec2', 'DescribeVpcs', { VpcIds: [id] }, doing), 'Vpcs')[0];
  if (!found) return undefined;
  const attribute = async (Attribute: string, name: string): Promise<boolean> =>
    part(await client.call('ec2', 'DescribeVpcAttribute', { VpcId: id, Attribute }, doing), name)['Value'] === true;
  const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [id] }] };
  const tables = parts(
    await client.call(
      'ec2',
      'DescribeRouteTables',
      { Filters: [...ofVpc.Filters, { Name: 'association.main', Values: ['true'] }] },
      doing,
    ),
    'RouteTables',
  );
  const groups = parts(
    await client.call(
      'ec2',
      'DescribeSecurityGroups',
      { Filters: [...ofVpc.Filters, { Name: 'group-name', Values: ['default'] }] },
      doing,
    ),
    'SecurityGroups',
  );
  const table = word(tables[0], 'RouteTableId');
  return {
    id,
    arn: `arn:aws:ec2:${client.region}:${client.accountId}:vpc/${id}`,
    region: client.region,
    owner_id: word(found, 'OwnerId'),
    cidr_block: word(found, 'CidrBlock'),
    instance_tenancy: word(found, 'InstanceTenancy'),
    dhcp_options_id: word(found, 'DhcpOptionsId'),
    enable_dns_support: await attribute('enableDnsSupport', 'EnableDnsSupport'),
    enable_dns_hostnames: await attribute('enableDnsHostnames', 'EnableDnsHostnames'),
    enable_network_address_usage_metrics: false,
    main_route_table_id: table,
    default_route_table_id: table,
    default_security_group_id: word(groups[0], 'GroupId'),
    default_network_acl_id: `acl-${id.slice(4)}`,
    assign_generated_ipv6_cidr_block: false,
    ipv6_association_id: '',
    ipv6_cidr_block: '',
    ipv6_cidr_block_network_border_group: '',
    tags_all: tagsOf(found['Tags']),
  };
}

export const subnet: AwsResource = tagged({
  async create({ client }, planned) {
    const made = await client.call(
      'ec2',
      'CreateSubnet',
      {
        VpcId: text(planned, 'vpc_id'),
        CidrBlock: text(planned, 'cidr_block'),
        AvailabilityZone: text(planned, 'availability_zone'),
        AvailabilityZoneId: text(planned, 'availability_zone_id'),
        TagSpecifications: tagSpecifications('subnet', planned),
      },
      'creating EC2 Subnet',
    );
    const id = word(part(made, 'Subnet'), 'SubnetId') ?? '';
    if (flag(planned, 'map_public_ip_on_launch')) await setPublic(client, id, true);
    return (await readSubnet(client, id)) ?? {};
  },
  read: ({ client }, state) => readSubnet(client, needText(state, 'id')),
  async update({ client }, planned, prior) {
    const wanted = flag(planned, 'map_public_ip_on_launch') ?? false;
    if (wanted !== flag(prior, 'map_public_ip_on_launch')) await setPublic(client, needText(prior, 'id'), wanted);
    return {};
  },
  async delete({ client }, state) {
    await client.call(
      'ec2',
      'DeleteSubnet',
      { SubnetId: needText(state, 'id') },
      `deleting EC2 Subnet (${needText(state, 'id')})`,
    );
  },
  retag: retagEc2,
  importState: async (_, id) => ({ id }),
});

async function setPublic(client: AwsClient, SubnetId: string, Value: boolean): Promise<void> {
  await client.call(
    'ec2',
    'ModifySubnetAttribute',
    { SubnetId, MapPublicIpOnLaunch: { Value } },
    `setting EC2 Subnet (${SubnetId}) MapPublicIpOnLaunch`,
  );
}

async function readSubnet(client: AwsClient, id: string): Promise<Values | undefined> {
  const answer = await client.find('ec2', 'DescribeSubnets', { SubnetIds: [id] }, `reading EC2 Subnet (${id})`);
  const found = parts(answer, 'Subnets')[0];
  return found && { ...subnetValues(client, found), tags_all: tagsOf(found['Tags']) };
}

export function subnetValues(client: AwsClient, found: Answer): Values {
  return {
    id: word(found, 'SubnetId'),
    arn: word(found, 'SubnetArn'),
    region: client.region,
    vpc_id: word(found, 'VpcId'),
    cidr_block: word(found, 'CidrBlock'),
    availability_zone: word(found, 'AvailabilityZone'),
    availability_zone_id: word(found, 'AvailabilityZoneId'),
    map_public_ip_on_launch: found['MapPublicIpOnLaunch'] === true,
    assign_ipv6_address_on_creation: found['AssignIpv6AddressOnCreation'] === true,
    enable_dns64: false,
    enable_resource_name_dns_a_record_on_launch: false,
    enable_resource_name_dns_aaaa_record_on_launch: false,
    ipv6_native: false,
    ipv6_cidr_block_association_id: '',
    private_dns_hostname_type_on_launch: 'ip-name',
    owner_id: word(found, 'OwnerId'),
  };
}

/** What the data source tells beyond the resource. */
export function subnetDataValues(client: AwsClient, found: Answer): Values {
  return {
    ...subnetValues(client, found),
    available_ip_address_count: count(found as Values, 'AvailableIpAddressCount') ?? 0,
    default_for_az: false,
    state: word(found, 'State'),
    tags: tagsOf(found['Tags']),
  };
}

export const defaultSecurityGroup: AwsResource = tagged({
  // Adopted, not made: all its rules are removed, those of the configuration are put in.
  async create({ client }, planned) {
    const vpcId = needText(planned, 'vpc_id');
    const found = await defaultGroup(client, vpcId);
    const GroupId = word(found, 'GroupId') ?? '';
    const doing = `revoking rules of EC2 Default Security Group (${GroupId})`;
    if (parts(found, 'IpPermissions').length > 0)
      await client.call(
        'ec2',
        'RevokeSecurityGroupIngress',
        { GroupId, IpPermissions: found?.['IpPermissions'] },
        doing,
      );
    if (parts(found, 'IpPermissionsEgress').length > 0)
      await client.call(
        'ec2',
        'RevokeSecurityGroupEgress',
        { GroupId, IpPermissions: found?.['IpPermissionsEgress'] },
        doing,
      );
    const Tags = tagList(planned);
    if (Tags.length > 0)
      await client.call(
        'ec2',
        'CreateTags',
        { Resources: [GroupId], Tags },
        `tagging EC2 Default Security Group (${GroupId})`,
      );
    return groupValues(client, (await defaultGroup(client, vpcId)) ?? {});
  },
  async read({ client }, state) {
    const answer = await client.find(
      'ec2',
      'DescribeSecurityGroups',
      { GroupIds: [needText(state, 'id')] },
      `reading Security Group (${needText(state, 'id')})`,
    );
    const found = parts(answer, 'SecurityGroups')[0];
    return found && groupValues(client, found);
  },
  update: async () => ({}),
  // Forgotten, not deleted: it goes with its VPC.
  delete: async () => undefined,
  retag: retagEc2,
});

async function defaultGroup(client: AwsClient, vpcId: string): Promise<Answer | undefined> {
  const Filters = [
    { Name: 'vpc-id', Values: [vpcId] },
    { Name: 'group-name', Values: ['default'] },
  ];
  return parts(
    await client.call('ec2', 'DescribeSecurityGroups', { Filters }, 'reading EC2 Default Security Group'),
    'SecurityGroups',
  )[0];
}

function groupValues(client: AwsClient, found: Answer): Values {
  const rules = (name: string): Values[] =>
    parts(found, name).map((rule) => ({
      protocol: word(rule, 'IpProtocol'),
      from_port: (rule['FromPort'] as number | undefined) ?? 0,
      to_port: (rule['ToPort'] as number | undefined) ?? 0,
      cidr_blocks: parts(rule, 'IpRanges').map((range) => word(range, 'CidrIp')),
      ipv6_cidr_blocks: parts(rule, 'Ipv6Ranges').map((range) => word(range, 'CidrIpv6')),
      prefix_list_ids: [],
      security_groups: [],
      self: false,
      description: '',
    }));
  return {
    id: word(found, 'GroupId'),
    arn: word(found, 'SecurityGroupArn'),
    region: client.region,
    vpc_id: word(found, 'VpcId'),
    name: word(found, 'GroupName'),
    name_prefix: '',
    description: word(found, 'Description'),
    owner_id: word(found, 'OwnerId'),
    ingress: rules('IpPermissions'),
    egress: rules('IpPermissionsEgress'),
    tags_all: tagsOf(found['Tags']),
  };
}
