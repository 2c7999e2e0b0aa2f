import { lackingPlans } from '../../../../domain/licence-plans.js';
import { deploymentRule } from '../../rule.js';

/** What the tenant has bought at all. Who of the users has it is told by `user-licence`. */
export const licences = deploymentRule({
  id: 'licences',
  failureModes: [36],
  title: 'The tenant has no licence that desktops need',
  good: 'The tenant has the licences that desktops need',
  why: 'Without Entra ID P1 no dynamic group and no provisioning, without Intune no enrolment, without Windows VDA no right to run Windows there.',
  fix: 'Buy it for each person with a desktop: Entra ID P1, Intune, and Windows VDA E3 or E5 (Microsoft 365 E3 and E5 hold them).',
  who: 'Entra administrator',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  needs: ['licences'],
  evaluate: ({ licences: bought }) => {
    const names = bought.filter(({ enabled }) => enabled).flatMap(({ name, plans }) => [name, ...plans]);
    return lackingPlans(names).map(({ what, sure }) => ({
      thing: what,
      got: 'no licence found',
      severity: sure ? ('error' as const) : ('warning' as const),
    }));
  },
});
