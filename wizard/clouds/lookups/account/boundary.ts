import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

/** A permissions boundary, by its ARN; undefined: it does not exist. */
export const boundary = lookup({
  id: 'boundary',
  what: 'the permissions boundary',
  needs: { aws: ['iam:GetPolicy'] },
  seconds: 10,
  async look({ aws }, { arn }: { readonly arn: string }) {
    const found = await unlessAbsent(aws.call('iam', 'GetPolicy', undefined, { PolicyArn: arn }), undefined);
    return found?.Policy === undefined ? undefined : { arn };
  },
});
