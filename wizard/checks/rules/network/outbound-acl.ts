import { blockedByAcl, untoldByAcl } from '../../../../domain/egress.js';
import { purposes } from '../../../../domain/endpoints.js';
import { siteRule } from '../../rule.js';

/** What the network ACLs of the desktops' subnets keep in, said by what it is for. */
export const outboundAcl = siteRule({
  id: 'outbound-acl',
  failureModes: [6],
  title: 'A network ACL of the desktops does not let out what a desktop needs',
  good: 'The network ACLs of the desktops let out what a desktop needs',
  why: 'An ACL knows no connections: what goes out by one port comes back to another one, and either rule can stop it.',
  fix: 'Let the port out, and ports 1024 to 65535 in, for 0.0.0.0/0; `entra-workspaces endpoints` lists the hosts by purpose.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'network',
  at: ['preflight', 'doctor'],
  needs: ['outboundAcls'],
  evaluate: ({ outboundAcls }) =>
    outboundAcls.flatMap(({ id, ...rules }) => {
      const untold = untoldByAcl(rules);
      return [
        ...blockedByAcl(rules).map(({ purpose, ports }) => ({
          thing: purpose,
          got: `${ports.join(', ')} is not let out and back by ${id}: ${purposes[purpose]}`,
          command: `entra-workspaces endpoints --purpose ${purpose}`,
        })),
        // Never taken for harmless: the addresses of Microsoft and of AWS change.
        ...(untold.length === 0
          ? []
          : [
              {
                thing: id,
                got: `lets ${untold.join(', ')} through for some addresses alone: whether they are the right ones cannot be told from here`,
                fix: 'Allow them for 0.0.0.0/0, and choose by name in a firewall or proxy; addresses of these hosts change without notice.',
              },
            ]),
      ];
    }),
});
