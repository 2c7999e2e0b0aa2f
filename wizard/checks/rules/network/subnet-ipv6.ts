import { siteRule } from '../../rule.js';

/** A setting of the subnet that some bundles do not survive. */
export const subnetIpv6 = siteRule({
  id: 'subnet-ipv6',
  failureModes: [6],
  title: 'A subnet of the desktops assigns IPv6 addresses by itself',
  good: 'No subnet of the desktops assigns IPv6 addresses by itself',
  why: 'Performance and Graphics bundles do not come up there.',
  fix: 'Turn "auto-assign IPv6 address" off for the subnet.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'network',
  at: ['preflight', 'doctor'],
  needs: ['subnets'],
  evaluate: ({ subnets }) =>
    subnets.filter(({ assignsIpv6 }) => assignsIpv6).map(({ id }) => ({ thing: id, got: 'assigns IPv6 addresses' })),
});
