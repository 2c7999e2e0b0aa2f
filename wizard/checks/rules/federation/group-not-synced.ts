import { deploymentRule, type Finding } from '../../rule.js';

/** The group in Identity Center must be the one of Entra, not a namesake or a predecessor. */
export const groupNotSynced = deploymentRule({
  id: 'group-not-synced',
  failureModes: [21, 28],
  title: 'The desktop users group in Identity Center is missing, or is another one',
  good: 'The desktop users group in Identity Center is the one of Entra',
  why: 'Nobody is let in to the directory, or the wrong people are.',
  fix: 'If it is missing, wait for the next sync (40 minutes) or start "Provision on demand" in Entra. A namesake made by hand in Identity Center must go first.',
  who: 'Identity Center administrator',
  severity: 'error',
  area: 'federation',
  at: ['doctor'],
  because: ['instance', 'enterprise-app', 'scim-token', 'provisioning', 'group-assigned', 'user-name-mapping'],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['instance', 'group', 'syncedGroup'],
  evaluate: ({ instance, group, syncedGroup }): Finding[] => {
    if (!instance || !group) return [];
    const thing = group.displayName;
    if (!syncedGroup) return [{ thing, got: 'no such group in Identity Center' }];
    if (syncedGroup.externalId === undefined) return [{ thing, got: 'a group of that name that SCIM did not bring' }];
    return syncedGroup.externalId === group.id
      ? []
      : [{ thing, got: 'the group of an earlier one in Entra, which was deleted and made anew' }];
  },
});
