import { deploymentRule } from '../../rule.js';

/** A filter on who is sent: nobody who looks at the group alone would guess it. */
export const jobScope = deploymentRule({
  id: 'provisioning-scope',
  failureModes: [47],
  title: 'A filter decides which users provisioning sends',
  good: 'No filter decides which users provisioning sends',
  why: 'Members of the group whom the filter leaves out never arrive in AWS, and nothing says so.',
  fix: 'Look at the source object scope in Entra, Enterprise applications, Provisioning, Attribute mapping: it must let the desktop users through.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'federation',
  at: ['preflight', 'doctor'],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['job'],
  evaluate: ({ job }) => (job?.scoped ? [{ got: 'a filter on users' }] : []),
});
