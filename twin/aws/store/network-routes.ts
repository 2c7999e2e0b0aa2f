import type {
  AssociateRouteTableRequest,
  CreateRouteRequest,
  CreateRouteTableRequest,
  DeleteRouteRequest,
  DeleteRouteTableRequest,
  DescribeRouteTablesRequest,
  DisassociateRouteTableRequest,
  ReplaceRouteRequest,
} from '@aws-sdk/client-ec2';
import { rule } from '../../rules.js';
import { within } from '../cidr.js';
import { AwsError } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier } from '../identifier.js';
import { choose, need, tagsFrom, type NetworkState, type RouteTable, type StoredRoute } from './network-objects.js';
import { tagList } from '../tag-maps.js';

const moreSpecific = rule(
  'route-within-vpc',
  'https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html: more specific routes',
  'A route for part of the VPC itself has the whole range of a subnet as its destination.',
);

/** Route tables, routes and associations. */
export function routeOperations(cloud: Cloud, at: (region: string) => NetworkState): Operations {
  const table = (call: Call, id: string | undefined): RouteTable => need(at(call.region), 'routeTables', id);
  return {
    CreateRouteTable: (input: CreateRouteTableRequest, call: Call) => {
      const state = at(call.region);
      const vpc = need(state, 'vpcs', input.VpcId);
      const made: RouteTable = {
        id: `rtb-${identifier(17)}`,
        vpcId: vpc.id,
        routes: [{ destination: vpc.cidr, target: 'local', origin: 'CreateRouteTable' }],
        associations: new Map(),
        tags: tagsFrom(input.TagSpecifications),
      };
      state.routeTables.set(made.id, made);
      return { RouteTable: described(cloud, made) };
    },
    DescribeRouteTables: (input: DescribeRouteTablesRequest, call: Call) => {
      const attributes = (each: RouteTable): Record<string, string | string[]> => ({
        'route-table-id': each.id,
        'vpc-id': each.vpcId,
        'association.subnet-id': [...each.associations.values()].filter((id) => id !== undefined),
        'association.route-table-association-id': [...each.associations.keys()],
        'association.main': [...each.associations.values()].map((id) => String(id === undefined)),
      });
      return {
        RouteTables: choose(at(call.region), 'routeTables', input.RouteTableIds, input.Filters, attributes).map(
          (each) => described(cloud, each),
        ),
      };
    },
    DeleteRouteTable: (input: DeleteRouteTableRequest, call: Call) => {
      const found = table(call, input.RouteTableId);
      if (found.associations.size > 0)
        throw new AwsError(
          'DependencyViolation',
          `The routeTable '${found.id}' has dependencies and cannot be deleted.`,
        );
      at(call.region).routeTables.delete(found.id);
      return {};
    },
    CreateRoute: (input: CreateRouteRequest, call: Call) => {
      const found = table(call, input.RouteTableId);
      const destination = input.DestinationCidrBlock ?? input.DestinationIpv6CidrBlock ?? '';
      if (found.routes.some((route) => route.destination === destination))
        throw new AwsError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
      refuseWithinVpc(cloud, at(call.region), found, destination);
      found.routes.push({ destination, target: targetOf(at(call.region), input), origin: 'CreateRoute' });
      return { Return: true };
    },
    ReplaceRoute: (input: ReplaceRouteRequest, call: Call) => {
      needRoute(table(call, input.RouteTableId), input).target = targetOf(at(call.region), input);
      return {};
    },
    DeleteRoute: (input: DeleteRouteRequest, call: Call) => {
      const found = table(call, input.RouteTableId);
      found.routes.splice(found.routes.indexOf(needRoute(found, input)), 1);
      return {};
    },
    AssociateRouteTable: (input: AssociateRouteTableRequest, call: Call) => {
      const state = at(call.region);
      const subnet = need(state, 'subnets', input.SubnetId);
      if ([...state.routeTables.values()].some(({ associations }) => [...associations.values()].includes(subnet.id))) {
        throw new AwsError(
          'Resource.AlreadyAssociated',
          `the specified association for route table ${input.RouteTableId ?? ''} conflicts with an existing association`,
        );
      }
      const id = `rtbassoc-${identifier(17)}`;
      table(call, input.RouteTableId).associations.set(id, subnet.id);
      return { AssociationId: id, AssociationState: { State: 'associated' } };
    },
    DisassociateRouteTable: (input: DisassociateRouteTableRequest, call: Call) => {
      const found = [...at(call.region).routeTables.values()].find(({ associations }) =>
        associations.has(input.AssociationId ?? ''),
      );
      if (!found)
        throw new AwsError(
          'InvalidAssociationID.NotFound',
          `The association ID '${input.AssociationId ?? ''}' does not exist`,
        );
      found.associations.delete(input.AssociationId ?? '');
      return {};
    },
  };
}

