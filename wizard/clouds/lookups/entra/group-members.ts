import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface Member {
  readonly '@odata.type': string;
  readonly id: string;
  readonly displayName?: string | null;
  readonly userPrincipalName?: string;
}

/** Direct members of a group: provisioning takes no others. */
export const groupMembers = lookup({
  id: 'group-members',
  what: 'the members of the group',
  needs: { graph: ['GroupMember.Read.All', 'User.Read.All'] },
  seconds: 30,
  async look({ graph }, at: { readonly groupId: string }) {
    // The most that a page holds (https://learn.microsoft.com/graph/api/group-list-members): a fleet's group is large.
    const query = { $top: '999' };
    const members = await graph.list<Member>(`groups/${at.groupId}/members`, { query }, 20_000);
    return members.map((member) =>
      present({
        id: member.id,
        type: member['@odata.type'].replace('#microsoft.graph.', ''),
        displayName: member.displayName ?? undefined,
        upn: member.userPrincipalName,
      }),
    );
  },
});
