import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { seenGroup, type GroupObject } from './group.js';

/** Groups with exactly this display name: names are not unique in Entra. */
export const groupsNamed = lookup({
  id: 'groups-named',
  what: 'the group',
  needs: { graph: ['Group.Read.All'] },
  seconds: 10,
  async look({ graph }, at: { readonly displayName: string }) {
    const found = await graph.list<GroupObject>('groups', {
      query: { $filter: `displayName eq ${odataText(at.displayName)}` },
    });
    return found.map((group) => seenGroup(group));
  },
});