type Target = Pick<
  CreateRouteRequest,
  'GatewayId' | 'NatGatewayId' | 'VpcPeeringConnectionId' | 'TransitGatewayId' | 'NetworkInterfaceId' | 'VpcEndpointId'
>;

/** Within a VPC only whole subnets can be sent elsewhere. */
function refuseWithinVpc(cloud: Cloud, state: NetworkState, table: RouteTable, destination: string): void {
  const vpc = state.vpcs.get(table.vpcId);
  if (!vpc || !within(destination, vpc.cidr)) return;
  if ([...state.subnets.values()].some(({ vpcId, cidr }) => vpcId === vpc.id && cidr === destination)) return;
  cloud.leanOn(moreSpecific);
  throw new AwsError(
    'InvalidParameterValue',
    `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
  );
}

function targetOf(state: NetworkState, input: Target): string {
  if (input.NatGatewayId !== undefined) return need(state, 'natGateways', input.NatGatewayId).id;
  if (input.GatewayId?.startsWith('igw-'))
    return need(state, 'internetGateways', input.GatewayId, ['GatewayID', 'gateway ID']).id;
  if (input.VpcEndpointId !== undefined) return need(state, 'firewallEndpoints', input.VpcEndpointId).id;
  const target = input.GatewayId ?? input.TransitGatewayId ?? input.VpcPeeringConnectionId ?? input.NetworkInterfaceId;
  if (target === undefined) throw new AwsError('MissingParameter', 'The request must contain a target of the route.');
  return target;
}

function needRoute(
  table: RouteTable,
  input: { DestinationCidrBlock?: string | undefined; DestinationIpv6CidrBlock?: string | undefined },
): StoredRoute {
  const destination = input.DestinationCidrBlock ?? input.DestinationIpv6CidrBlock ?? '';
  const found = table.routes.find((route) => route.destination === destination);
  if (!found)
    throw new AwsError(
      'InvalidRoute.NotFound',
      `no route with destination-cidr-block ${destination} in route table ${table.id}`,
    );
  return found;
}

function described(cloud: Cloud, table: RouteTable): object {
  return {
    RouteTableId: table.id,
    VpcId: table.vpcId,
    OwnerId: cloud.accountId,
    Routes: table.routes.map(routeDescribed),
    Associations: [...table.associations].map(([id, subnetId]) =>
      present({
        RouteTableAssociationId: id,
        RouteTableId: table.id,
        SubnetId: subnetId,
        Main: subnetId === undefined,
        AssociationState: { State: 'associated' },
      }),
    ),
    PropagatingVgws: [],
    Tags: tagList(table.tags),
  };
}

function routeDescribed({ destination, target, origin }: StoredRoute): object {
  const kind = target.startsWith('nat-')
    ? 'NatGatewayId'
    : target.startsWith('tgw-')
      ? 'TransitGatewayId'
      : target.startsWith('pcx-')
        ? 'VpcPeeringConnectionId'
        : 'GatewayId';
  return {
    [destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: destination,
    [kind]: target,
    State: 'active',
    Origin: origin,
  };
}
