/**
 * Who lets nobody in: a role cannot be without a trust policy.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (what is not allowed is denied)
 */
export const nobody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'NobodyYet', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});
