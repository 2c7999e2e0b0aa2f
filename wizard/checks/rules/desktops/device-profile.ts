import { deviceOf } from '../../../../domain/device-match.js';
import { profileOf } from '../../autopilot.js';
import { siteRule, type Finding } from '../../rule.js';

/** A device that is registered and has no profile, or another one. */
export const deviceProfile = siteRule({
  id: 'device-profile',
  failureModes: [33, 37, 44],
  title: 'A device has no Autopilot profile, or another one than that of the site',
  good: 'Every device has the Autopilot profile of the site',
  why: 'The desktop is set up without it: other names, other rights, or no enrolment.',
  fix: 'Wait an hour after the device came; then see Intune, Devices, Enrollment, Windows Autopilot devices. A desktop that was set up without the profile takes it by a rebuild.',
  who: 'Intune administrator',
  severity: 'error',
  area: 'desktops',
  at: ['doctor'],
  because: ['group-tag', 'device-group', 'profile', 'older-profile'],
  needs: ['desktops', 'devices', 'profiles'],
  evaluate: ({ desktops, devices, profiles }, { deployment, site }): Finding[] => {
    const ours = profileOf(profiles, deployment, site);
    return devices.flatMap((device): Finding[] => {
      const { profileStatus = '', profileId, profile, displayName, serialNumber, upn } = device;
      const user = desktops.find((desktop) => deviceOf(desktop, devices, desktops) === device)?.userName ?? upn;
      const about = { thing: displayName || serialNumber, ...(user === '' ? {} : { user }) };
      if (profileId !== undefined && ours && profileId !== ours.id)
        return [{ ...about, got: `the profile ${profile ?? profileId}` }];
      if (/^(notAssigned|failed)$/i.test(profileStatus))
        return [
          {
            ...about,
            got: `the profile status ${profileStatus}`,
            // Nothing tells when the device came: it may be its first hour.
            ...(/^failed$/i.test(profileStatus) ? {} : { severity: 'warning' as const }),
          },
        ];
      return [];
    });
  },
});
