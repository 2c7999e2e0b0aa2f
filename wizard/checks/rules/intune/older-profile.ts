import { groupsOf, profileOf, reaches } from '../../autopilot.js';
import { siteRule } from '../../rule.js';

/** Of several profiles that reach a device the oldest wins. */
export const olderProfile = siteRule({
  id: 'older-profile',
  failureModes: [44],
  title: 'An older Autopilot profile reaches the desktops too, and wins',
  good: 'No older Autopilot profile reaches the desktops',
  why: 'Desktops are set up by that profile: other names, other rights, perhaps a setup that never ends.',
  fix: 'Exclude the device group of the site from that profile. On an assignment to all devices an exclusion does not work: assign that profile to groups instead.',
  who: 'Intune administrator',
  severity: 'error',
  area: 'intune',
  at: ['preflight', 'doctor'],
  because: ['group-tag'],
  needs: ['profiles', 'autopilotGroups'],
  evaluate: ({ profiles, autopilotGroups }, { deployment, site }) => {
    const ours = profileOf(profiles, deployment, site);
    const own = groupsOf(autopilotGroups, site);
    return profiles
      .filter((other) => other !== ours && reaches(other, own, autopilotGroups))
      .filter(({ created }) => ours === undefined || Date.parse(created) < Date.parse(ours.created))
      .map((other) => ({
        thing: other.displayName,
        got: other.allDevices ? 'assigned to all devices' : 'assigned to a group that holds them',
      }));
  },
});
