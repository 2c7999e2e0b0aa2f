import { needText, text, type Values } from '../value.js';
import { part, parts, word, type Answer, type AwsClient } from './client.js';
import { retagEc2, tagSpecifications } from './network.js';
import { tagged, tagsOf, type AwsResource } from './tags.js';

export const routeTable: AwsResource = tagged({
  async create({ client }, planned) {
    const made = await client.call(
      'ec2',
      'CreateRouteTable',
      { VpcId: text(planned, 'vpc_id'), TagSpecifications: tagSpecifications('route-table', planned) },
      'creating Route Table',
    );
    return tableValues(client, part(made, 'RouteTable'));
  },
  async read({ client }, state) {
    const found = await findTable(client, needText(state, 'id'));
    return found && tableValues(client, found);
  },
  update: async () => ({}),
  async delete({ client }, state) {
    await client.call(
      'ec2',
      'DeleteRouteTable',
      { RouteTableId: needText(state, 'id') },
      `deleting Route Table (${needText(state, 'id')})`,
    );
  },
  retag: retagEc2,
  importState: async (_, id) => ({ id }),
});

async function findTable(client: AwsClient, id: string): Promise<Answer | undefined> {
  return parts(
    await client.find('ec2', 'DescribeRouteTables', { RouteTableIds: [id] }, `reading Route Table (${id})`),
    'RouteTables',
  )[0];
}

/** Inline routes of a table are computed too: with separate `aws_route` they only show what is there. */
function tableValues(client: AwsClient, found: Answer): Values {
  const id = word(found, 'RouteTableId') ?? '';
  const routes = parts(found, 'Routes').filter((route) => word(route, 'Origin') === 'CreateRoute');
  return {
    id,
    arn: `arn:aws:ec2:${client.region}:${client.accountId}:route-table/${id}`,
    region: client.region,
    vpc_id: word(found, 'VpcId'),
    owner_id: word(found, 'OwnerId'),
    propagating_vgws: [],
    route: routes.map((route) => ({
      cidr_block: word(route, 'DestinationCidrBlock') ?? '',
      ipv6_cidr_block: word(route, 'DestinationIpv6CidrBlock') ?? '',
      destination_prefix_list_id: '',
      ...gatewayOrEndpoint(route),
      nat_gateway_id: word(route, 'NatGatewayId') ?? '',
      transit_gateway_id: word(route, 'TransitGatewayId') ?? '',
      vpc_peering_connection_id: word(route, 'VpcPeeringConnectionId') ?? '',
      carrier_gateway_id: '',
      core_network_arn: '',
      egress_only_gateway_id: '',
      local_gateway_id: '',
      network_interface_id: '',
    })),
    tags_all: tagsOf(found['Tags']),
  };
}

export const route: AwsResource = {
  async create({ client }, planned) {
    await client.call(
      'ec2',
      'CreateRoute',
      routeInput(planned),
      `creating Route in Route Table (${needText(planned, 'route_table_id')}) with destination (${destinationOf(planned)})`,
    );
    return (await readRoute(client, planned)) ?? {};
  },
  read: ({ client }, state) => readRoute(client, state),
  async update({ client }, planned) {
    await client.call(
      'ec2',
      'ReplaceRoute',
      routeInput(planned),
      `updating Route in Route Table (${needText(planned, 'route_table_id')})`,
    );
    return (await readRoute(client, planned)) ?? {};
  },
  async delete({ client }, state) {
    const input = {
      RouteTableId: needText(state, 'route_table_id'),
      DestinationCidrBlock: text(state, 'destination_cidr_block'),
      DestinationIpv6CidrBlock: text(state, 'destination_ipv6_cidr_block'),
    };
    await client.call(
      'ec2',
      'DeleteRoute',
      { ...input, ...withoutEmpty(input) },
      `deleting Route in Route Table (${input.RouteTableId})`,
    );
  },
  // `TABLE_DESTINATION`: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route#import.
  async importState(_, id) {
    const [table = '', destination = ''] = id.split('_');
    return { id, route_table_id: table, destination_cidr_block: destination };
  },
};

