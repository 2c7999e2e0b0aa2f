import { registrationOf } from '../../../../domain/device-match.js';
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
  needs: ['desktops', 'devices'],
  evaluate: ({ desktops, devices }): Finding[] => {
    const up = desktops.filter(({ state }) => !isYoung(state) && phaseOf(state) !== 'ended' && state !== 'ERROR');
    const each = up.map((desktop) => ({ desktop, registration: registrationOf(desktop, devices, desktops) }));
    const found = each.flatMap(({ desktop: { userName, id }, registration }): Finding[] => {
      const about = { user: userName, thing: id };
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
      ? [...found, { got: `${devices.length} devices with the group tag of the site for ${up.length} desktops` }]
      : found;
  },
});
