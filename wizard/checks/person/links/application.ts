import { broken, judged, ok, unseen, type Link } from '../link.js';

export const application: Link = {
  id: 'application',
  title: 'May open the directory',
  rules: ['access'],
  after: ['directory', 'identity-center-user'],
  judge: (looks) =>
    judged(looks.around.applicationAssignments(), async (found) => {
      if (!found) return { state: 'not-reached', seen: 'there is no directory' };
      if (!found.required) return ok('everybody in Identity Center may');
      const look = await looks.syncedUser();
      if (!('seen' in look)) return unseen(look);
      const user = look.seen;
      if (!user) return { state: 'not-reached', seen: 'there is no user in Identity Center' };
      const ids = [user.userId, ...(user.groupIds ?? [])];
      if (found.principals.some(({ id }) => ids.includes(id))) return ok('assigned, or member of an assigned group');
      return broken(
        'an assignment is required and this person has none',
        'the group in Identity Center that the person is in is not assigned to the directory, or the person is not in it there',
        'Identity Center administrator',
        'assign the group of desktop users to the WorkSpaces application in Identity Center; entra-workspaces apply does it',
      );
    }),
};
