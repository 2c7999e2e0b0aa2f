import { lookup } from '../../lookup.js';

/** Secrets whose name begins so: Terraform adds what makes it unique. Those scheduled for deletion are listed too. */
export const secretsNamed = lookup({
  id: 'secrets-named',
  what: 'the secrets by name',
  needs: { aws: ['secretsmanager:ListSecrets'] },
  seconds: 15,
  async look({ aws }, at: { readonly region: string; readonly prefix: string }) {
    const pages = await aws.pages('secretsmanager', 'ListSecrets', at.region, {
      IncludePlannedDeletion: true,
      Filters: [{ Key: 'name', Values: [at.prefix] }],
    });
    return pages
      .flatMap(({ SecretList = [] }) => SecretList)
      .filter(({ Name = '' }) => Name.startsWith(at.prefix))
      .map(({ ARN, Name, DeletedDate }) => ({ arn: ARN ?? '', name: Name ?? '', leaves: DeletedDate !== undefined }))
      .sort((a, b) => Number(a.leaves) - Number(b.leaves));
  },
});
