import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** A group as Graph shows it. */
export interface GroupObject {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly groupTypes: readonly string[];
  readonly securityEnabled: boolean;
  readonly membershipRule: string | null;
  readonly membershipRuleProcessingState: string | null;
  readonly createdDateTime: string;
}

/** What there is to know of a group without asking for its members. */
export function seenGroup(group: GroupObject, members?: number) {
  return present({
    id: group.id,
    displayName: group.displayName,
    description: group.description ?? undefined,
    dynamic: group.groupTypes.includes('DynamicMembership'),
    rule: group.membershipRule ?? undefined,
    members,
  });
}

/** One group by its object id, with the number of its members; undefined: it does not exist. */
export const group = lookup({
  id: 'group',
  what: 'the group',
  needs: { graph: ['Group.Read.All'] },
  seconds: 10,
  async look({ graph }, at: { readonly groupId: string }) {
    const found = await unlessAbsent(graph.get<GroupObject>(`groups/${at.groupId}`), undefined);
    return found && seenGroup(found, await graph.count(`groups/${at.groupId}/members`));
  },
});
