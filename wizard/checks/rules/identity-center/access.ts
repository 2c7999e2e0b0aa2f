import { siteRule } from '../../rule.js';

/** Who may open the directory's application in Identity Center. */
export const access = siteRule({
  id: 'access',
  failureModes: [28, 29],
  title: 'The desktop users group may not open the directory',
  good: 'The desktop users group may open the directory',
  why: 'People sign in and see no WorkSpaces tile, or are refused at it.',
  fix: 'Run `entra-workspaces apply`: it assigns the group to the directory again. A group that was deleted and made anew has another id.',
  who: 'Identity Center administrator',
  severity: 'error',
  area: 'identity-center',
  at: ['doctor'],
  because: ['instance', 'directory', 'group-not-synced'],
  needs: ['directory', 'assignments', 'syncedGroup'],
  evaluate: ({ directory, assignments, syncedGroup }) => {
    if (!directory || !assignments?.required || !syncedGroup) return [];
    const groups = assignments.principals.filter(({ type }) => type === 'GROUP');
    if (groups.some(({ id }) => id === syncedGroup.groupId)) return [];
    return [
      {
        thing: syncedGroup.displayName,
        got:
          groups.length === 0
            ? 'an assignment is required and no group is assigned'
            : `assigned are other groups: ${groups.map(({ id }) => id).join(', ')}`,
      },
    ];
  },
});
