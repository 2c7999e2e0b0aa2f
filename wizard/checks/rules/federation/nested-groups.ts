import { deploymentRule } from '../../rule.js';

/** Provisioning takes direct members and no others. */
export const nestedGroups = deploymentRule({
  id: 'nested-groups',
  failureModes: [24],
  title: 'The desktop users group holds other groups',
  good: 'The desktop users group holds no other groups',
  why: 'Members of a group within the group are never synced to Identity Center, so they get no desktop.',
  fix: 'Make the people direct members, or give the group a dynamic membership rule.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'federation',
  at: ['preflight', 'doctor'],
  needs: ['group', 'groupMembers'],
  evaluate: ({ group, groupMembers }) =>
    groupMembers
      .filter(({ type }) => type === 'group')
      .map(({ displayName, id }) => ({
        thing: displayName ?? id,
        got: `a group within ${group?.displayName ?? 'it'}`,
      })),
});
