import { userNameKey, userNameProblem } from '../../../../domain/user-name.js';
import { wasItMeant } from '../../../../deployment/nearest.js';
import { ifSeen } from '../../observer.js';
import { broken, judged, ok, type Link } from '../link.js';

export const account: Link = {
  id: 'account',
  title: 'The account in Entra',
  rules: ['user-absent', 'user-disabled'],
  after: [],
  judge: (looks) =>
    judged(looks.entraUser(), async (user) => {
      const { upn, desktopUser } = looks.who;
      if (!user) {
        const [renamed] = (await ifSeen(looks.renamed())) ?? [];
        if (renamed) return changed(renamed.upn, desktopUser ?? upn);
        const listed = [...(looks.place.users?.values() ?? [])].map((each) => each.upn);
        return broken(
          `Entra knows no user ${upn}${desktopUser === undefined ? wasItMeant(upn, listed) : ''}`,
          desktopUser === undefined
            ? 'the account was deleted, or the name is misspelt'
            : 'the account was deleted, or its UPN was changed: the desktop still has this one',
          'Entra administrator',
          'restore the account (30 days after it was deleted), or change its UPN back',
        );
      }
      if (!user.enabled) {
        return broken(
          `${user.upn} is disabled`,
          'who is disabled cannot sign in anywhere',
          'Entra administrator',
          'enable the account in Entra',
        );
      }
      if (user.guest || /#EXT#/i.test(user.upn)) {
        return broken(
          `${user.upn} is a guest`,
          'a guest cannot sign in to a desktop that is joined to Entra, and Identity Center rejects a name with #EXT#',
          'Entra administrator',
          'give the person an account of this tenant',
        );
      }
      const problem = userNameProblem(user.upn);
      if (problem !== undefined) {
        return broken(
          `the UPN ${user.upn} ${problem}`,
          'WorkSpaces takes no such user name',
          'Entra administrator',
          'change the UPN; a desktop that was made for the old one is lost to the person',
        );
      }
      if (desktopUser !== undefined && userNameKey(desktopUser) !== userNameKey(user.upn)) {
        return changed(user.upn, desktopUser);
      }
      return ok(`${user.upn} is enabled and a member`);
    }),
};

function changed(now: string, before: string) {
  return broken(
    `the UPN is ${now}, the desktop was made for ${before}`,
    'a desktop belongs to a user name: after a change of the UPN it is out of reach',
    'Entra administrator',
    `change the UPN back to ${before}, or have the desktop engineer make a new desktop for ${now}`,
  );
}
