import { userNameKey } from '../../../../domain/user-name.js';
import { upnsOf } from '../../people.js';
import { deploymentRule, evidence, type Finding } from '../../rule.js';

/**
 * Who enrols into Intune by joining Entra. Graph tells it to signed-in people alone; whoever's desktop has enrolled is in
 * it, as anybody can see.
 */
export const mdmScope = deploymentRule({
  id: 'mdm-scope',
  failureModes: [34],
  title: 'The MDM user scope leaves the desktop users out',
  good: 'The MDM user scope takes the desktop users in',
  why: 'Desktops join Entra and are never managed: no policies, no apps, no compliance.',
  fix: 'Set it to All, or to groups that hold every desktop user: Entra, Mobility (MDM and WIP), Microsoft Intune.',
  who: 'Intune administrator',
  severity: 'error',
  area: 'intune',
  at: ['preflight', 'doctor'],
  needs: ['mdmScope', 'group'],
  shownBy: evidence(['enrolledPeople'], ({ enrolledPeople }, { deployment }) => {
    const people = upnsOf(deployment);
    return people.length > 0 && people.every((upn) => enrolledPeople.has(userNameKey(upn)));
  }),
  evaluate: ({ mdmScope: scope, group }): Finding[] => {
    if (scope.appliesTo === 'none') return [{ got: 'none' }];
    if (scope.appliesTo === 'all' || (group && scope.groupIds.includes(group.id))) return [];
    return [
      {
        got:
          scope.groupIds.length === 0
            ? 'selected groups, and none is selected'
            : 'selected groups, and the desktop users group is not among them',
        // Its members may be in one of those all the same.
        severity: scope.groupIds.length === 0 ? 'error' : 'warning',
      },
    ];
  },
});
