import { unlessDenied } from '../../cloud-error.js';
import { deploymentLookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** The account that the credentials belong to, and whose they are. Everybody may ask who they are. */
export const account = deploymentLookup({
  id: 'account',
  what: 'the AWS account',
  needs: { aws: ['iam:ListAccountAliases'] },
  seconds: 10,
  async look({ aws }, _at: void) {
    const [identity, aliases] = await Promise.all([
      aws.call('sts', 'GetCallerIdentity', await aws.homeRegion(), {}),
      // A name is a comfort: without it the number is shown.
      unlessDenied(aws.call('iam', 'ListAccountAliases', undefined, {}), { AccountAliases: [] }),
    ]);
    return present({
      id: identity.Account ?? '',
      name: aliases.AccountAliases?.[0],
      caller: identity.Arn ?? '',
    });
  },
});
