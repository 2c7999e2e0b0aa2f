import { expiryTag } from '../../../../domain/control-plane/contract.js';
import { scimTokenSecretPrefix } from '../../../../domain/names.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** Middle of the name that Terraform gives the secret with the SCIM token: the deployment's name stands before it. */
const marked = `${scimTokenSecretPrefix('')}-`;

/** The secrets of a Region that hold a SCIM token, with the day it ends. Never what is in them. */
export const tokenSecrets = lookup({
  id: 'token-secrets',
  what: 'the secret with the SCIM token',
  needs: { aws: ['secretsmanager:ListSecrets'] },
  seconds: 15,
  async look(
    { aws },
    at: {
      readonly region: string;
      /** Name of the deployment; undefined: those of every one. */
      readonly deployment?: string;
    },
  ) {
    const query = at.deployment === undefined ? {} : { Filters: [{ Key: 'name', Values: [at.deployment + marked] }] };
    const pages = await aws.pages('secretsmanager', 'ListSecrets', at.region, query as object);
    return pages
      .flatMap(({ SecretList = [] }) => SecretList)
      .filter(({ Name = '', DeletedDate }) => Name.includes(marked) && DeletedDate === undefined)
      .map(({ Name, ARN, Tags = [] }) =>
        present({ name: Name ?? '', arn: ARN ?? '', expires: Tags.find(({ Key }) => Key === expiryTag)?.Value }),
      );
  },
});
