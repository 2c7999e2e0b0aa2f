import { deviceOf } from '../../../../domain/device-match.js';
import { hour } from '../../../../domain/day.js';
import { isUnassigned, profileOf } from '../../autopilot.js';
import { ago, since } from '../../person/times.js';
import { siteRule, type Finding } from '../../rule.js';

/** Milliseconds until a dynamic group has taken a new device in, and it has its profile (docs/facts/intune.md 1). */
const usual = hour;

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
  needs: ['desktops', 'devices', 'profiles', 'newDevices'],
  evaluate: ({ desktops, devices, profiles, newDevices }, { deployment, site, now }): Finding[] => {
    const ours = profileOf(profiles, deployment, site);
    return devices.flatMap((device): Finding[] => {
      const { profileStatus = '', profileId, profile, displayName, serialNumber, upn } = device;
      const user = desktops.find((desktop) => deviceOf(desktop, devices, desktops) === device)?.userName ?? upn;
      const about = { thing: displayName || serialNumber, ...(user === '' ? {} : { user }) };
      if (profileId !== undefined && ours && profileId !== ours.id)
        return [{ ...about, got: `the profile ${profile ?? profileId}` }];
      if (/^failed$/i.test(profileStatus)) return [{ ...about, got: `the profile status ${profileStatus}` }];
      if (!isUnassigned(profileStatus)) return [];
      const came = newDevices.find(({ deviceId }) => deviceId === device.entraDeviceId)?.created;
      const got = `the profile status ${profileStatus}`;
      // Where nothing tells when the device came it may be its first hour.
      if (came === undefined) return [{ ...about, got, severity: 'warning' }];
      if (since(came, now) >= usual)
        return [{ ...about, got: `${got}, registered ${ago(came, now)}`, severity: 'warning' }];
      return [{ ...about, got, waits: `the Autopilot profile takes up to an hour; registered ${ago(came, now)}` }];
    });
  },
});
