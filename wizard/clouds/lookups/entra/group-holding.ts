import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

interface Member {
  readonly id: string;
  readonly deviceId?: string | null;
}

const most = 20_000;

/** Whom a group holds, by groups within it too. Undefined: there is no such group. Devices tell their id by a right of its own. */
export const groupHolding = lookup({
  id: 'group-holding',
  what: 'the members of a group that policies name',
  needs: { graph: ['GroupMember.Read.All', 'Device.Read.All'] },
  seconds: 40,
  async look({ graph }, at: { readonly groupId: string }) {
    const path = `groups/${at.groupId}`;
    const group = await unlessAbsent(
      graph.get<{ id: string; displayName: string }>(path, { query: { $select: 'id,displayName' } }),
      undefined,
    );
    if (!group) return undefined;
    const members = await graph.first<Member>(`${path}/transitiveMembers`, { query: { $top: '999' } }, most);
    return {
      id: group.id,
      displayName: group.displayName,
      memberIds: members.map(({ id }) => id),
      deviceIds: members.flatMap(({ deviceId }) => (deviceId ? [deviceId] : [])),
    };
  },
});
