import { collects } from '../../autopilot.js';
import { ifSeen } from '../../observer.js';
import { broken, judged, ok, wait, type Link } from '../link.js';
import { after, ago } from '../times.js';

export const autopilotProfile: Link = {
  id: 'autopilot-profile',
  title: 'The profile that applies',
  rules: ['device-profile', 'group-tag', 'device-group', 'profile', 'older-profile'],
  after: ['autopilot-device'],
  judge: (looks) =>
    judged(looks.autopilotDevice(), async (device) => {
      if (!device) {
        if (await ifSeen(looks.managedDevice())) return ok('enrolled; the profile has done its work');
        return { state: 'not-reached', seen: 'there is no Autopilot device' };
      }
      return judged(looks.profiles(), async (profiles) => {
        const groups = ((await ifSeen(looks.tagGroups())) ?? []).filter((group) => collects(group, device.groupTag));
        const meant = profiles.filter(
          ({ displayName, groupIds }) =>
            displayName === looks.place.profile || groupIds.some((id) => groups.some((group) => group.id === id)),
        );
        const status = device.profileStatus ?? '';
        if (device.profile === undefined) {
          const [group] = groups;
          if (!group) {
            return broken(
              `no group takes in devices with the tag ${device.groupTag}`,
              'the rule of the dynamic group and the tag differ, in case or space perhaps',
              'Entra administrator',
              'entra-workspaces apply writes the rule; its tag is the name of the directory, letter by letter',
            );
          }
          if (meant.length === 0) {
            return broken(
              `no profile is assigned to ${group.displayName}`,
              'without a profile the desktop starts as a private computer',
              'Intune administrator',
              'entra-workspaces apply assigns it; then rebuild the desktop if somebody has signed in to it',
            );
          }
          const processed = await ifSeen(looks.deviceGroup(group.id));
          if (processed?.status === 'Failed' || processed?.processing === 'Paused') {
            return broken(
              `${group.displayName} takes in nobody (${processed.error ?? processed.processing ?? processed.status ?? ''})`,
              'the rule of the group is not processed',
              'Entra administrator',
              'open the group in Entra, Dynamic membership rules, and switch processing on',
            );
          }
          return wait(`${group.displayName} has not taken it in yet`, 'up to an hour', after(looks.now, 60));
        }
        const profile = profiles.find(({ id }) => id === device.profileId);
        if (meant.length > 0 && profile && !meant.some(({ id }) => id === profile.id)) {
          return broken(
            `${profile.displayName} applies, and not ${meant.map(({ displayName }) => displayName).join(', ')}`,
            'an older profile reaches the device through another group: of several the oldest wins',
            'Intune administrator',
            `exclude the group ${groups.map(({ displayName }) => displayName).join(', ')} from ${profile.displayName}; an exclusion has no effect on All devices`,
          );
        }
        if (profile && !(profile.userDriven && profile.joinsEntra)) {
          return broken(
            `${profile.displayName} is ${profile.joinsEntra ? 'self-deploying' : 'for hybrid join'}`,
            'a desktop needs a profile that is user-driven and joins Entra',
            'Intune administrator',
            'make the profile user-driven and Microsoft Entra joined; then rebuild the desktop',
          );
        }
        if (/^assigned/.test(status)) {
          const since = device.profileAssigned;
          return ok(`${device.profile}${since === undefined ? '' : `, assigned ${ago(since, looks.now)}`}`);
        }
        if (status === 'failed') {
          return broken(
            `${device.profile} could not be assigned`,
            'Intune failed to give the profile to the device',
            'Intune administrator',
            'press Sync on Intune, Devices, Enrollment, Windows Autopilot devices; wait 15 minutes',
          );
        }
        return wait(`${device.profile} is being assigned`, '15 minutes, an hour at most', after(looks.now, 60));
      });
    }),
};
