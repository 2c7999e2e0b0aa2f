import { counted } from '../../../../domain/counted.js';
import { lackingPlans } from '../../../../domain/licence-plans.js';
import { userNameProblem } from '../../../../domain/user-name.js';
import { siteRule, type Finding } from '../../rule.js';

/** As many names as a line holds; the group has the others. */
const mostNamed = 5;

/** What people in the group of a fleet need: a list names its users, a group is kept elsewhere. */
export const fleetMember = siteRule({
  id: 'fleet-member',
  failureModes: [36, 27],
  title: 'Somebody in the group of the fleet cannot use a desktop',
  good: 'Everybody in the group of the fleet can use a desktop',
  why: 'The engine makes a desktop for each member, and it is billed: without Intune it does not enrol, without Windows VDA nobody may use it, a guest cannot sign in, and WorkSpaces takes user names of at most 63 characters.',
  fix: 'Give licences through a group (Entra ID P1, Intune, Windows VDA E3 or E5), and take out of the group who is to have no desktop.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  because: ['licences'],
  holdsFor: ({ site }) => site.desktops.fleet !== undefined,
  needs: ['fleetMembers', 'licences'],
  evaluate: ({ fleetMembers, licences }): Finding[] => {
    const names = (skuIds: readonly string[]): string[] =>
      licences.filter(({ skuId }) => skuIds.includes(skuId)).flatMap(({ name, plans }) => [name, ...plans]);
    const whys = new Map<string, string[]>();
    const say = (why: string, upn: string): void => void whys.set(why, [...(whys.get(why) ?? []), upn]);
    for (const { upn, enabled, guest, skuIds } of fleetMembers) {
      // Who is disabled counts as left: there is no desktop.
      if (!enabled) continue;
      const problem = userNameProblem(upn);
      if (guest) say('guests', upn);
      else if (problem !== undefined) say(`with a name that WorkSpaces does not take (${problem})`, upn);
      else {
        const lacking = lackingPlans(names(skuIds));
        if (lacking.length > 0) say(`without ${lacking.map(({ what }) => what).join(', ')}`, upn);
      }
    }
    return [...whys].map(([why, upns]) => ({
      thing: counted(upns.length, 'member'),
      got: `${why}: ${upns.slice(0, mostNamed).join(', ')}${upns.length > mostNamed ? ', …' : ''}`,
    }));
  },
});
