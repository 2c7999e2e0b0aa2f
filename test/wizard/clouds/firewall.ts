/** A firewall in the network of the desktops, and what the lookups see of it. */
import { expect } from '@jest/globals';
import { region, type Prepared } from './prepared.js';
import type { TwinClouds } from './twin-clouds.js';

const plantedFirewall = {
  name: 'wall',
  endpoints: [expect.stringMatching(/^vpce-/)],
  ready: expect.any(Boolean),
  rules: {
    groups: [
      { names: ['.contoso.com'], allows: true, ports: [443] },
      { rules: [{ passes: true, protocol: 'UDP', destination: 'ANY', port: '123' }] },
    ],
    dropsTheRest: true,
  },
};

const everything = { protocol: '-1', from: 0, to: 65535, range: '0.0.0.0/0' };
const rules = [true, false].map((allows) => ({ ...everything, allows }));
/** The network ACL that every network comes with. */
const plainAcl = { id: expect.stringMatching(/^acl-/), out: rules, back: rules };

/** What stands between desktops and the internet, as the lookups see it. */
export const outboundCases = {
  publicAccess: {
    at: () => ({ region }),
    sees: ({ vpcId }: Prepared) => ({ region, mode: 'block-ingress', byOrganization: true, leftOut: [vpcId] }),
  },
  outboundRules: {
    at: ({ securityGroupId }: { readonly securityGroupId: string }) => ({ region, groupIds: [securityGroupId] }),
    sees: ({ securityGroupId: id }: { readonly securityGroupId: string }) => [{ id, rules: [{ protocol: '-1' }] }],
  },
  outboundFirewalls: {
    at: ({ vpcId }: Prepared) => ({ region, vpcIds: [vpcId] }),
    sees: () => [plantedFirewall],
  },
  outboundAcls: {
    at: ({ subnetIds }: Prepared) => ({ region, subnetIds: [...subnetIds] }),
    sees: () => [plainAcl],
  },
};

/** A firewall in a subnet of the network: a list of names, and the clock. */
export async function plantFirewall({ aws }: TwinClouds['twin'], { vpcId, subnetIds }: Prepared): Promise<void> {
  const arn = `arn:aws:ec2:${region}:111122223333`;
  const leftOut = [
    { arn: `${arn}:vpc/${vpcId}`, mode: 'allow-bidirectional' as const },
    // Of no effect where what comes from outside alone is blocked.
    { arn: `${arn}:subnet/${subnetIds[0]}`, mode: 'allow-egress' as const },
  ];
  aws.settings.publicAccess = { mode: 'block-ingress', managedBy: 'declarative-policy', leftOut };
  const call = (operation: string, input: object) => aws.inside('network-firewall', operation, region, input);
  const StatefulRuleOptions = { RuleOrder: 'STRICT_ORDER' };
  const clock = { Protocol: 'UDP', Source: 'ANY', SourcePort: 'ANY', Destination: 'ANY', DestinationPort: '123' };
  const sources = [
    { RulesSourceList: { Targets: ['.contoso.com'], TargetTypes: ['TLS_SNI'], GeneratedRulesType: 'ALLOWLIST' } },
    {
      StatefulRules: [
        { Action: 'PASS', Header: { ...clock, Direction: 'FORWARD' }, RuleOptions: [{ Keyword: 'sid' }] },
      ],
    },
  ];
  const StatefulRuleGroupReferences = await Promise.all(
    sources.map(async (RulesSource, index) => {
      const named = { RuleGroupName: `wall-${index}`, Type: 'STATEFUL', Capacity: 10 };
      const made = await call('CreateRuleGroup', { ...named, RuleGroup: { RulesSource, StatefulRuleOptions } });
      const { RuleGroupArn } = made['RuleGroupResponse'] as { RuleGroupArn: string };
      return { ResourceArn: RuleGroupArn, Priority: index + 1 };
    }),
  );
  const policy = await call('CreateFirewallPolicy', {
    FirewallPolicyName: 'wall',
    FirewallPolicy: {
      StatelessDefaultActions: ['aws:forward_to_sfe'],
      StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
      StatefulEngineOptions: StatefulRuleOptions,
      StatefulDefaultActions: ['aws:drop_established'],
      StatefulRuleGroupReferences,
    },
  });
  const { FirewallPolicyArn } = policy['FirewallPolicyResponse'] as { FirewallPolicyArn: string };
  const SubnetMappings = [{ SubnetId: subnetIds[0] }];
  await call('CreateFirewall', { FirewallName: 'wall', FirewallPolicyArn, VpcId: vpcId, SubnetMappings });
}
