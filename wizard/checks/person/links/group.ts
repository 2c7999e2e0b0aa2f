import { userNameKey } from '../../../../domain/user-name.js';
import { broken, judged, ok, unseen, type Link } from '../link.js';

export const group: Link = {
  id: 'group',
  title: 'Member of the assigned group',
  rules: ['user-not-member'],
  after: ['account', 'federation'],
  judge: (looks) =>
    judged(looks.around.assigned(), async (assigned = []) => {
      const look = await looks.entraUser();
      if (!('seen' in look)) return unseen(look);
      const user = look.seen;
      if (!user) return { state: 'not-reached', seen: 'there is no account' };
      if (assigned.some(({ principalId }) => principalId === user.id))
        return ok('assigned to the enterprise app by name');
      const groups = assigned.filter(({ principalType }) => principalType === 'Group');
      const membersOf = await Promise.all(groups.map(({ principalId }) => looks.around.members(principalId)));
      const nested: string[] = [];
      for (const [at, members] of membersOf.entries()) {
        if (!('seen' in members)) continue;
        const name = groups[at]?.displayName ?? '';
        if (members.seen.some(({ id }) => id === user.id)) return ok(`direct member of ${name}`);
        for (const inner of members.seen.filter(({ type }) => type === 'group')) {
          const deeper = await looks.around.members(inner.id);
          if ('seen' in deeper && deeper.seen.some(({ id }) => id === user.id)) {
            nested.push(`${inner.displayName ?? 'a group'} in ${name}`);
          }
        }
      }
      const hidden = membersOf.find((members) => 'unknown' in members);
      if (hidden && 'unknown' in hidden) return unseen(hidden);
      const names = groups.map(({ displayName }) => displayName).join(', ');
      if (nested.length > 0) {
        return broken(
          `member only through ${nested.join(', ')}`,
          'Entra provisions direct members of an assigned group, never those of a group in it',
          'Entra administrator',
          `put ${user.upn} into ${names} directly`,
        );
      }
      const planned = looks.place.users?.get(userNameKey(user.upn));
      if (planned?.held) {
        const until = planned.holdUntil === undefined ? '' : ` until ${planned.holdUntil}`;
        return broken(
          `on hold in the deployment${until}`,
          'who is on hold has no access; the desktop is kept',
          'desktop engineer',
          `entra-workspaces users add ${user.upn}, then entra-workspaces apply`,
        );
      }
      return broken(
        names === '' ? 'no group is assigned to the enterprise app' : `not a member of ${names}`,
        'only who is assigned to the enterprise app may sign in and is brought to Identity Center',
        planned ? 'desktop engineer' : 'Entra administrator',
        names === ''
          ? 'assign the group of desktop users to the enterprise app'
          : planned
            ? `the deployment lists ${user.upn}: entra-workspaces apply adds the membership`
            : `put ${user.upn} into ${names}, or list them in the deployment`,
      );
    }),
};
