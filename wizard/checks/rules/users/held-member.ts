import { personOf } from '../../../../domain/device-match.js';
import { heldUpns } from '../../people.js';
import { deploymentRule } from '../../rule.js';

/** Being on hold is being out of the group: nothing else shuts a person out. */
export const heldMember = deploymentRule({
  id: 'held-member',
  failureModes: [],
  title: 'A user on hold is still in the desktop users group',
  good: 'No user on hold is in the desktop users group',
  why: 'The person still has access to the desktop.',
  fix: 'Take the person out of the group. Terraform does it where the group is its own (`entra-workspaces apply`); with a rule or a group of yours, its owner does.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'users',
  at: ['doctor'],
  needs: ['group', 'groupMembers'],
  evaluate: ({ group, groupMembers }, { deployment }) =>
    heldUpns(deployment)
      .filter((upn) => personOf(upn, groupMembers) !== undefined)
      .map((upn) => ({ user: upn, got: `in ${group?.displayName ?? 'it'}` })),
});
