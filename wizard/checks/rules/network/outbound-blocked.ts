import { blockedPurposes } from '../../../../domain/egress.js';
import { purposes } from '../../../../domain/endpoints.js';
import { siteRule } from '../../rule.js';

/** What the security groups of a desktop keep in, said by what it is for. */
export const outboundBlocked = siteRule({
  id: 'outbound-blocked',
  failureModes: [6],
  title: 'The security groups of the desktops do not let out what a desktop needs',
  good: 'The security groups of the desktops let out what a desktop needs',
  why: 'A desktop comes up, and the part that is kept in fails later: it never enrols, its clock drifts, its apps never come.',
  fix: 'Let it out in an outbound rule of the group; `entra-workspaces endpoints` lists the hosts by purpose.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'network',
  at: ['preflight', 'doctor'],
  needs: ['outboundRules'],
  evaluate: ({ outboundRules }) => {
    // A group that is not seen may let out everything.
    if (outboundRules.length === 0) return [];
    const groups = outboundRules.map(({ id }) => id).join(', ');
    return blockedPurposes(outboundRules.flatMap(({ rules }) => rules)).map(({ purpose, ports }) => ({
      thing: purpose,
      got: `${ports.join(', ')} is not let out by ${groups}: ${purposes[purpose]}`,
      command: `entra-workspaces endpoints --purpose ${purpose}`,
    }));
  },
});
