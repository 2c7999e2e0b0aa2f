import { present } from '../../../../domain/present.js';
import { activePeople } from '../../people.js';
import { deploymentRule } from '../../rule.js';

/** Only direct members of the assigned group are sent to AWS. */
export const userNotMember = deploymentRule({
  id: 'user-not-member',
  failureModes: [25],
  title: 'A user of the deployment is not in the desktop users group',
  good: 'Every user of the deployment is in the desktop users group',
  why: 'The person is never synced to Identity Center, and may not open the desktop.',
  fix: 'Make the person a direct member of the group. Terraform does it where the group is its own (`entra-workspaces apply`); with a rule or a group of yours, its owner does.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'users',
  at: ['preflight', 'doctor'],
  because: ['user-absent'],
  // Members of a group of ours come with the apply.
  holdsFor: ({ deployment: { entra }, occasion }) => occasion === 'doctor' || 'existing' in entra.desktopUsers,
  needs: ['users', 'group', 'groupMembers'],
  evaluate: ({ users, group, groupMembers }, { deployment }) => {
    if (!group) return [];
    const { desktopUsers } = deployment.entra;
    const byRule = 'create' in desktopUsers && desktopUsers.create.members !== 'deployment';
    const fix = byRule
      ? 'The rule of the group leaves the person out: correct `entra.desktopUsers.create.members.rule`, or what Entra says of the person (department and the like). Entra takes minutes to a day to follow.'
      : undefined;
    const members = new Set(groupMembers.map(({ id }) => id));
    return activePeople(deployment, users)
      .filter(({ entra }) => !members.has(entra.id))
      .map(({ upn }) => ({ user: upn, got: `not in ${group.displayName}`, ...present({ fix }) }));
  },
});
