import { deploymentRule } from '../../rule.js';

/** A colleague's deployment, one of another account or Region, or one whose state was lost. */
export const nameTaken = deploymentRule({
  id: 'name-taken',
  failureModes: [],
  title: 'A deployment of this name is here already, and the state of this one knows nothing of it',
  good: 'What bears the names of the deployment is in its state',
  why: 'An apply refuses it: it would make all of it a second time, groups of one name in Entra among it, which nobody can tell apart.',
  fix: 'If it is another one (of a colleague, another account or Region): give this one another "name" in deployment.json. If it is this one: correct "state" there, or take it over with `entra-workspaces adopt` where its state was lost. `entra-workspaces apply --second-of-name` makes a second one on purpose.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight'],
  foundation: true,
  needs: ['namesakes'],
  evaluate: ({ namesakes: { inEntra, inAws } }, { deployment: { aws, entra } }) => [
    ...inEntra.map((thing) => ({ thing, got: `in the tenant ${entra.tenantId}, and not in the state` })),
    ...inAws.map((thing) => ({ thing, got: `in the account ${aws.accountId}, and not in the state` })),
  ],
});
