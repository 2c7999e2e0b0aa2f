import { ifSeen } from '../../observer.js';
import { broken, judged, ok, unseen, type Link } from '../link.js';

export const mdmScope: Link = {
  id: 'mdm-scope',
  title: 'Enrols by joining Entra (MDM user scope)',
  rules: ['mdm-scope'],
  after: ['account'],
  judge: async (looks) => {
    const managed = await ifSeen(looks.managedDevice());
    if (managed) return ok('it has enrolled, so the scope takes the person in');
    return judged(looks.mdmScope(), async ({ appliesTo, groupIds }) => {
      if (appliesTo === 'all') return ok('all users');
      const outside = (seen: string) =>
        broken(
          seen,
          'who is outside joins Entra without enrolling in Intune: no policies, no apps',
          'Intune administrator',
          'set the MDM user scope to All, or put the person into its group (Intune, Devices, Enrollment, Automatic Enrollment); then rebuild the desktop',
        );
      if (appliesTo === 'none') return outside('nobody');
      const look = await looks.entraUser();
      if (!('seen' in look)) return unseen(look);
      const members = await Promise.all(groupIds.map((id) => looks.around.members(id)));
      for (const each of members) if ('unknown' in each) return unseen(each);
      const inside = members.flatMap((each) => ('seen' in each ? each.seen : []));
      if (inside.some(({ id }) => id === look.seen?.id)) return ok('selected users, this person among them');
      return outside('selected users, and this person is in none of the groups directly');
    });
  },
};
