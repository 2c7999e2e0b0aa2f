import { deviceOf } from '../../devices.js';
import { siteRule } from '../../rule.js';

const young = ['PENDING', 'REBUILDING', 'TERMINATING', 'TERMINATED', 'ERROR'];

/** WorkSpaces registers each new desktop with Autopilot. When that fails nothing in AWS says so. */
export const deviceRegistered = siteRule({
  id: 'device-registered',
  failureModes: [16, 31],
  title: 'A desktop was not registered as an Autopilot device',
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
  evaluate: ({ desktops, devices }) => {
    const up = desktops.filter(({ state }) => !young.includes(state));
    // Where no device can be told from another only their number counts.
    if (devices.length >= up.length) return [];
    return up
      .filter((desktop) => !deviceOf(desktop, devices))
      .map(({ userName, id }) => ({ user: userName, thing: id, got: 'no device with the group tag of the site' }));
  },
});
