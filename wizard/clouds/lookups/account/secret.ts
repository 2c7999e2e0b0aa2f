import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** A secret's outside: key, state, tags, who may read it. Never what is in it. Undefined: it does not exist. */
export const secret = lookup({
  id: 'secret',
  what: 'the secret',
  needs: { aws: ['secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy'] },
  seconds: 10,
  async look({ aws }, at: { readonly region: string; readonly secretId: string }) {
    const SecretId = at.secretId;
    const found = await unlessAbsent(aws.call('secretsmanager', 'DescribeSecret', at.region, { SecretId }), undefined);
    if (!found) return undefined;
    // A secret that is going to be deleted has no policy to show.
    const policy =
      found.DeletedDate === undefined
        ? await aws.call('secretsmanager', 'GetResourcePolicy', at.region, { SecretId })
        : undefined;
    return present({
      arn: found.ARN ?? '',
      name: found.Name ?? '',
      /** Undefined: the key `aws/secretsmanager` of the account, which WorkSpaces cannot use. */
      kmsKeyId: found.KmsKeyId,
      deletedOn: found.DeletedDate,
      changedOn: found.LastChangedDate,
      /** Nothing was ever put into it. */
      empty: Object.keys(found.VersionIdsToStages ?? {}).length === 0,
      tags: Object.fromEntries((found.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
      policy: parsed(policy?.ResourcePolicy),
    });
  },
});

function parsed(text: string | undefined): unknown {
  return text === undefined || text === '' ? undefined : JSON.parse(text);
}
