import { deploymentRule } from '../../rule.js';
import { approversOf } from '../../people.js';

/** An object id is valid in the deployment file whatever it names. */
export const approver = deploymentRule({
  id: 'approver',
  failureModes: [],
  title: 'An approver of the access package is not there, or is a group of nobody',
  good: 'The approvers of the access package are there',
  why: 'A request for a desktop waits for whoever is named; where nobody else is, it ends without an answer.',
  fix: 'Name a user or a group of this tenant by its object id in `approvers` of `selfService`, and put whoever decides into a group without members.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  holdsFor: ({ deployment }) => approversOf(deployment).length > 0,
  needs: ['approvers'],
  evaluate: ({ approvers }) =>
    approvers.flatMap(({ kind, id, isThere, members }) => {
      if (!isThere) return [{ thing: `${kind} ${id}`, got: 'not in this tenant' }];
      return members === 0 ? [{ thing: `${kind} ${id}`, got: 'no members' }] : [];
    }),
});
