import { groupsOf, profileOf } from '../../autopilot.js';
import { siteRule, type Finding } from '../../rule.js';

/** The profile that makes a desktop join Entra and enrol for its user. */
export const profile = siteRule({
  id: 'profile',
  failureModes: [35],
  title: 'The Autopilot profile of the site is missing, or is not one for these desktops',
  good: 'The Autopilot profile of the site is there, and is one for these desktops',
  why: 'Desktops show the plain Windows setup, or join without their user, and do not enrol as they should.',
  fix: 'Run `entra-workspaces apply`; a profile of your own must be user-driven, join Microsoft Entra (no hybrid join) and be assigned to the device group.',
  who: 'Intune administrator',
  severity: 'error',
  area: 'intune',
  at: ['preflight', 'doctor'],
  because: ['group-tag'],
  holdsFor: ({ deployment: { intune }, occasion }) => occasion === 'doctor' || 'existing' in intune.profile,
  needs: ['profiles', 'autopilotGroups'],
  evaluate: ({ profiles, autopilotGroups }, { deployment, site, occasion }): Finding[] => {
    const found = profileOf(profiles, deployment, site);
    if (!found) return [{ got: 'no such profile' }];
    const thing = found.displayName;
    const groups = groupsOf(autopilotGroups, site);
    const assigned = found.allDevices || groups.some(({ id }) => found.groupIds.includes(id));
    return [
      ...(found.joinsEntra ? [] : [{ thing, got: 'a profile for hybrid join' }]),
      ...(found.userDriven ? [] : [{ thing, got: 'a profile that is not user-driven' }]),
      // The apply assigns it.
      ...(assigned || occasion === 'preflight' ? [] : [{ thing, got: 'not assigned to the device group' }]),
    ];
  },
});
