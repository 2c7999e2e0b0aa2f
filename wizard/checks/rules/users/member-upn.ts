import { userNameProblem } from '../../../../domain/user-name.js';
import { deploymentRule } from '../../rule.js';

/** UPNs of the deployment are checked with its file; a group may hold others. */
export const memberUpn = deploymentRule({
  id: 'member-upn',
  failureModes: [27],
  title: 'A member of the desktop users group has a UPN that WorkSpaces does not take',
  good: 'Every member of the desktop users group has a UPN that WorkSpaces takes',
  why: 'No desktop can be made for that person: WorkSpaces takes at most 63 characters.',
  fix: 'Give the person a shorter UPN in Entra before there is a desktop: it must not change afterwards.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  needs: ['groupMembers'],
  evaluate: ({ groupMembers }) =>
    groupMembers.flatMap(({ upn }) => {
      const problem = upn === undefined ? undefined : userNameProblem(upn);
      return upn === undefined || problem === undefined ? [] : [{ user: upn, got: problem }];
    }),
});
