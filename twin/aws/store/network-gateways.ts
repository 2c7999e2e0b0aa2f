import type {
  AllocateAddressRequest,
  AttachInternetGatewayRequest,
  CreateInternetGatewayRequest,
  CreateNatGatewayRequest,
  DeleteInternetGatewayRequest,
  DeleteNatGatewayRequest,
  DescribeAddressesRequest,
  DescribeInternetGatewaysRequest,
  DescribeNatGatewaysRequest,
  DetachInternetGatewayRequest,
  DisassociateAddressRequest,
  ReleaseAddressRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier } from '../identifier.js';
import {
  choose,
  need,
  tagsFrom,
  type Address,
  type InternetGateway,
  type NatGateway,
  type NetworkState,
} from './network-objects.js';
import { tagList } from '../tag-maps.js';

/** Minutes until a NAT gateway is available, and until a deleted one is gone. */
const natMinutes = 2;

/** Internet gateways, NAT gateways and their addresses. */
export function gatewayOperations(cloud: Cloud, at: (region: string) => NetworkState): Operations {
  return {
    CreateInternetGateway: (input: CreateInternetGatewayRequest, call: Call) => {
      const gateway: InternetGateway = {
        id: `igw-${identifier(17)}`,
        vpcId: undefined,
        tags: tagsFrom(input.TagSpecifications),
      };
      at(call.region).internetGateways.set(gateway.id, gateway);
      return { InternetGateway: internetDescribed(cloud, gateway) };
    },
    AttachInternetGateway: (input: AttachInternetGatewayRequest, call: Call) => {
      const gateway = need(at(call.region), 'internetGateways', input.InternetGatewayId);
      if (gateway.vpcId !== undefined)
        throw new AwsError(
          'Resource.AlreadyAssociated',
          `resource ${gateway.id} is already attached to network ${gateway.vpcId}`,
        );
      gateway.vpcId = need(at(call.region), 'vpcs', input.VpcId).id;
      return {};
    },
    DetachInternetGateway: (input: DetachInternetGatewayRequest, call: Call) => {
      const gateway = need(at(call.region), 'internetGateways', input.InternetGatewayId);
      if (gateway.vpcId !== input.VpcId)
        throw new AwsError(
          'Gateway.NotAttached',
          `resource ${gateway.id} is not attached to network ${input.VpcId ?? ''}`,
        );
      gateway.vpcId = undefined;
      return {};
    },
    DeleteInternetGateway: (input: DeleteInternetGatewayRequest, call: Call) => {
      const gateway = need(at(call.region), 'internetGateways', input.InternetGatewayId);
      if (gateway.vpcId !== undefined)
        throw new AwsError(
          'DependencyViolation',
          `The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`,
        );
      at(call.region).internetGateways.delete(gateway.id);
      return {};
    },
    DescribeInternetGateways: (input: DescribeInternetGatewaysRequest, call: Call) => {
      const attributes = (each: InternetGateway): Record<string, string> => ({
        'attachment.vpc-id': each.vpcId ?? '',
        'internet-gateway-id': each.id,
      });
      const found = choose(at(call.region), 'internetGateways', input.InternetGatewayIds, input.Filters, attributes);
      return { InternetGateways: found.map((each) => internetDescribed(cloud, each)) };
    },
    ...natOperations(cloud, at),
    ...addressOperations(at),
  };
}

function natOperations(cloud: Cloud, at: (region: string) => NetworkState): Operations {
  return {
    CreateNatGateway: (input: CreateNatGatewayRequest, call: Call) => {
      const state = at(call.region);
      const subnet = need(state, 'subnets', input.SubnetId);
      const address = need(state, 'addresses', input.AllocationId);
      const gateway: NatGateway = {
        id: `nat-${identifier(17)}`,
        subnetId: subnet.id,
        vpcId: subnet.vpcId,
        allocationId: address.id,
        created: cloud.world.clock.now(),
        state: 'pending',
        tags: tagsFrom(input.TagSpecifications),
      };
      state.natGateways.set(gateway.id, gateway);
      address.natGatewayId = gateway.id;
      address.associationId = `eipassoc-${identifier(17)}`;
      cloud.world.clock.after(natMinutes, `NAT gateway ${gateway.id} available`, () => {
        if (gateway.state === 'pending') gateway.state = 'available';
      });
      return { NatGateway: natDescribed(state, gateway) };
    },
    DescribeNatGateways: (input: DescribeNatGatewaysRequest, call: Call) => {
      const attributes = (each: NatGateway): Record<string, string> => ({
        'nat-gateway-id': each.id,
        'subnet-id': each.subnetId,
        'vpc-id': each.vpcId,
        state: each.state,
      });
      const state = at(call.region);
      return {
        NatGateways: choose(state, 'natGateways', input.NatGatewayIds, input.Filter, attributes).map((each) =>
          natDescribed(state, each),
        ),
      };
    },
    DeleteNatGateway: (input: DeleteNatGatewayRequest, call: Call) => {
      const state = at(call.region);
      const gateway = need(state, 'natGateways', input.NatGatewayId);
      gateway.state = 'deleting';
      cloud.world.clock.after(natMinutes, `NAT gateway ${gateway.id} deleted`, () => {
        gateway.state = 'deleted';
        const address = state.addresses.get(gateway.allocationId);
        if (address) address.natGatewayId = address.associationId = undefined;
      });
      return { NatGatewayId: gateway.id };
    },
  };
}

