import { typeOf } from '../../../../domain/guard/observed.js';
import type { Deployment } from '../../../../deployment/schema.js';
import { reachOf } from '../../../../domain/policy-reach.js';
import { setsUpdates } from '../../policy-facts.js';
import { isOwn } from '../../own-content.js';
import { exclusionFor, reachContext, reachFacts } from '../../policy-reach.js';
import { deploymentRule, type Finding } from '../../rule.js';
import { said } from './inherited-policy.js';

/** One ring, one version: with two of a kind neither holds. The deployment's own, pilot and rest, do not meet. */
export const updateRings = deploymentRule({
  id: 'update-rings',
  failureModes: [45],
  title: 'Several update rings or feature updates reach the desktops',
  good: 'At most one update ring and one feature update reach the desktops',
  why: 'Intune does not say which of two rings holds: desktops restart when nobody expects it, or go to another Windows.',
  fix: 'Leave the desktops with one ring: exclude them from the others.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['preflight', 'doctor'],
  needs: ['devicePolicies', 'policyGroups', ...reachFacts],
  evaluate: ({ devicePolicies, policyGroups, ...facts }, { deployment }): Finding[] => {
    const context = reachContext(facts, policyGroups, deployment);
    const reaching = devicePolicies
      .filter(({ content }) => setsUpdates(content))
      .flatMap((policy) => {
        const reach = reachOf(policy.targets, context);
        return reach ? [{ ...policy, reach, type: typeOf(policy.content), own: isOwn(deployment, policy) }] : [];
      });
    return reaching.flatMap((policy): Finding[] => {
      if (policy.own) return [];
      const others = reaching.filter(({ type, id }) => type === policy.type && id !== policy.id);
      const beside =
        others.length > 0
          ? `beside ${others.map(({ displayName }) => displayName).join(', ')}`
          : left(policy.type, deployment);
      return beside === undefined
        ? []
        : [
            {
              thing: `${policy.displayName} (${policy.kind})`,
              got: `reaches the desktops through ${said(policy.reach)}, ${beside}`,
              fix: exclusionFor(policy.reach, context, facts, deployment),
            },
          ];
    });
  },
});

/** Who updates the desktops in the place of a ring, where the deployment says so. */
function left(type: string, { intune: { enrolment } }: Deployment): string | undefined {
  return type === 'windowsUpdateForBusinessConfiguration' && enrolment?.updates.owner === 'workspaces'
    ? 'and the deployment leaves updates to WorkSpaces (intune.enrolment.updates.owner)'
    : undefined;
}
