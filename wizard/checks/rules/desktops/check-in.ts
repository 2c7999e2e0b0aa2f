import { deviceOf, managedDeviceOf } from '../../../../domain/device-match.js';
import type { DeploymentFacts } from '../../fact-types.js';
import { siteRule } from '../../rule.js';
import { day } from '../../../../domain/day.js';

/** Intune takes a device that stays away this long for not compliant (its default, compliance status validity period). */
export const silentDays = 30;

/** A desktop in AUTO_STOP that nobody uses talks to Intune once a month, when AWS maintains it. */
export const checkIn = siteRule({
  id: 'check-in',
  failureModes: [48],
  title: 'Desktops have not talked to Intune for a month, or are not compliant',
  good: 'Desktops have talked to Intune within a month, and are compliant',
  why: 'Compliance lapses, and Conditional Access then shuts their users out of more than the desktop.',
  fix: 'Start the desktop and sync it (Settings, Accounts, Access work or school). For desktops that stop by themselves set the compliance grace period to more than a month.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'desktops',
  at: ['doctor'],
  needs: ['desktops', 'devices', 'managedDevices'],
  evaluate: ({ desktops, devices, managedDevices }, { now }) =>
    desktops.flatMap((desktop) => {
      const device = managedDeviceOf(desktop, deviceOf(desktop, devices, desktops), managedDevices);
      const got = device && lapseOf(device, now);
      return got === undefined ? [] : [{ thing: device?.name ?? desktop.id, user: desktop.userName, got }];
    }),
});

type ManagedDevice = DeploymentFacts['managedDevices'][number];

/** What is wrong with how Intune sees a desktop; undefined: nothing. */
export function lapseOf({ lastSync, compliance }: ManagedDevice, now: Date): string | undefined {
  const silent = Math.floor((now.getTime() - Date.parse(lastSync)) / day);
  if (silent > silentDays) return `last seen ${silent} days ago`;
  return notCompliant.includes(compliance) ? 'not compliant' : undefined;
}

/** States of `complianceState` that shut a user out, of the Graph type managedDevice. */
export const notCompliant: readonly string[] = ['noncompliant', 'conflict', 'error'];
