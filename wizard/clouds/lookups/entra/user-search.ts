import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import type { UserObject } from './entra-user.js';

/** Users whose name or UPN begins with a term, for a person who types. At most 20. */
export const userSearch = lookup({
  id: 'user-search',
  what: 'the users',
  needs: { graph: ['User.Read.All'] },
  seconds: 8,
  async look({ graph }, at: { readonly term: string }) {
    const term = odataText(at.term.trim());
    const filter = `startsWith(displayName,${term}) or startsWith(userPrincipalName,${term})`;
    const found = await graph.first<UserObject>(
      'users',
      { query: { $filter: filter, $select: 'id,displayName,userPrincipalName', $top: '20' } },
      20,
    );
    return found.map(({ userPrincipalName, displayName }) => ({
      upn: userPrincipalName,
      displayName: displayName ?? userPrincipalName,
    }));
  },
});
