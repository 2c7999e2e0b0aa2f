import type { CreateTagsRequest, DeleteTagsRequest, DescribeTagsRequest } from '@aws-sdk/client-ec2';
import type { Subnet } from '../foundation.js';
import type { Call, Cloud, Operations } from '../service.js';
import { NetworkState, type RouteTable } from './network-objects.js';
import { flowLogOperations } from './network-flow-logs.js';
import { gatewayOperations } from './network-gateways.js';
import { routeOperations } from './network-routes.js';
import { securityGroupOperations } from './network-security.js';
import { subnetOperations } from './network-subnets.js';
import { AwsError } from '../errors.js';
import { zonesOf } from './zones.js';
import { addTags } from '../tag-maps.js';

/** Networks of the stand-in's own store: VPCs, subnets, gateways, routes, security groups. */
export class Networks {
  readonly operations: Operations;
  private readonly states = new Map<string, NetworkState>();

  constructor(cloud: Cloud) {
    const at = (region: string): NetworkState => this.region(region);
    this.operations = {
      ...subnetOperations(cloud, at),
      ...gatewayOperations(cloud, at),
      ...routeOperations(cloud, at),
      ...securityGroupOperations(cloud, at),
      ...flowLogOperations(cloud, at),
      ...this.tagOperations(),
      DescribeAvailabilityZones: (_: object, call: Call) => ({
        AvailabilityZones: zonesOf(call.region).map(({ name, id }) => ({
          ZoneName: name,
          ZoneId: id,
          RegionName: call.region,
          State: 'available',
          ZoneType: 'availability-zone',
          OptInStatus: 'opt-in-not-required',
          GroupName: call.region,
          NetworkBorderGroup: call.region,
        })),
      }),
      // Those of NAT gateways and desktops belong to AWS; providers look for others before they delete.
      DescribeNetworkInterfaces: () => ({ NetworkInterfaces: [] }),
      DescribeAccountAttributes: () => ({
        AccountAttributes: [{ AttributeName: 'supported-platforms', AttributeValues: [{ AttributeValue: 'VPC' }] }],
      }),
      GetEbsEncryptionByDefault: () => ({ EbsEncryptionByDefault: cloud.settings.ebsEncryptionByDefault }),
      DescribeVpcBlockPublicAccessOptions: () => ({
        VpcBlockPublicAccessOptions: {
          State: 'default-state',
          InternetGatewayBlockMode: cloud.settings.publicAccess.mode,
          ManagedBy: cloud.settings.publicAccess.managedBy,
        },
      }),
      DescribeVpcBlockPublicAccessExclusions: () => ({
        VpcBlockPublicAccessExclusions: cloud.settings.publicAccess.leftOut.map(({ arn, mode }, at) => ({
          ExclusionId: `vpcbpa-exclude-${at}`,
          InternetGatewayExclusionMode: mode,
          ResourceArn: arn,
          State: 'create-complete',
        })),
      }),
    };
  }

  region(region: string): NetworkState {
    let state = this.states.get(region);
    if (!state) this.states.set(region, (state = new NetworkState()));
    return state;
  }

  /** A subnet as other services see it, with the routes that count for it. */
  subnetSeen(region: string, id: string): Subnet | undefined {
    const state = this.region(region);
    const subnet = state.subnets.get(id);
    const vpc = subnet && state.vpcs.get(subnet.vpcId);
    if (!subnet || !vpc) return undefined;
    const routes = routeTableOf(state, subnet.vpcId, id)?.routes ?? [];
    return {
      subnetId: id,
      vpcId: vpc.id,
      availabilityZoneId: subnet.zoneId,
      cidr: subnet.cidr,
      vpcCidrs: [vpc.cidr],
      routes: routes.map(({ destination, target }) => ({ destination, target })),
      assignsIpv6: subnet.assignIpv6,
    };
  }

  natGatewaySubnet(region: string, id: string): string | undefined {
    const gateway = this.region(region).natGateways.get(id);
    return gateway?.state === 'available' ? gateway.subnetId : undefined;
  }

  private tagOperations(): Operations {
    const tagsOf = (call: Call, id: string): Map<string, string> => {
      const tags = this.region(call.region).tagsOf(id);
      if (!tags) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
      return tags;
    };
    return {
      CreateTags: (input: CreateTagsRequest, call: Call) => {
        for (const id of input.Resources ?? []) addTags(tagsOf(call, id), input.Tags);
        return {};
      },
      DeleteTags: (input: DeleteTagsRequest, call: Call) => {
        for (const id of input.Resources ?? [])
          for (const { Key } of input.Tags ?? []) tagsOf(call, id).delete(Key ?? '');
        return {};
      },
      DescribeTags: (input: DescribeTagsRequest, call: Call) => {
        const ids = (input.Filters ?? [])
          .filter(({ Name }) => Name === 'resource-id')
          .flatMap(({ Values }) => Values ?? []);
        return {
          Tags: ids.flatMap((id) => [...tagsOf(call, id)].map(([Key, Value]) => ({ ResourceId: id, Key, Value }))),
        };
      },
    };
  }
}

/** The table of the subnet itself, else the main one of its VPC. */
function routeTableOf(state: NetworkState, vpcId: string, subnetId: string): RouteTable | undefined {
  const tables = [...state.routeTables.values()].filter((table) => table.vpcId === vpcId);
  return (
    tables.find((table) => [...table.associations.values()].includes(subnetId)) ??
    tables.find((table) => [...table.associations.values()].includes(undefined))
  );
}
