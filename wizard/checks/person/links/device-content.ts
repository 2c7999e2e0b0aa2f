import { counted } from '../../../../domain/counted.js';
import { broken, judged, ok, wait, type Link, type Verdict } from '../link.js';
import { appFixOf, appInWords, isBroken, isRequired, policyInWords, type Morning } from '../morning.js';
import { after, ago, since } from '../times.js';

/** A new device is looked at often for two hours (Intune, device check-in intervals). */
const firstMinutes = 120;

/** What came of the first morning: policies, apps, and which of them stand against each other. */
export const deviceContent: Link = {
  id: 'device-content',
  title: 'Policies and apps of Intune',
  after: ['managed-device'],
  judge: (looks) =>
    judged(looks.managedDevice(), async (device) => {
      if (!device) return { state: 'not-reached', seen: 'Intune manages no such device' };
      return judged(looks.morning(), (morning) =>
        morning ? morningVerdict(morning, looks.now) : { state: 'not-reached', seen: 'Entra knows no such person' },
      );
    }),
};

/** How a morning went: for `doctor --user`, and for the page of everybody. */
export function morningVerdict({ device, policies, apps, page }: Morning, now: Date): Verdict {
  const conflict = policies.find(({ state }) => state === 'conflict');
  if (conflict) {
    const others = conflict.against.length > 0 ? conflict.against.join(', ') : 'another policy';
    return broken(
      `${conflict.name} and ${others} contradict each other${conflict.settings ? ` over ${conflict.settings.join(', ')}` : ''}`,
      'of two policies that want different values for a setting neither is applied',
      'Intune administrator',
      `leave the desktops out of ${others} (exclude their device group), or take the setting out of one of them`,
    );
  }
  const required = apps.filter(isRequired);
  const failed = required.find(isBroken);
  if (failed) {
    const waitedFor = page?.appIds.includes(failed.id) ? `; the status page ${page.name} waited for it` : '';
    const where = `look at the app in Intune under Troubleshooting + support for ${device.name}`;
    return broken(
      `${failed.name} ${appInWords(failed)}${waitedFor}`,
      'Intune tries again at later check-ins',
      'Intune administrator',
      appFixOf(failed) ?? (failed.code === undefined ? `${where}; the code there says why` : where),
    );
  }
  const faulty = policies.find(({ state }) => state === 'error');
  if (faulty) {
    return broken(
      `${faulty.name} ${policyInWords(faulty)}`,
      'Windows refused a setting of it; the others of it are in force',
      'Intune administrator',
      `look at the policy in Intune under the device configuration of ${device.name}: it names the setting`,
    );
  }
  const isNew = since(device.enrolled, now) < firstMinutes * 60_000;
  if (isNew && apps.length === 0 && page && page.appIds.length > 0) {
    return wait(
      `Intune tells nothing of its apps yet; it enrolled ${ago(device.enrolled, now)}`,
      'two hours',
      after(device.enrolled, firstMinutes),
    );
  }
  const nameOf = (id: string): string => apps.find((app) => app.id === id)?.name ?? id;
  const never = page?.appIds.filter((id) => !required.some((app) => app.id === id)) ?? [];
  if (page && never.length > 0) {
    return broken(
      `the status page ${page.name} waits for ${never.map(nameOf).join(', ')}, which is not required on this device`,
      'the first sign-in waits for it until its time is up',
      'Intune administrator',
      'assign the app as required to the device group, or take it out of the status page',
    );
  }
  const missing = required.filter(({ state }) => state !== 'installed').map(({ name }) => name);
  if (missing.length > 0 && isNew) {
    return wait(
      `${missing.join(', ')} still to come; it enrolled ${ago(device.enrolled, now)}`,
      'two hours',
      after(device.enrolled, firstMinutes),
    );
  }
  const there = required.filter(({ state }) => state === 'installed').map(({ name }) => name);
  const said = [
    `${counted(policies.length, 'policy', 'policies')} reported`,
    ...(there.length > 0 ? [`${there.join(', ')} installed`] : []),
    ...(missing.length > 0 ? [`${missing.join(', ')} not installed yet`] : []),
    ...(page && page.appIds.length > 0 ? [`the status page waited for ${page.appIds.map(nameOf).join(', ')}`] : []),
    `last check-in ${ago(device.lastSync, now)}`,
  ];
  return ok(said.join('; '));
}