function destinationOf(values: Values): string {
  return text(values, 'destination_cidr_block') ?? text(values, 'destination_ipv6_cidr_block') ?? '';
}

function routeInput(planned: Values): object {
  return withoutEmpty({
    RouteTableId: text(planned, 'route_table_id'),
    DestinationCidrBlock: text(planned, 'destination_cidr_block'),
    DestinationIpv6CidrBlock: text(planned, 'destination_ipv6_cidr_block'),
    GatewayId: text(planned, 'gateway_id'),
    NatGatewayId: text(planned, 'nat_gateway_id'),
    TransitGatewayId: text(planned, 'transit_gateway_id'),
    VpcPeeringConnectionId: text(planned, 'vpc_peering_connection_id'),
    VpcEndpointId: text(planned, 'vpc_endpoint_id'),
  });
}

/** EC2 says of an endpoint that it is a gateway; the provider tells them apart (internal/service/ec2/vpc_route.go). */
function gatewayOrEndpoint(route: Answer): Values {
  const id = word(route, 'GatewayId') ?? '';
  return id.startsWith('vpce-') ? { gateway_id: '', vpc_endpoint_id: id } : { gateway_id: id, vpc_endpoint_id: '' };
}

function withoutEmpty(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== ''));
}

async function readRoute(client: AwsClient, values: Values): Promise<Values | undefined> {
  const tableId = needText(values, 'route_table_id');
  const destination = destinationOf(values);
  const table = await findTable(client, tableId);
  const found = parts(table, 'Routes').find(
    (each) => (word(each, 'DestinationCidrBlock') ?? word(each, 'DestinationIpv6CidrBlock')) === destination,
  );
  if (!found) return undefined;
  return {
    id: `r-${tableId}${hashOf(destination)}`,
    region: client.region,
    state: word(found, 'State'),
    origin: word(found, 'Origin'),
    ...gatewayOrEndpoint(found),
    nat_gateway_id: word(found, 'NatGatewayId') ?? '',
    instance_id: '',
    instance_owner_id: '',
    network_interface_id: '',
  };
}

/** The provider ends the id of a route with a checksum of its destination. */
function hashOf(text: string): number {
  return [...Buffer.from(text)].reduce((sum, byte) => (sum * 31 + byte) % 4_294_967_291, 7);
}

export const routeTableAssociation: AwsResource = {
  async create({ client }, planned) {
    const input = { RouteTableId: text(planned, 'route_table_id'), SubnetId: text(planned, 'subnet_id') };
    const made = await client.call('ec2', 'AssociateRouteTable', input, 'creating Route Table Association');
    return { id: word(made, 'AssociationId'), region: client.region };
  },
  async read({ client }, state) {
    const id = needText(state, 'id');
    const Filters = [{ Name: 'association.route-table-association-id', Values: [id] }];
    const table = parts(
      await client.call('ec2', 'DescribeRouteTables', { Filters }, `reading Route Table Association (${id})`),
      'RouteTables',
    )[0];
    const found = parts(table, 'Associations').find((each) => word(each, 'RouteTableAssociationId') === id);
    return (
      found && {
        route_table_id: word(found, 'RouteTableId'),
        subnet_id: word(found, 'SubnetId') ?? '',
        region: client.region,
      }
    );
  },
  async delete({ client }, state) {
    await client.find(
      'ec2',
      'DisassociateRouteTable',
      { AssociationId: needText(state, 'id') },
      `deleting Route Table Association (${needText(state, 'id')})`,
    );
  },
  // `SUBNET/TABLE`: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table_association#import.
  async importState({ client }, id) {
    const [subnet = '', table = ''] = id.split('/');
    const found = parts(await findTable(client, table), 'Associations').find(
      (each) => word(each, 'SubnetId') === subnet,
    );
    return { id: word(found, 'RouteTableAssociationId') ?? id, subnet_id: subnet, route_table_id: table };
  },
};
