import { siteRule } from '../../rule.js';

/** Routes and gateways may all be right, and nothing passes: it is set for a whole Region, often by the organization. */
export const publicAccessBlocked = siteRule({
  id: 'public-access-blocked',
  failureModes: [6],
  title: 'The networks of this Region may not reach the internet (VPC Block Public Access)',
  good: 'The network of the desktops may reach the internet',
  why: 'Routes and gateways are in order and nothing passes them: desktops come up, but nobody can sign in to Windows and nothing reaches Intune.',
  fix: 'Have the VPC of the desktops left out (an exclusion), as soon as it is there. If the organization forbids that (a declarative policy), its administrators change it there.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'network',
  at: ['preflight', 'doctor'],
  needs: ['publicAccess', 'subnets'],
  evaluate: ({ publicAccess: { mode, byOrganization, leftOut }, subnets }, { site }) => {
    const isTheirs = 'existing' in site.network;
    const needsAddress = isTheirs && subnets.some(({ wayOut }) => wayOut === 'public');
    // Only connections from outside are blocked: through a NAT gateway there are none.
    if (mode === 'off' || (mode === 'block-ingress' && !needsAddress)) return [];
    // A way out of somebody else's does not end at a gateway here; that of a network of ours does, behind its firewall too.
    if (isTheirs && subnets.length > 0 && subnets.every(({ wayOut }) => wayOut === 'other')) return [];
    // Of a subnet that is left out (that of the NAT gateway) nothing tells here whose it is.
    const isLeftOut = leftOut.some((id) => id.startsWith('subnet-') || subnets.some(({ vpcId }) => vpcId === id));
    if (isLeftOut) return [];
    const [{ vpcId } = { vpcId: undefined }] = subnets;
    const how = mode === 'block-ingress' ? 'allow-bidirectional' : 'allow-egress';
    const command = `aws ec2 create-vpc-block-public-access-exclusion --vpc-id ${vpcId} --internet-gateway-exclusion-mode ${how} --region ${site.region}`;
    return [
      {
        ...{ thing: site.region, got: `${mode}${byOrganization ? ', by a policy of the organization' : ''}` },
        ...(vpcId === undefined ? {} : { command }),
      },
    ];
  },
});
