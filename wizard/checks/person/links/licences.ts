import { lackingPlans, neededPlans } from '../../../../domain/licence-plans.js';
import { broken, judged, ok, wait, type Link } from '../link.js';

export const licences: Link = {
  id: 'licences',
  title: 'Licences and their service plans',
  rules: ['user-licence'],
  after: ['account'],
  judge: (looks) =>
    judged(looks.entraUser(), (user) => {
      if (!user) return { state: 'not-reached', seen: 'there is no account' };
      const names = [...Object.keys(user.plans), ...user.licences];
      const statusOf = (plan: RegExp): string | undefined => {
        const found = names.filter((name) => plan.test(name)).map((name) => user.plans[name] ?? 'Success');
        return found.includes('Success') ? 'Success' : found[0];
      };
      const lacking = lackingPlans(names);
      if (lacking.length > 0) {
        return broken(
          `no licence for ${lacking.map(({ what }) => what).join(', ')}`,
          'without it the desktop does not join, does not enrol, or may not run Windows',
          'Entra administrator',
          `assign a licence that holds ${lacking.map(({ what }) => what).join(', ')} (Microsoft 365 E3 and E5 hold all)`,
        );
      }
      const off = neededPlans.filter(({ plans }) => statusOf(plans) === 'Disabled');
      if (off.length > 0) {
        return broken(
          `${off.map(({ what }) => what).join(', ')} is switched off in the licence of this person`,
          'a service plan that is switched off counts as no licence',
          'Entra administrator',
          'switch the service plan on, where the licence is assigned: to the person or to a group',
        );
      }
      const pending = neededPlans.filter(({ plans }) => statusOf(plans) !== 'Success');
      if (pending.length > 0) return wait(`${pending.map(({ what }) => what).join(', ')} is being activated`, 'a day');
      return ok(`${neededPlans.map(({ what }) => what).join(', ')}`);
    }),
};
