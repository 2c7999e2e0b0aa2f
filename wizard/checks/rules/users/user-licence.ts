import { lackingPlans } from '../../../../domain/licence-plans.js';
import { activePeople } from '../../people.js';
import { deploymentRule } from '../../rule.js';

/** What each person holds, by the licences that the tenant has bought. */
export const userLicence = deploymentRule({
  id: 'user-licence',
  failureModes: [36],
  title: 'A user holds no licence for the desktop',
  good: 'Every user holds the licences for the desktop',
  why: 'Without Intune the desktop does not enrol, and without Windows VDA the person has no right to use it.',
  fix: 'Give the user licences with Entra ID P1, Intune and Windows VDA E3 or E5, best through a group.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  because: ['licences', 'user-absent'],
  needs: ['users', 'licences'],
  evaluate: ({ users, licences }, { deployment }) => {
    const names = (skuIds: readonly string[]): string[] =>
      licences.filter(({ skuId }) => skuIds.includes(skuId)).flatMap(({ name, plans }) => [name, ...plans]);
    return activePeople(deployment, users).flatMap(({ upn, entra }) => {
      const lacking = lackingPlans(names(entra.skuIds));
      return lacking.length === 0 ? [] : [{ user: upn, got: `without ${lacking.map(({ what }) => what).join(', ')}` }];
    });
  },
});
