import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { seenUser, userProperties, type UserObject } from './entra-user.js';

/** The users with a mail address: for people who do not know their UPN, and for a UPN that was changed. */
export const usersByMail = lookup({
  id: 'users-by-mail',
  what: 'the users with this mail address',
  needs: { graph: ['User.Read.All'] },
  seconds: 10,
  async look({ graph }, at: { readonly mail: string }) {
    const found = await graph.list<UserObject>('users', {
      query: { $filter: `mail eq ${odataText(at.mail)}`, $select: userProperties },
    });
    return found.map(seenUser);
  },
});
