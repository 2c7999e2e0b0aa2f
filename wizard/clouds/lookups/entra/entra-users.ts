import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { seenUser, userProperties, type UserObject } from './entra-user.js';

/** A `$filter` takes 15 alternatives. */
const atOnce = 15;

/** The users among these UPNs that Entra has; who is not in the answer does not exist. */
export const entraUsers = lookup({
  id: 'entra-users',
  what: 'the users in Entra',
  needs: { graph: ['User.Read.All'] },
  seconds: 60,
  async look({ graph }, at: { readonly upns: readonly string[] }) {
    const found: UserObject[] = [];
    for (let start = 0; start < at.upns.length; start += atOnce) {
      const names = at.upns.slice(start, start + atOnce).map(odataText);
      found.push(
        ...(await graph.list<UserObject>('users', {
          query: { $filter: `userPrincipalName in (${names.join(',')})`, $select: userProperties },
        })),
      );
    }
    return found.map(seenUser);
  },
});
