import { ifSeen } from '../../observer.js';
import { broken, judged, ok, wait, type Link } from '../link.js';
import { cycleMinutes, nextRun } from './provisioning.js';

export const identityCenterUser: Link = {
  id: 'identity-center-user',
  title: 'The user in Identity Center',
  rules: ['user-not-synced', 'synced-user'],
  after: ['directory', 'account', 'group', 'provisioning', 'provisioning-log'],
  judge: (looks) =>
    judged(looks.syncedUser(), async (user) => {
      const entra = await ifSeen(looks.entraUser());
      // A list of thousands of users may take longer than the limit: then one entry is taken for the only one.
      const entries = (await ifSeen(looks.entries())) ?? [];
      if (entries.length > 1) {
        return broken(
          `${entries.length} entries: ${entries.map(({ userName }) => userName).join(', ')}`,
          'the account was made anew or renamed, and the old entry stayed behind: assignments may point to it',
          'Identity Center administrator',
          `delete the entry that is not ${looks.who.upn} in the console of Identity Center`,
        );
      }
      const [entry] = entries;
      if (!user && entry) {
        return wait(
          `there as ${entry.userName}: the change of the UPN has not arrived`,
          `${cycleMinutes} minutes`,
          await nextRun(looks),
        );
      }
      if (!user) {
        const log = (await ifSeen(looks.provisioning())) ?? [];
        if (log.length === 0) {
          return wait('not there yet', `${cycleMinutes} minutes after joining the group`, await nextRun(looks));
        }
        return broken(
          `Identity Center knows no user ${looks.who.upn}`,
          'the user was removed from Identity Center, or provisioning sends another name (mail instead of UPN)',
          'Entra administrator',
          'check that userName is mapped from userPrincipalName, then provision the user on demand on the Provisioning page',
        );
      }
      if (!user.enabled) {
        return broken(
          `${user.userName} is disabled in Identity Center`,
          'Entra switched the user off there, or somebody did by hand',
          'Identity Center administrator',
          'provision the user on demand in Entra; if that changes nothing, enable the user in the console of Identity Center',
        );
      }
      if (entra && user.externalId !== undefined && user.externalId !== entra.id) {
        return broken(
          `${user.userName} belongs to another Entra account of the same name`,
          'the account was deleted and made anew: Entra no longer keeps this entry up to date',
          'Identity Center administrator',
          'delete the entry in the console of Identity Center, then provision the user on demand in Entra',
        );
      }
      return ok(`${user.userName} is enabled, and there is one`);
    }),
};
