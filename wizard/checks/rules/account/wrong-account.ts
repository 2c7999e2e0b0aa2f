import { otherAccount } from '../../right-clouds.js';
import { deploymentRule } from '../../rule.js';

/** In another account things of the same name are other things. */
export const wrongAccount = deploymentRule({
  id: 'wrong-account',
  failureModes: [],
  title: 'The AWS credentials belong to another account',
  good: 'The AWS credentials belong to the account of the deployment',
  why: 'Nothing of the deployment is there, and Terraform refuses to run.',
  fix: 'Set AWS_PROFILE to a profile of the account of the deployment, or sign in to it.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  needs: ['account'],
  evaluate: ({ account }, { deployment: { aws } }) =>
    otherAccount(account.id, aws.accountId) === undefined
      ? []
      : [{ got: `account ${account.id} instead of ${aws.accountId}` }],
});