function addressOperations(at: (region: string) => NetworkState): Operations {
  return {
    AllocateAddress: (input: AllocateAddressRequest, call: Call) => {
      const state = at(call.region);
      // Addresses for documentation (RFC 5737).
      const address: Address = {
        id: `eipalloc-${identifier(17)}`,
        publicIp: `203.0.113.${(state.addresses.size % 250) + 1}`,
        associationId: undefined,
        natGatewayId: undefined,
        tags: tagsFrom(input.TagSpecifications),
      };
      state.addresses.set(address.id, address);
      return {
        AllocationId: address.id,
        PublicIp: address.publicIp,
        Domain: 'vpc',
        NetworkBorderGroup: call.region,
        PublicIpv4Pool: 'amazon',
      };
    },
    DescribeAddresses: (input: DescribeAddressesRequest, call: Call) => {
      const attributes = (each: Address): Record<string, string> => ({
        'allocation-id': each.id,
        'public-ip': each.publicIp,
        domain: 'vpc',
      });
      const found = choose(at(call.region), 'addresses', input.AllocationIds, input.Filters, attributes);
      return {
        Addresses: found.map((each) =>
          present({
            AllocationId: each.id,
            PublicIp: each.publicIp,
            Domain: 'vpc',
            NetworkBorderGroup: call.region,
            PublicIpv4Pool: 'amazon',
            AssociationId: each.associationId,
            Tags: tagList(each.tags),
          }),
        ),
      };
    },
    DescribeAddressesAttribute: () => ({ Addresses: [] }),
    DisassociateAddress: (input: DisassociateAddressRequest, call: Call) => {
      const id = input.AssociationId ?? '';
      const found = [...at(call.region).addresses.values()].find(({ associationId }) => associationId === id);
      if (!found) throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
      if (found.natGatewayId !== undefined)
        throw new AwsError('AuthFailure', 'You do not have permission to access the specified resource.');
      found.associationId = undefined;
      return {};
    },
    ReleaseAddress: (input: ReleaseAddressRequest, call: Call) => {
      const address = need(at(call.region), 'addresses', input.AllocationId);
      if (address.associationId !== undefined)
        throw new AwsError('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
      at(call.region).addresses.delete(address.id);
      return {};
    },
  };
}

function internetDescribed(cloud: Cloud, gateway: InternetGateway): object {
  return {
    InternetGatewayId: gateway.id,
    OwnerId: cloud.accountId,
    Attachments: gateway.vpcId === undefined ? [] : [{ State: 'available', VpcId: gateway.vpcId }],
    Tags: tagList(gateway.tags),
  };
}

function natDescribed(state: NetworkState, gateway: NatGateway): object {
  const address = state.addresses.get(gateway.allocationId);
  return {
    NatGatewayId: gateway.id,
    SubnetId: gateway.subnetId,
    VpcId: gateway.vpcId,
    State: gateway.state,
    ConnectivityType: 'public',
    CreateTime: gateway.created,
    NatGatewayAddresses: [
      present({
        AllocationId: gateway.allocationId,
        PublicIp: address?.publicIp,
        AssociationId: address?.associationId,
        NetworkInterfaceId: `eni-${gateway.id.slice(4)}`,
        PrivateIp: '10.0.0.10',
        IsPrimary: true,
        Status: 'succeeded',
      }),
    ],
    Tags: tagList(gateway.tags),
  };
}
