import { durationSeconds, Patience } from '../patience.js';
import { ProviderError } from '../provider.js';
import { block, needText, text, type Values } from '../value.js';
import { part, parts, word, type Answer, type AwsClient } from './client.js';
import { retagEc2, tagSpecifications } from './network.js';
import { tagged, tagsOf, type AwsCall, type AwsResource } from './tags.js';

export const internetGateway: AwsResource = tagged({
  async create({ client }, planned) {
    const made = await client.call(
      'ec2',
      'CreateInternetGateway',
      { TagSpecifications: tagSpecifications('internet-gateway', planned) },
      'creating EC2 Internet Gateway',
    );
    const id = word(part(made, 'InternetGateway'), 'InternetGatewayId') ?? '';
    const vpcId = text(planned, 'vpc_id');
    if (vpcId) await attach(client, id, vpcId);
    return (await readInternetGateway(client, id)) ?? {};
  },
  read: ({ client }, state) => readInternetGateway(client, needText(state, 'id')),
  async update({ client }, planned, prior) {
    const [before, after] = [text(prior, 'vpc_id'), text(planned, 'vpc_id')];
    if (before === after) return {};
    const id = needText(prior, 'id');
    if (before) await detach(client, id, before);
    if (after) await attach(client, id, after);
    return {};
  },
  async delete({ client }, state) {
    const id = needText(state, 'id');
    const vpcId = text(state, 'vpc_id');
    if (vpcId) await detach(client, id, vpcId);
    await client.call(
      'ec2',
      'DeleteInternetGateway',
      { InternetGatewayId: id },
      `deleting EC2 Internet Gateway (${id})`,
    );
  },
  retag: retagEc2,
  importState: async (_, id) => ({ id }),
});

async function attach(client: AwsClient, InternetGatewayId: string, VpcId: string): Promise<void> {
  await client.call(
    'ec2',
    'AttachInternetGateway',
    { InternetGatewayId, VpcId },
    `attaching EC2 Internet Gateway (${InternetGatewayId}) to VPC (${VpcId})`,
  );
}

async function detach(client: AwsClient, InternetGatewayId: string, VpcId: string): Promise<void> {
  await client.call(
    'ec2',
    'DetachInternetGateway',
    { InternetGatewayId, VpcId },
    `detaching EC2 Internet Gateway (${InternetGatewayId}) from VPC (${VpcId})`,
  );
}

async function readInternetGateway(client: AwsClient, id: string): Promise<Values | undefined> {
  const answer = await client.find(
    'ec2',
    'DescribeInternetGateways',
    { InternetGatewayIds: [id] },
    `reading EC2 Internet Gateway (${id})`,
  );
  const found = parts(answer, 'InternetGateways')[0];
  if (!found) return undefined;
  return {
    id,
    arn: `arn:aws:ec2:${client.region}:${client.accountId}:internet-gateway/${id}`,
    region: client.region,
    owner_id: word(found, 'OwnerId'),
    vpc_id: word(parts(found, 'Attachments')[0], 'VpcId') ?? '',
    tags_all: tagsOf(found['Tags']),
  };
}

export const elasticIp: AwsResource = tagged({
  async create({ client }, planned) {
    const made = await client.call(
      'ec2',
      'AllocateAddress',
      { Domain: text(planned, 'domain') ?? 'vpc', TagSpecifications: tagSpecifications('elastic-ip', planned) },
      'creating EC2 EIP',
    );
    return (await readAddress(client, word(made, 'AllocationId') ?? '')) ?? {};
  },
  read: ({ client }, state) => readAddress(client, needText(state, 'id')),
  update: async () => ({}),
  async delete({ client }, state) {
    await client.call(
      'ec2',
      'ReleaseAddress',
      { AllocationId: needText(state, 'id') },
      `deleting EC2 EIP (${needText(state, 'id')})`,
    );
  },
  retag: retagEc2,
  importState: async (_, id) => ({ id }),
});

