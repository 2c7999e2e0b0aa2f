import { ifSeen } from '../../observer.js';
import { broken, judged, ok, undecided, wait, type Link, type Verdict } from '../link.js';
import type { ManagedDevice, PersonLooks } from '../looks.js';
import { after, ago, day, since } from '../times.js';
import { notCompliant, silentDays } from '../../rules/desktops/check-in.js';

/** A new device is looked at often for two hours, then every eight (Intune, device check-in intervals). */
const firstChecksMinutes = 120;

export const managedDevice: Link = {
  id: 'managed-device',
  title: 'Managed by Intune',
  rules: ['check-in'],
  after: [
    'desktop',
    'autopilot-device',
    'autopilot-profile',
    'enrolment-events',
    'mdm-scope',
    'device-limits',
    'licences',
  ],
  judge: (looks) =>
    judged(looks.desktop(), async (desktop) => {
      if (!desktop) return { state: 'not-reached', seen: 'there is no desktop' };
      return judged(looks.managedDevice(), async (device) => (device ? compliance(device, looks) : notYet(looks)));
    }),
};

/** It enrols when the person first signs in to Windows: before that there is nothing to be seen. */
async function notYet(looks: PersonLooks): Promise<Verdict> {
  const last = (await ifSeen(looks.connection()))?.lastConnected;
  if (last === undefined)
    return wait('it enrols when the person signs in to Windows for the first time', 'an hour after that');
  if (since(last, looks.now) < firstChecksMinutes * 60_000) {
    return wait(`the person connected ${ago(last, looks.now)}; it is enrolling`, 'an hour', after(last, 60));
  }
  return broken(
    `the person connected ${ago(last, looks.now)}, and Intune knows no such device`,
    'the first sign-in met no profile, or went through without enrolling; it is not repeated',
    'desktop engineer',
    'rebuild the desktop, and have the person stay until the first sign-in is through',
  );
}

async function compliance(device: ManagedDevice, looks: PersonLooks): Promise<Verdict> {
  const { now } = looks;
  const synced = `last seen ${ago(device.lastSync, now)}`;
  const silent = (): Verdict =>
    broken(
      `${device.name} was ${synced}`,
      'a device that Intune does not hear of counts as not compliant, after 30 days or as many as the tenant sets',
      'person',
      'start the desktop, sign in and leave it on for an hour; if that changes nothing, have it rebuilt',
    );
  if (since(device.lastSync, now) > silentDays * day) return silent();
  if (notCompliant.includes(device.compliance)) {
    const look = await looks.failingSettings(device.id);
    const settings = 'seen' in look ? look.seen : [];
    // No setting fails, and it has been away: its silence is what it lacks.
    if ('seen' in look && settings.length === 0 && since(device.lastSync, now) > 2 * day) return silent();
    const named = settings.map(
      ({ setting, policy, value }) => `${setting}${value === undefined ? '' : ` is ${value}`} (${policy})`,
    );
    const bitLocker = settings.some(({ setting }) => /bitlocker|encrypt/i.test(setting));
    return broken(
      `${device.name} is not compliant${named.length > 0 ? `: ${named.join(', ')}` : ''}, ${synced}`,
      bitLocker
        ? 'a policy asks for BitLocker, which WorkSpaces does not support: its volumes are encrypted by AWS'
        : 'Conditional Access may refuse a desktop that is not compliant',
      'Intune administrator',
      bitLocker
        ? 'leave the desktops out of that policy (exclude their device group)'
        : 'mend the setting on the desktop, or leave the desktops out of the policy; then sync the device',
    );
  }
  if (device.compliance === 'unknown' && since(device.enrolled, now) < firstChecksMinutes * 60_000) {
    return wait(
      `${device.name} enrolled ${ago(device.enrolled, now)}; its compliance is not known yet`,
      'two hours',
      after(device.enrolled, firstChecksMinutes),
    );
  }
  // No tick beside what says the opposite: it is used as before, until the grace period is over.
  if (device.compliance === 'inGracePeriod') {
    return wait(`${device.name}: not compliant, in its grace period, ${synced}`, 'as long as the policy gives');
  }
  if (device.compliance === 'unknown') return undecided(`${device.name}: its compliance is unknown, ${synced}`);
  return ok(`${device.name}: ${device.compliance}, ${synced}`);
}
