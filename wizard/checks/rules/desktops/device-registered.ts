import { counted } from '../../../../domain/counted.js';
import { namedDeviceOf, registrationOf } from '../../../../domain/device-match.js';
import { isYoung, phaseOf } from '../../../../domain/desktop-states.js';
import { siteRule, type Finding } from '../../rule.js';

/** WorkSpaces registers each new desktop with Autopilot. When that fails nothing in AWS says so. */
export const deviceRegistered = siteRule({
  id: 'device-registered',
  failureModes: [16, 31],
  title: 'A desktop was not registered as an Autopilot device, or could not enrol',
  good: 'Every desktop was registered as an Autopilot device',
  why: 'It comes up as a plain Windows that joins nothing, and its user cannot sign in to it as intended.',
  fix: 'Mend what kept WorkSpaces from registering it, then rebuild the desktop: it registers anew.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['doctor'],
  because: [
    ...['secret', 'secret-key', 'key-policy', 'secret-policy', 'secret-keys', 'secret-value'],
    ...['registration-app', 'consent', 'secret-expiry'],
  ],
  needs: ['desktops', 'devices', 'autopilotDevices'],
  evaluate: ({ desktops, devices, autopilotDevices }, { site: { directoryName } }): Finding[] => {
    const up = desktops.filter(({ state }) => !isYoung(state) && phaseOf(state) !== 'ended' && state !== 'ERROR');
    const each = up.map((desktop) => ({ desktop, registration: registrationOf(desktop, devices, desktops) }));
    const found = each.flatMap(({ desktop, registration }): Finding[] => {
      const { userName, id } = desktop;
      const about = { user: userName, thing: id };
      // Among all devices of the tenant none but its own can bear its id or its name.
      const elsewhere = registration.state === 'registered' ? undefined : namedDeviceOf(desktop, autopilotDevices);
      if (elsewhere && elsewhere.groupTag !== directoryName) {
        return [
          {
            ...about,
            got: `its device has ${elsewhere.groupTag === '' ? 'no group tag' : `the group tag ${elsewhere.groupTag}`}`,
            fix: `Set the group tag to ${directoryName} exactly as written, in Intune, Devices, Enrollment, Windows Autopilot devices.`,
          },
        ];
      }
      if (registration.state === 'missing') return [{ ...about, got: 'no device with the group tag of the site' }];
      const enrolment = registration.state === 'registered' ? registration.device.enrollment : '';
      return enrolment === 'failed' || enrolment === 'blocked'
        ? [
            {
              ...about,
              got: `its enrolment is ${enrolment}`,
              fix: 'Open the device in Intune, then rebuild the desktop.',
            },
          ]
        : [];
    });
    // Where no device can be told from another only their number counts.
    return devices.length < up.length && each.some(({ registration }) => registration.state === 'untold')
      ? [
          ...found,
          {
            got: `${counted(devices.length, 'device')} with the group tag of the site for ${counted(up.length, 'desktop')}`,
          },
        ]
      : found;
  },
});
