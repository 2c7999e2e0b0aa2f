import { expiryTag } from '../../../../domain/control-plane/contract.js';
import { scimTokenSecretPrefix } from '../../../../domain/names.js';
import { present } from '../../../../domain/present.js';
import { CloudError } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

export interface SeenScimSecret {
  readonly arn: string;
  readonly name: string;
  /** A token was put into it. */
  readonly filled: boolean;
  /** ISO date, from the tag. */
  readonly expires?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The secrets that may hold the token of this deployment: one, unless another one was left behind. */
export const handshakeSecret = lookup({
  id: 'handshake-secret',
  what: 'the secret for the SCIM token',
  needs: { aws: ['secretsmanager:ListSecrets', 'secretsmanager:DescribeSecret'] },
  seconds: 15,
  async look(
    { aws },
    at: { readonly region: string; readonly name: string; readonly arn?: string },
  ): Promise<readonly SeenScimSecret[]> {
    const prefix = `${scimTokenSecretPrefix(at.name)}-`;
    const pages =
      at.arn === undefined
        ? await aws.pages('secretsmanager', 'ListSecrets', at.region, { Filters: [{ Key: 'name', Values: [prefix] }] })
        : [];
    const listed = pages
      .flatMap(({ SecretList = [] }) => SecretList)
      .filter(({ Name = '', DeletedDate }) => Name.startsWith(prefix) && DeletedDate === undefined)
      .flatMap(({ ARN }) => ARN ?? []);
    return Promise.all(
      (at.arn === undefined ? listed : [at.arn]).map(async (SecretId) => {
        const found = await aws.call('secretsmanager', 'DescribeSecret', at.region, { SecretId });
        if (found.DeletedDate)
          throw new CloudError('error', `the secret ${found.Name ?? ''} is scheduled for deletion`);
        const tags = Object.fromEntries((found.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
        return present({
          arn: found.ARN ?? SecretId,
          name: found.Name ?? '',
          filled: Object.values(found.VersionIdsToStages ?? {}).some((stages) => stages.includes('AWSCURRENT')),
          expires: tags[expiryTag],
          tags,
        });
      }),
    );
  },
});
