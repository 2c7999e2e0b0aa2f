import { lookup } from '../../lookup.js';
import { seenGroup, type GroupObject } from './group.js';

/** Security groups whose name holds a term, for a person who types. At most 20. */
export const groupSearch = lookup({
  id: 'group-search',
  what: 'the groups',
  needs: { graph: ['Group.Read.All'] },
  seconds: 8,
  async look({ graph }, at: { readonly term: string }) {
    const term = at.term.replace(/["\\]/g, '').trim();
    const found = await graph.first<GroupObject>(
      'groups',
      term === ''
        ? { query: { $top: '20' } }
        : { query: { $search: `"displayName:${term}"`, $top: '20' }, eventual: true },
      20,
    );
    return found.filter(({ securityEnabled }) => securityEnabled).map((group) => seenGroup(group));
  },
});
