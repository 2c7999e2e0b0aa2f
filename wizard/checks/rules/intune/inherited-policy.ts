import { guard } from '../../../../domain/guard/guard.js';
import { reachOf, type Reach } from '../../../../domain/policy-reach.js';
import { isOwn } from '../../own-content.js';
import { exclusionFor, reachContext, reachFacts } from '../../policy-reach.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** What laptops are told, and a desktop in the cloud should not be: the guard list over everything that reaches it. */
export const inheritedPolicy = deploymentRule({
  id: 'inherited-policy',
  failureModes: [39, 45],
  title: 'A policy of the tenant that does not suit a WorkSpace reaches the desktops',
  good: 'No policy of the tenant that does not suit a WorkSpace reaches the desktops',
  why: 'Policies for laptops encrypt a desktop, put it to sleep or cut it off: it is lost, or its user is, and nobody knows why.',
  fix: 'Exclude the desktops from the assignment of that policy.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['preflight', 'doctor'],
  needs: ['devicePolicies', 'policyGroups', ...reachFacts],
  evaluate: ({ devicePolicies, policyGroups, ...facts }, { deployment }): Finding[] => {
    const context = reachContext(facts, policyGroups, deployment);
    const theirs = devicePolicies.filter((policy) => !isOwn(deployment, policy));
    const reaching = theirs.flatMap((policy) => {
      const reach = reachOf(policy.targets, context);
      return reach ? [{ policy, reach, guarded: guard(policy.content) }] : [];
    });
    const found = reaching.flatMap(({ policy, reach, guarded }) =>
      guarded.findings.map(({ row, where, value }): Finding => ({
        thing: `${policy.displayName} (${policy.kind})`,
        got: `${row.title} (${where}${value === undefined ? '' : ` = ${value}`}); it reaches the desktops through ${said(reach)}. ${row.effect}`,
        fix: exclusionFor(reach, context, facts, deployment),
      })),
    );
    const unread = reaching.filter(({ guarded }) => guarded.unread.length > 0);
    return unread.length === 0
      ? found
      : [
          ...found,
          {
            thing:
              unread.length === 1 ? 'a policy that cannot be read' : `${unread.length} policies that cannot be read`,
            got: unread
              .map(({ policy, guarded }) => `${policy.displayName}: ${guarded.unread.slice(0, 2).join(', ')}`)
              .join('; '),
            fix: 'See for yourself what they set; what does not suit a WorkSpace is in docs/failure-modes.md. Exclude the desktops where it is on that list.',
          },
        ];
  },
});

/** `All devices`, or that with the filter that may stand before it. */
export function said({ through, unless }: Reach): string {
  return unless === undefined ? through : `${through}, unless ${unless}`;
}
