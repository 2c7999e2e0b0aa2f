import { counted } from '../../../../domain/counted.js';
import { ifSeen } from '../../observer.js';
import { broken, judged, ok, undecided, type Link } from '../link.js';

export const autopilotDevice: Link = {
  id: 'autopilot-device',
  title: 'The desktop in Autopilot',
  rules: ['device-registered'],
  after: ['directory', 'desktop', 'registration-secret'],
  judge: (looks) =>
    judged(looks.desktop(), async (desktop) => {
      if (!desktop) return { state: 'not-reached', seen: 'there is no desktop' };
      return judged(looks.autopilotDevices(), async (all) => {
        const device = await ifSeen(looks.autopilotDevice());
        const tag = (await ifSeen(looks.around.directory()))?.name ?? '';
        if (!device) {
          const tagged = all.filter(({ groupTag }) => groupTag === tag);
          if ((await ifSeen(looks.registration(desktop)))?.state === 'untold') {
            return undecided(
              `${counted(tagged.length, 'device')} with the tag ${tag}; which of them is this desktop cannot be told`,
            );
          }
          return broken(
            'Autopilot knows no device for this desktop',
            'WorkSpaces could not register it when it was made: the registration secret, its key or the consent was wrong at that time',
            'desktop engineer',
            'entra-workspaces doctor names what is wrong; mend it, then rebuild the desktop',
          );
        }
        if (device.groupTag !== tag) {
          return broken(
            `its group tag is ${device.groupTag === '' ? 'empty' : device.groupTag}, the directory is ${tag}`,
            'the tag decides which profile applies: with another one the desktop starts as a private computer',
            'Intune administrator',
            `set the group tag to ${tag} exactly as written, in Intune, Devices, Enrollment, Windows Autopilot devices`,
          );
        }
        if (device.enrollment === 'failed' || device.enrollment === 'blocked') {
          return broken(
            `registered, its enrolment is ${device.enrollment}`,
            'the first sign-in to Windows did not get through',
            'Intune administrator',
            'open the device in Intune, then have the desktop engineer rebuild the desktop',
          );
        }
        return ok(`registered with the tag ${tag}`);
      });
    }),
};
