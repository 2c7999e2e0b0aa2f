/** What stands between desktops and what they need: security groups, network ACLs, firewalls. */
import { subnetPlan } from '../../../domain/cidr.js';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import { change, type Fault, type FaultyWorld } from './faults.js';

const networksOf = ({ twin }: FaultyWorld) => (twin.aws.foundation as FoundationStore).networks.region('eu-central-1');

export const outboundFaults: readonly Fault[] = [
  {
    rule: 'outbound-blocked',
    what: 'nothing but https is let out',
    got: /UDP 123 is not let out by sg-\w+: The clock/,
    severity: 'warning',
    put: async (world) => {
      const { Subnets } = await world.call('ec2', 'DescribeSubnets', { SubnetIds: [world.subnet()] });
      const { GroupId } = await world.call('ec2', 'CreateSecurityGroup', {
        GroupName: 'narrow',
        Description: 'narrow',
        VpcId: (Subnets as { VpcId: string }[])[0]?.VpcId,
      });
      const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
      const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
      await world.call('ec2', 'RevokeSecurityGroupEgress', { GroupId, IpPermissions: [everything] });
      await world.call('ec2', 'AuthorizeSecurityGroupEgress', { GroupId, IpPermissions: [https] });
      const undo = change(world.directory as { securityGroupId: string }, { securityGroupId: String(GroupId) });
      return async () => {
        undo();
        await world.call('ec2', 'DeleteSecurityGroup', { GroupId });
      };
    },
  },
  {
    rule: 'outbound-acl',
    what: 'a network ACL denies the clock',
    got: /UDP 123 is not let out and back by acl-\w+: The clock/,
    severity: 'warning',
    put: (world) => {
      const [vpcId = ''] = networksOf(world).vpcs.keys();
      networksOf(world).deniedPorts.set(vpcId, [{ protocol: '17', port: 123 }]);
      return () => networksOf(world).deniedPorts.delete(vpcId);
    },
  },
  {
    rule: 'outbound-firewall',
    what: 'a firewall that somebody put in the way knows no host of Autopilot, and is passed one way only',
    got: /contoso-wall drops ztd\.dds\.microsoft\.com:443.*: The first sign-in[^]*does not come back through it/,
    severity: 'warning',
    put: putFirewall,
  },
];

/** Somebody leads the subnet of a desktop through a firewall of theirs, and forgets the way back. */
async function putFirewall(world: FaultyWorld): Promise<() => Promise<void>> {
  const firewall = (operation: string, input: object) => world.call('network-firewall', operation, input);
  const { RouteTables } = await world.call('ec2', 'DescribeRouteTables', {
    Filters: [{ Name: 'association.subnet-id', Values: [world.subnet()] }],
  });
  const [table] = RouteTables as { RouteTableId: string; VpcId: string; Routes: Record<string, string>[] }[];
  const { RouteTableId, VpcId } = table!;
  const NatGatewayId = table!.Routes.find((each) => each['DestinationCidrBlock'] === '0.0.0.0/0')?.['NatGatewayId'];
  const { Subnet } = await world.call('ec2', 'CreateSubnet', {
    VpcId,
    CidrBlock: subnetPlan(networksOf(world).vpcs.get(VpcId)?.cidr ?? '').firewall[0],
  });
  const { SubnetId } = Subnet as { SubnetId: string };
  const { RuleGroupResponse } = await firewall('CreateRuleGroup', {
    RuleGroupName: 'contoso-wall',
    Type: 'STATEFUL',
    Capacity: 100,
    RuleGroup: {
      RulesSource: {
        RulesSourceList: {
          Targets: ['.microsoftonline.com', '.manage.microsoft.com'],
          TargetTypes: ['TLS_SNI'],
          GeneratedRulesType: 'ALLOWLIST',
        },
      },
      StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
    },
  });
  const group = (RuleGroupResponse as { RuleGroupArn: string }).RuleGroupArn;
  const { FirewallPolicyResponse } = await firewall('CreateFirewallPolicy', {
    FirewallPolicyName: 'contoso-wall',
    FirewallPolicy: {
      StatelessDefaultActions: ['aws:forward_to_sfe'],
      StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
      StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
      StatefulDefaultActions: ['aws:drop_established'],
      StatefulRuleGroupReferences: [{ ResourceArn: group, Priority: 1 }],
    },
  });
  const policy = (FirewallPolicyResponse as { FirewallPolicyArn: string }).FirewallPolicyArn;
  await firewall('CreateFirewall', {
    FirewallName: 'contoso-wall',
    FirewallPolicyArn: policy,
    VpcId,
    SubnetMappings: [{ SubnetId }],
  });
  await world.twin.advance(6);
  const [endpoint] = networksOf(world).firewallEndpoints.keys();
  const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' };
  await world.call('ec2', 'ReplaceRoute', { ...route, VpcEndpointId: endpoint });
  return async () => {
    await world.call('ec2', 'ReplaceRoute', { ...route, NatGatewayId });
    await firewall('DeleteFirewall', { FirewallName: 'contoso-wall' });
    await world.twin.advance(6);
    await firewall('DeleteFirewallPolicy', { FirewallPolicyName: 'contoso-wall' });
    await firewall('DeleteRuleGroup', { RuleGroupName: 'contoso-wall', Type: 'STATEFUL' });
    await world.call('ec2', 'DeleteSubnet', { SubnetId });
  };
}
