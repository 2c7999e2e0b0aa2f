import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { seenUser, userProperties, type UserObject } from './entra-user.js';

/** A `$filter` takes 15 alternatives. */
const atOnce = 15;
/** Thousands of people are hundreds of calls: so many of them at the same time, far below what Graph takes of a tenant. */
const atTheSameTime = 6;

/** The users among these UPNs that Entra has; who is not in the answer does not exist. */
export const entraUsers = lookup({
  id: 'entra-users',
  what: 'the users in Entra',
  needs: { graph: ['User.Read.All'] },
  seconds: 60,
  async look({ graph }, at: { readonly upns: readonly string[] }) {
    const found: UserObject[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < at.upns.length) {
        const names = at.upns.slice(next, (next += atOnce)).map(odataText);
        const query = { $filter: `userPrincipalName in (${names.join(',')})`, $select: userProperties };
        found.push(...(await graph.list<UserObject>('users', { query })));
      }
    };
    await Promise.all(Array.from({ length: atTheSameTime }, worker));
    return found.map(seenUser);
  },
});
