import { purposes } from '../../../../domain/endpoints.js';
import { keptByFirewall } from '../../../../domain/firewall-rules.js';
import { counted } from '../../../../domain/counted.js';
import { siteRule } from '../../rule.js';

/** Hosts of a purpose that a finding names. */
const mostNamed = 3;

/** What a firewall of AWS keeps from the desktops, said by what it is for, and whether traffic passes it both ways. */
export const outboundFirewall = siteRule({
  id: 'outbound-firewall',
  failureModes: [6],
  title: 'A firewall does not let through what a desktop needs',
  good: 'The firewalls of the desktops let through what a desktop needs, as far as they can be read',
  why: 'A desktop comes up, and the part that is kept in fails later: nobody can sign in to it, it never enrols, its apps never come.',
  fix: 'Allow the names in the firewall (`network.create.outbound` of the site, or a rule group of yours); `entra-workspaces endpoints` lists them by purpose.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'network',
  at: ['preflight', 'doctor'],
  needs: ['outboundFirewalls', 'subnets'],
  evaluate: ({ outboundFirewalls, subnets }) => {
    const behind = subnets.flatMap(({ id, through, backThrough }) => (through ? [{ id, through, backThrough }] : []));
    return behind.length === 0
      ? []
      : outboundFirewalls.flatMap(({ name, endpoints, ready, rules }) => {
          const own = behind.filter(({ through }) => endpoints.includes(through));
          if (own.length === 0) return [];
          if (!ready)
            return [{ thing: name, got: 'not ready: nothing passes it', fix: 'Look at it in the VPC console.' }];
          const oneWay = own.filter(({ through, backThrough }) => !backThrough.includes(through));
          return [
            ...keptByFirewall(rules).map(({ purpose, hosts }) => ({
              thing: purpose,
              got: `${name} drops ${inShort(hosts)}: ${purposes[purpose]}`,
              command: `entra-workspaces endpoints --purpose ${purpose}`,
            })),
            ...oneWay.map(({ id, through }) => ({
              thing: id,
              got: `traffic leaves through ${through} and does not come back through it: the rules of ${name} are bypassed, or its connections die`,
              fix: 'Give the route table of the NAT gateways a route for the range of the subnet to the same endpoint.',
            })),
          ];
        });
  },
});

function inShort(hosts: readonly string[]): string {
  const rest = hosts.length - mostNamed;
  const named = hosts.slice(0, mostNamed).join(', ');
  return rest > 0 ? `${named} and ${counted(rest, 'other')}` : named;
}
