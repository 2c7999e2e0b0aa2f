/** Where the facts come from about policies of the tenant that may reach the desktops. */
import { guard } from '../../domain/guard/guard.js';
import { typeOf } from '../../domain/guard/observed.js';
import type { PolicyTarget } from '../../domain/policy-reach.js';
import type { Seen } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import { allSeen, firstUnknown } from '../discovery/together.js';
import type { Context, Sources } from './fact.js';
import type { DeploymentFacts, SeenGroup } from './fact-types.js';
import { afterSeen, type Observer } from './observer.js';

type PolicyFact = 'policyGroups' | 'enrolmentGroups' | 'accessGroups';

export const policyFacts: Sources<Context, Pick<DeploymentFacts, PolicyFact>> = {
  policyGroups: {
    by: [lookups.groupHolding],
    gather: ({ observer, of }) =>
      afterSeen(of('devicePolicies'), (policies) =>
        groupsIn(
          observer,
          policies.filter(({ content }) => guard(content).verdict !== 'pass' || concerns(content)),
        ),
      ),
  },
  enrolmentGroups: {
    by: [lookups.groupHolding],
    gather: ({ observer, of }) =>
      afterSeen(of('enrolmentConfigurations'), (all) =>
        groupsIn(
          observer,
          all.filter(({ byDefault }) => !byDefault),
        ),
      ),
  },
  accessGroups: {
    by: [lookups.groupHolding],
    gather: ({ observer, of }) =>
      afterSeen(of('compliantDevicePolicies'), (policies) =>
        groupsNamed(
          observer,
          policies.flatMap(({ includeGroups, excludeGroups }) => [...includeGroups, ...excludeGroups]),
        ),
      ),
  },
};

/** Whom it reaches matters whatever it sets. */
function concerns(content: Parameters<typeof typeOf>[0]): boolean {
  return setsUpdates(content) || typeOf(content) === 'windows10CompliancePolicy';
}

/** Rings and feature updates: whose they are is a question of its own. */
export function setsUpdates(content: Parameters<typeof typeOf>[0]): boolean {
  return ['windowsUpdateForBusinessConfiguration', 'windowsFeatureUpdateProfile'].includes(typeOf(content));
}

function groupsIn(
  observer: Observer,
  policies: readonly { readonly targets: readonly PolicyTarget[] }[],
): Promise<Seen<readonly SeenGroup[]>> {
  const ids = policies.flatMap(({ targets }) => targets.flatMap(({ groupId }) => (groupId ? [groupId] : [])));
  return groupsNamed(observer, ids);
}

/** All of them, or not known: a group that could not be seen may be the one. */
async function groupsNamed(observer: Observer, ids: readonly string[]): Promise<Seen<readonly SeenGroup[]>> {
  const looks = await Promise.all([...new Set(ids)].map((groupId) => observer.look(lookups.groupHolding, { groupId })));
  return firstUnknown(looks) ?? { seen: allSeen(looks).filter((group) => group !== undefined) };
}
