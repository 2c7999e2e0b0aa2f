import { deploymentLookup } from '../../lookup.js';
import type { GroupObject } from '../entra/group.js';

/** Dynamic groups whose rule asks for Autopilot devices: by a group tag, or by any device at all (`[ZTDId]`). */
export const autopilotGroups = deploymentLookup({
  id: 'autopilot-groups',
  what: 'the groups of Autopilot devices',
  needs: { graph: ['Group.Read.All'] },
  seconds: 30,
  async look({ graph }, _at: void) {
    const groups = await graph.list<GroupObject>('groups', {
      query: { $filter: "groupTypes/any(c:c eq 'DynamicMembership')" },
    });
    return groups
      .filter(({ membershipRule }) => /devicePhysicalIds/i.test(membershipRule ?? ''))
      .map(({ id, displayName, membershipRule }) => ({
        id,
        displayName,
        rule: membershipRule ?? '',
        /** Tags that the rule names, as written. */
        tags: [...(membershipRule ?? '').matchAll(/\[OrderID\]:([^"]*)"/gi)].map(([, tag = '']) => tag),
        reachesEveryDevice: /\[ZTDID\]/i.test(membershipRule ?? ''),
      }));
  },
});
