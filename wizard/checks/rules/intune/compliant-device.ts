import { reachedGroup } from '../../policy-reach.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** Applications that a device enrols through. */
const enrolling: readonly (readonly [id: string, name: string])[] = [
  ['d4ebce55-015a-49b5-a083-c84d1797ae8c', 'Microsoft Intune Enrollment'],
  ['0000000a-0000-0000-c000-000000000000', 'Microsoft Intune'],
];

/** A new desktop is not compliant before Intune has looked at it once, and its user has signed in by then. */
export const compliantDevice = deploymentRule({
  id: 'compliant-device',
  failureModes: [45],
  title: 'Conditional Access asks the desktop users for a compliant device before theirs can be one',
  good: 'Conditional Access does not ask the desktop users for a compliant device before theirs can be one',
  why: 'A new desktop counts as not compliant until Intune has looked at it: enrolment, or the first sign-in, is refused.',
  fix: 'Exclude Microsoft Intune Enrollment and Microsoft Intune from that policy, and try it with one person before the others.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'intune',
  at: ['preflight', 'doctor'],
  needs: ['compliantDevicePolicies', 'accessGroups', 'app', 'autopilotGroups', 'group', 'users', 'everyDevice'],
  evaluate: ({ compliantDevicePolicies, accessGroups, app, ...facts }, { deployment }): Finding[] => {
    const groups = accessGroups.map((group) => reachedGroup(group, facts, deployment));
    const holds = (ids: readonly string[], how: readonly string[]): boolean =>
      groups.some((group) => ids.includes(group.id) && how.includes(group.users));
    const userIds = facts.users.map(({ id }) => id);
    return compliantDevicePolicies.flatMap((policy): Finding[] => {
      const reaches =
        policy.includeUsers.includes('All') ||
        policy.includeUsers.some((id) => userIds.includes(id)) ||
        holds(policy.includeGroups, ['all', 'some']);
      const spared =
        holds(policy.excludeGroups, ['all']) ||
        (userIds.length > 0 && userIds.every((id) => policy.excludeUsers.includes(id)));
      if (!reaches || spared) return [];
      const everything = policy.includeApplications.includes('All');
      const without = (id: string): boolean => policy.excludeApplications.includes(id);
      const missing = enrolling.filter(
        ([id]) => !without(id) && (everything || policy.includeApplications.includes(id)),
      );
      if (missing.length === 0) return [];
      const excluded = `${missing.map(([, name]) => name).join(' and ')} not excluded`;
      const client =
        app && everything && !without(app.applicationId)
          ? [`the sign-in to ${app.displayName} asks the machine on which the client runs for it, too`]
          : [];
      return [{ thing: policy.displayName, got: [excluded, ...client].join('; ') }];
    });
  },
});
