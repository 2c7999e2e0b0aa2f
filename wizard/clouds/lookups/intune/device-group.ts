import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';
import type { GroupObject } from '../entra/group.js';

interface Processed extends GroupObject {
  readonly membershipRuleProcessingStatus: {
    readonly status: string;
    readonly lastMembershipUpdated: string | null;
    readonly errorMessage: string | null;
  } | null;
}

/** A dynamic group with how far its rule has got; only beta tells that. Undefined: it does not exist. */
export const deviceGroup = lookup({
  id: 'device-group',
  what: 'the Autopilot device group',
  needs: { graph: ['Group.Read.All'] },
  seconds: 10,
  async look({ graph }, at: { readonly groupId: string }) {
    const found = await unlessAbsent(graph.get<Processed>(`groups/${at.groupId}`, { version: 'beta' }), undefined);
    return (
      found &&
      present({
        id: found.id,
        displayName: found.displayName,
        dynamic: found.groupTypes.includes('DynamicMembership'),
        rule: found.membershipRule ?? undefined,
        /** `On`, `Paused`. */
        processing: found.membershipRuleProcessingState ?? undefined,
        /** NotStarted, Running, Succeeded, Failed. */
        status: found.membershipRuleProcessingStatus?.status,
        error: found.membershipRuleProcessingStatus?.errorMessage ?? undefined,
        lastUpdated: found.membershipRuleProcessingStatus?.lastMembershipUpdated ?? undefined,
      })
    );
  },
});
