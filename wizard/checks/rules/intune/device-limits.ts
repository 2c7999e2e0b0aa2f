import { counted } from '../../../../domain/counted.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** Settings of the tenant that every device inherits. */
export const deviceLimits = deploymentRule({
  id: 'device-limits',
  failureModes: [45],
  title: 'The device settings of Entra keep desktops from joining',
  good: 'The device settings of Entra let desktops join',
  why: 'The first sign-in to Windows ends with an error, and the desktop is not joined.',
  fix: 'Entra, Devices, Device settings: let the desktop users join devices, and allow enough devices a user for the desktop beside what they have.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'intune',
  at: ['preflight', 'doctor'],
  needs: ['deviceLimits'],
  evaluate: ({ deviceLimits: { devicesAUser, mayJoin } }, { deployment: { sites } }): Finding[] => {
    const desktops = sites.flatMap((each) => each.desktops.users.map(({ upn }) => upn.toLowerCase()));
    const most = Math.max(0, ...[...new Set(desktops)].map((upn) => desktops.filter((each) => each === upn).length));
    return [
      ...(mayJoin === 'none' ? [{ thing: 'who may join', got: 'nobody' }] : []),
      ...(mayJoin === 'selected'
        ? [
            {
              thing: 'who may join',
              got: 'selected users: the desktop users must be among them',
              severity: 'warning' as const,
            },
          ]
        : []),
      ...(devicesAUser < most
        ? [{ thing: 'devices a user', got: `${devicesAUser}, and somebody has ${counted(most, 'desktop')}` }]
        : []),
    ];
  },
});
