/**
 * EC2: what is made gets the deployment's tag in the very call, what is changed or removed must have it. Which type a call makes
 * and which it works on: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html.
 */
import { all, inRegions, tagged, tagging, untagged, type Allowed } from './condition.js';
import type { Place } from './place.js';

interface Network {
  readonly makes?: string;
  readonly on?: readonly string[];
}

const made = ['vpc', 'subnet', 'internet-gateway', 'elastic-ip', 'natgateway', 'route-table', 'vpc-flow-log'];
const creations: Readonly<Record<string, Network>> = {
  CreateVpc: { makes: 'vpc' },
  CreateSubnet: { makes: 'subnet', on: ['vpc'] },
  CreateInternetGateway: { makes: 'internet-gateway' },
  AllocateAddress: { makes: 'elastic-ip' },
  CreateNatGateway: { makes: 'natgateway', on: ['elastic-ip', 'subnet'] },
  CreateRouteTable: { makes: 'route-table', on: ['vpc'] },
  CreateFlowLogs: { makes: 'vpc-flow-log', on: ['vpc'] },
};
const routed = { on: ['route-table', 'subnet'] };
const calls: Readonly<Record<string, Network>> = {
  ...creations,
  AttachInternetGateway: { on: ['internet-gateway', 'vpc'] },
  DetachInternetGateway: { on: ['internet-gateway', 'vpc'] },
  AssociateRouteTable: routed,
  DisassociateRouteTable: routed,
  ReplaceRouteTableAssociation: routed,
  CreateRoute: { on: ['route-table'] },
  ReplaceRoute: { on: ['route-table'] },
  DeleteRoute: { on: ['route-table'] },
  DeleteRouteTable: { on: ['route-table'] },
  ModifyVpcAttribute: { on: ['vpc'] },
  DeleteVpc: { on: ['vpc'] },
  ModifySubnetAttribute: { on: ['subnet'] },
  DeleteSubnet: { on: ['subnet'] },
  DeleteInternetGateway: { on: ['internet-gateway'] },
  DeleteNatGateway: { on: ['natgateway'] },
  ReleaseAddress: { on: ['elastic-ip'] },
  DisassociateAddress: { on: ['elastic-ip'] },
  DeleteFlowLogs: { on: ['vpc-flow-log'] },
  DeleteTags: { on: [...made, 'security-group'] },
};

/** Where a call to EC2 is allowed; undefined: the reference knows no resource for it. */
export function networkRights(operation: string, place: Place): readonly Allowed[] | undefined {
  const arn = (type: string): string => `arn:${place.partition}:ec2:*:${place.accountId}:${type}/*`;
  const arns = (types: readonly string[]): string[] => types.map(arn);
  if (operation === 'CreateTags') {
    const atCreation = { StringEquals: { 'ec2:CreateAction': Object.keys(creations).sort() } };
    return [
      { resources: arns(made), condition: all(inRegions(place), atCreation, tagging(place)) },
      { resources: arns([...made, 'security-group']), condition: all(inRegions(place), tagged(place)) },
      // The group that every network comes with is there before anybody can tag it.
      { resources: [arn('security-group')], condition: all(inRegions(place), untagged, tagging(place)) },
    ];
  }
  // Asked of networks that exist, too.
  if (operation === 'DescribeVpcAttribute') return [{ resources: [arn('vpc')], condition: all(inRegions(place)) }];
  if (operation.startsWith('RevokeSecurityGroup')) {
    const resources = [arn('security-group')];
    return [tagged(place), untagged].map((own) => ({ resources, condition: all(inRegions(place), own) }));
  }
  const call = calls[operation];
  if (!call) return undefined;
  return [
    ...(call.makes === undefined
      ? []
      : [{ resources: [arn(call.makes)], condition: all(inRegions(place), tagging(place)) }]),
    ...(call.on === undefined ? [] : [{ resources: arns(call.on), condition: all(inRegions(place), tagged(place)) }]),
  ];
}
