import { unlessAbsent } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';
import { policyOf } from './policy-document.js';

/** A permissions boundary, by its ARN, with what it says now; undefined: it does not exist. */
export const boundary = namedLookup({
  id: 'boundary',
  what: 'the permissions boundary',
  needs: { aws: ['iam:GetPolicy', 'iam:GetPolicyVersion'] },
  seconds: 10,
  named: ({ aws: { permissionsBoundaryArn: arn } }) => (arn === undefined ? undefined : { arn }),
  without: undefined,
  async look({ aws }, { arn }: { readonly arn: string }) {
    const found = await unlessAbsent(aws.call('iam', 'GetPolicy', undefined, { PolicyArn: arn }), undefined);
    if (found?.Policy === undefined) return undefined;
    const { PolicyVersion: version } = await aws.call('iam', 'GetPolicyVersion', undefined, {
      PolicyArn: arn,
      VersionId: found.Policy.DefaultVersionId ?? 'v1',
    });
    return { arn, document: policyOf(version?.Document) };
  },
});
