import { siteRule, type Finding } from '../../rule.js';

/** A dynamic group takes its time, and sometimes none at all. */
export const deviceGroup = siteRule({
  id: 'device-group',
  failureModes: [37],
  title: 'Entra does not work out who is in the device group',
  good: 'Entra works out who is in the device group',
  why: 'New devices are not in the group when their user signs in first, so they come up without the profile.',
  fix: 'Resume it in Entra, Groups, Dynamic membership rules; after a failure correct the rule. It takes minutes to a day.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'intune',
  at: ['doctor'],
  because: ['group-tag'],
  needs: ['deviceGroup'],
  evaluate: ({ deviceGroup: group }): Finding[] => {
    if (!group) return [];
    const thing = group.displayName;
    if (!group.dynamic) return [{ thing, got: 'a group without a membership rule' }];
    if (group.processing === 'Paused') return [{ thing, got: 'paused' }];
    return group.status === 'Failed' ? [{ thing, got: `failed: ${group.error ?? 'no reason given'}` }] : [];
  },
});