async function readAddress(client: AwsClient, id: string): Promise<Values | undefined> {
  const answer = await client.find('ec2', 'DescribeAddresses', { AllocationIds: [id] }, `reading EC2 EIP (${id})`);
  const found = parts(answer, 'Addresses')[0];
  if (!found) return undefined;
  const publicIp = word(found, 'PublicIp') ?? '';
  return {
    id,
    allocation_id: id,
    arn: `arn:aws:ec2:${client.region}:${client.accountId}:elastic-ip/${id}`,
    region: client.region,
    domain: 'vpc',
    public_ip: publicIp,
    public_dns: `ec2-${publicIp.replaceAll('.', '-')}.${client.region}.compute.amazonaws.com`,
    public_ipv4_pool: word(found, 'PublicIpv4Pool'),
    network_border_group: word(found, 'NetworkBorderGroup'),
    association_id: word(found, 'AssociationId') ?? '',
    instance: '',
    network_interface: '',
    private_ip: '',
    carrier_ip: '',
    customer_owned_ip: '',
    ptr_record: '',
    tags_all: tagsOf(found['Tags']),
  };
}

export const natGateway: AwsResource = tagged({
  async create(call, planned) {
    const input = {
      SubnetId: text(planned, 'subnet_id'),
      AllocationId: text(planned, 'allocation_id'),
      ConnectivityType: text(planned, 'connectivity_type'),
      TagSpecifications: tagSpecifications('natgateway', planned),
    };
    const made = await call.client.call('ec2', 'CreateNatGateway', input, 'creating EC2 NAT Gateway');
    const id = word(part(made, 'NatGateway'), 'NatGatewayId') ?? '';
    await waitForNat(call, id, 'available', timeoutOf(planned, 'create', '10m'), { ...planned, id });
    return natValues(call.client, (await findNat(call.client, id)) ?? {});
  },
  async read({ client }, state) {
    const found = await findNat(client, needText(state, 'id'));
    const state_ = word(found, 'State');
    return found && state_ !== 'deleted' && state_ !== 'deleting' ? natValues(client, found) : undefined;
  },
  update: async () => ({}),
  async delete(call, state) {
    const id = needText(state, 'id');
    await call.client.call('ec2', 'DeleteNatGateway', { NatGatewayId: id }, `deleting EC2 NAT Gateway (${id})`);
    await waitForNat(call, id, 'deleted', timeoutOf(state, 'delete', '30m'), state);
  },
  retag: retagEc2,
  importState: async (_, id) => ({ id }),
});

export function timeoutOf(values: Values, operation: string, usual: string): number {
  return durationSeconds(text(block(values, 'timeouts'), operation) ?? usual) ?? 0;
}

async function waitForNat(call: AwsCall, id: string, wanted: string, seconds: number, state: Values): Promise<void> {
  const patience = new Patience(call.world.clock, seconds, call.stopped);
  for (;;) {
    const now = word(await findNat(call.client, id), 'State') ?? 'deleted';
    if (now === wanted) return;
    if (!(await patience.wait(10))) {
      throw new ProviderError(
        `waiting for EC2 NAT Gateway (${id}) ${wanted === 'deleted' ? 'delete' : 'create'}: timeout while waiting for state to become '${wanted}' (last state: '${now}')`,
        { state },
      );
    }
  }
}

async function findNat(client: AwsClient, id: string): Promise<Answer | undefined> {
  return parts(
    await client.find('ec2', 'DescribeNatGateways', { NatGatewayIds: [id] }, `reading EC2 NAT Gateway (${id})`),
    'NatGateways',
  )[0];
}

function natValues(client: AwsClient, found: Answer): Values {
  const address = parts(found, 'NatGatewayAddresses')[0];
  return {
    id: word(found, 'NatGatewayId'),
    region: client.region,
    subnet_id: word(found, 'SubnetId'),
    vpc_id: word(found, 'VpcId'),
    connectivity_type: word(found, 'ConnectivityType'),
    allocation_id: word(address, 'AllocationId'),
    association_id: word(address, 'AssociationId'),
    network_interface_id: word(address, 'NetworkInterfaceId'),
    private_ip: word(address, 'PrivateIp'),
    public_ip: word(address, 'PublicIp'),
    availability_mode: 'zonal',
    auto_provision_zones: '',
    auto_scaling_ips: '',
    regional_nat_gateway_address: [],
    regional_nat_gateway_auto_mode: '',
    route_table_id: '',
    secondary_allocation_ids: [],
    secondary_private_ip_address_count: 0,
    secondary_private_ip_addresses: [],
    tags_all: tagsOf(found['Tags']),
  };
}
