import type { NetworkAcl } from '@aws-sdk/client-ec2';
import type { AclRule } from '../../../../domain/egress.js';
import { lookup } from '../../lookup.js';

/** The network ACLs of subnets, their rules in the order in which they are asked; those of IPv6 are left out. */
export const outboundAcls = lookup({
  id: 'outbound-acls',
  what: 'the network ACLs of the desktops',
  needs: { aws: ['ec2:DescribeNetworkAcls'] },
  seconds: 15,
  async look({ aws }, at: { readonly region: string; readonly subnetIds: readonly string[] }) {
    const pages = await aws.pages('ec2', 'DescribeNetworkAcls', at.region, {
      Filters: [{ Name: 'association.subnet-id', Values: [...at.subnetIds] }],
    });
    return pages
      .flatMap(({ NetworkAcls = [] }) => NetworkAcls)
      .map((acl) => ({ id: acl.NetworkAclId ?? '', out: rulesOf(acl, true), back: rulesOf(acl, false) }));
  },
});

function rulesOf({ Entries = [] }: NetworkAcl, egress: boolean): readonly AclRule[] {
  return Entries.filter(({ Egress, CidrBlock }) => Egress === egress && CidrBlock !== undefined)
    .sort((one, other) => (one.RuleNumber ?? 0) - (other.RuleNumber ?? 0))
    .map(({ RuleAction, Protocol = '-1', PortRange, CidrBlock = '' }) => ({
      allows: RuleAction === 'allow',
      protocol: Protocol,
      from: PortRange?.From ?? 0,
      to: PortRange?.To ?? 65535,
      range: CidrBlock,
    }));
}
