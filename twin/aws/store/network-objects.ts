import type { Filter, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError, existing } from '../errors.js';
import { tagMap } from '../tag-maps.js';

/** Things of a network with an id and tags. */
export interface Tagged {
  readonly id: string;
  readonly tags: Map<string, string>;
}

export interface Vpc extends Tagged {
  readonly cidr: string;
  dnsSupport: boolean;
  dnsHostnames: boolean;
}

export interface StoredSubnet extends Tagged {
  readonly vpcId: string;
  readonly cidr: string;
  readonly zoneId: string;
  readonly zoneName: string;
  mapPublicIp: boolean;
  assignIpv6: boolean;
}

export interface InternetGateway extends Tagged {
  vpcId: string | undefined;
}

export interface Address extends Tagged {
  readonly publicIp: string;
  associationId: string | undefined;
  natGatewayId: string | undefined;
}

export interface NatGateway extends Tagged {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly allocationId: string;
  readonly created: Date;
  state: 'pending' | 'available' | 'deleting' | 'deleted';
}

export interface StoredRoute {
  readonly destination: string;
  target: string;
  readonly origin: 'CreateRouteTable' | 'CreateRoute';
}

export interface RouteTable extends Tagged {
  readonly vpcId: string;
  readonly routes: StoredRoute[];
  /** Subnet ids by association id; the main association has none. */
  readonly associations: Map<string, string | undefined>;
}

export interface FlowLog extends Tagged {
  readonly vpcId: string;
  readonly destination: string;
  readonly trafficType: string;
  readonly aggregationSeconds: number;
  readonly created: Date;
}

export interface SecurityRule {
  /** `sgr-…` */
  readonly id: string;
  readonly protocol: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly cidr: string;
}

export interface SecurityGroup extends Tagged {
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  readonly ingress: SecurityRule[];
  readonly egress: SecurityRule[];
}

/** The endpoint of a firewall in one subnet: a route can lead to it. */
export interface FirewallEndpoint {
  /** `vpce-…` */
  readonly id: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly firewallArn: string;
}

/** What EC2 keeps in one Region. */
export class NetworkState {
  readonly vpcs = new Map<string, Vpc>();
  readonly subnets = new Map<string, StoredSubnet>();
  readonly internetGateways = new Map<string, InternetGateway>();
  readonly addresses = new Map<string, Address>();
  readonly natGateways = new Map<string, NatGateway>();
  readonly routeTables = new Map<string, RouteTable>();
  readonly securityGroups = new Map<string, SecurityGroup>();
  readonly flowLogs = new Map<string, FlowLog>();
  /** Ports that a person's network ACL denies, both ways, by VPC; by default there are none. */
  readonly deniedPorts = new Map<string, readonly { readonly protocol: string; readonly port: number }[]>();
  readonly firewallEndpoints = new Map<string, FirewallEndpoint>();

  tagsOf(id: string): Map<string, string> | undefined {
    const kinds: ReadonlyMap<string, Tagged>[] = [
      this.vpcs,
      this.subnets,
      this.internetGateways,
      this.addresses,
      this.natGateways,
      this.routeTables,
      this.securityGroups,
      this.flowLogs,
    ];
    return kinds.map((kind) => kind.get(id)).find((found) => found !== undefined)?.tags;
  }
}

/** How EC2 calls what is missing: in the code of the refusal, and in its sentence. */
const called = {
  vpcs: ['VpcID', 'vpc ID'],
  subnets: ['SubnetID', 'subnet ID'],
  internetGateways: ['InternetGatewayID', 'internetGateway ID'],
  addresses: ['AllocationID', 'allocation ID'],
  natGateways: ['NatGatewayID', 'Nat gateway'],
  routeTables: ['RouteTableID', 'routeTable ID'],
  securityGroups: ['Group', 'security group'],
  flowLogs: ['FlowLogId', 'flow log'],
  firewallEndpoints: ['VpcEndpointId', 'vpcEndpoint ID'],
} as const satisfies Record<keyof Things, readonly [kind: string, words: string]>;

/** What lies in each collection of a Region. */
interface Things {
  vpcs: Vpc;
  subnets: StoredSubnet;
  internetGateways: InternetGateway;
  addresses: Address;
  natGateways: NatGateway;
  routeTables: RouteTable;
  securityGroups: SecurityGroup;
  flowLogs: FlowLog;
  firewallEndpoints: FirewallEndpoint;
}

type Collections = { readonly [C in keyof Things]: ReadonlyMap<string, Things[C]> };

/**
 * EC2 words every missing thing as `InvalidSubnetID.NotFound` and the like.
 * @param as What it is called where a call takes one of several things
 */
export function need<C extends keyof Things>(
  state: Collections,
  collection: C,
  id: string | undefined,
  as: readonly [kind: string, words: string] = called[collection],
): Things[C] {
  const [kind, words] = as;
  return existing(
    state[collection].get(id ?? ''),
    `Invalid${kind}.NotFound`,
    `The ${words} '${id ?? ''}' does not exist`,
  );
}

/** Ids that were asked for must all exist; filters narrow. */
export function choose<C extends Exclude<keyof Things, 'firewallEndpoints'>>(
  state: Collections,
  collection: C,
  ids: readonly string[] | undefined,
  filters: readonly Filter[] | undefined,
  attributes: (each: Things[C]) => Readonly<Record<string, string | readonly string[]>>,
): Things[C][] {
  const all = ids && ids.length > 0 ? ids.map((id) => need(state, collection, id)) : [...state[collection].values()];
  return all.filter((each) => (filters ?? []).every((filter) => passes(each, filter, attributes(each))));
}

function passes(
  each: Tagged,
  { Name: name = '', Values: values = [] }: Filter,
  attributes: Readonly<Record<string, string | readonly string[]>>,
): boolean {
  if (name.startsWith('tag:')) return values.includes(each.tags.get(name.slice(4)) ?? '\0');
  if (name === 'tag-key') return values.some((value) => each.tags.has(value));
  const got = attributes[name];
  if (got === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (typeof got === 'string' ? [got] : got).some((one) => values.includes(one));
}

export const tagsFrom = (specifications: readonly TagSpecification[] | undefined): Map<string, string> =>
  tagMap((specifications ?? []).flatMap(({ Tags }) => Tags ?? []));
