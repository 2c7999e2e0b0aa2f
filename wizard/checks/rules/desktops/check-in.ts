import { siteRule } from '../../rule.js';

const days = 30;

/** A desktop in AUTO_STOP that nobody uses talks to Intune once a month, when AWS maintains it. */
export const checkIn = siteRule({
  id: 'check-in',
  failureModes: [48],
  title: 'Desktops have not talked to Intune for a month, or are not compliant',
  why: 'Compliance lapses, and Conditional Access then shuts their users out of more than the desktop.',
  fix: 'Start the desktop and sync it (Settings, Accounts, Access work or school). For desktops that stop by themselves set the compliance grace period to more than a month.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'desktops',
  at: ['doctor'],
  needs: ['devices', 'managedDevices'],
  evaluate: ({ devices, managedDevices }, { now }) =>
    devices.flatMap(({ managedDeviceId, serialNumber }) => {
      const device = managedDevices.find(
        (each) => each.id === managedDeviceId || (serialNumber !== '' && each.serialNumber === serialNumber),
      );
      if (!device) return [];
      const silent = Math.floor((now.getTime() - Date.parse(device.lastSync)) / 86_400_000);
      const about = { thing: device.name, ...(device.upn === '' ? {} : { user: device.upn }) };
      if (silent > days) return [{ ...about, got: `last seen ${silent} days ago` }];
      return device.compliance === 'noncompliant' ? [{ ...about, got: 'not compliant' }] : [];
    }),
});
