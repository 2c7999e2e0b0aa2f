import { siteRule } from '../../rule.js';

/** The deployment wants an assignment, and the application asks for none. Terraform watches it only when it plans. */
export const openAccess = siteRule({
  id: 'open-access',
  failureModes: [],
  title: 'Everybody in Identity Center may open the directory',
  good: 'Only who is assigned may open the directory',
  why: 'Whoever has a desktop keeps access after leaving the group, also people on hold.',
  fix: 'Run `entra-workspaces apply`, or turn "require assignments" on for the application in the Identity Center console.',
  who: 'Identity Center administrator',
  severity: 'warning',
  area: 'identity-center',
  at: ['doctor'],
  holdsFor: ({ site }) => site.access.requireAssignment,
  needs: ['assignments'],
  evaluate: ({ assignments }) => (assignments && !assignments.required ? [{ got: 'no assignment is required' }] : []),
});
