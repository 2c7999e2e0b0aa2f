/** What the handshake looks at in both clouds. Where it stands is derived from this, never from a file of its own. */
import { expiryTag } from '../../domain/control-plane/contract.js';
import { CloudError } from '../clouds/cloud-error.js';
import { lookup } from '../clouds/lookup.js';
import { present } from '../../domain/present.js';
import { thumbprintOf } from './entra-metadata.js';

/** A signing certificate of the enterprise app. */
export interface SeenCertificate {
  /** Name in the deployment; undefined for one that was made by hand. */
  readonly name?: string;
  /** SHA-1, upper-case hexadecimal. */
  readonly thumbprint: string;
  readonly expires: string;
  /** Base64 DER; Graph leaves it out of lists. */
  readonly content?: string;
}

export interface SeenApp {
  readonly objectId: string;
  readonly appId: string;
  readonly displayName: string;
  /** In SAML mode: before that it has no metadata. */
  readonly saml: boolean;
  /** SHA-1, upper-case hexadecimal, of the certificate that signs. */
  readonly activeThumbprint?: string;
  readonly certificates: readonly SeenCertificate[];
}

interface GraphPrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly preferredSingleSignOnMode?: string | null;
  readonly preferredTokenSigningKeyThumbprint?: string | null;
  readonly keyCredentials?: readonly {
    readonly usage: string;
    readonly displayName?: string | null;
    readonly customKeyIdentifier?: string | null;
    readonly endDateTime: string;
    readonly key?: string | null;
  }[];
}

/** Beginning of the names that `addTokenSigningCertificate` is asked for; the rest is the name in the deployment. */
const certificateNames = /^CN=AWS IAM Identity Center ([a-z0-9][a-z0-9-]{0,15})$/;

/** The enterprise app by its name or object id; empty: it does not exist. Several: names are not unique in Entra. */
export const handshakeApp = lookup({
  id: 'handshake-app',
  what: 'the enterprise app',
  needs: { graph: ['Application.Read.All'] },
  seconds: 15,
  async look({ graph }, at: { readonly displayName: string; readonly objectId?: string }): Promise<readonly SeenApp[]> {
    const ids =
      at.objectId === undefined
        ? (
            await graph.list<{ id: string }>('servicePrincipals', {
              query: { $filter: `displayName eq '${at.displayName.replaceAll("'", "''")}'`, $select: 'id' },
            })
          ).map(({ id }) => id)
        : [at.objectId];
    const select = 'id,appId,displayName,preferredSingleSignOnMode,preferredTokenSigningKeyThumbprint,keyCredentials';
    return Promise.all(
      ids.map(async (id) =>
        appOf(await graph.get<GraphPrincipal>(`servicePrincipals/${id}`, { query: { $select: select } })),
      ),
    );
  },
});

function appOf(principal: GraphPrincipal): SeenApp {
  const active = principal.preferredTokenSigningKeyThumbprint?.toUpperCase();
  return present({
    objectId: principal.id,
    appId: principal.appId,
    displayName: principal.displayName,
    saml: principal.preferredSingleSignOnMode === 'saml',
    activeThumbprint: active === '' ? undefined : active,
    certificates: (principal.keyCredentials ?? [])
      .filter(({ usage }) => usage === 'Verify')
      .map(({ displayName, customKeyIdentifier, endDateTime, key }) =>
        present({
          name: certificateNames.exec(displayName ?? '')?.[1],
          thumbprint: key ? thumbprintOf(key) : hexadecimal(customKeyIdentifier ?? ''),
          expires: endDateTime,
          content: key ?? undefined,
        }),
      ),
  });
}

function hexadecimal(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex').toUpperCase();
}

export interface SeenScimSecret {
  readonly arn: string;
  readonly name: string;
  /** A token was put into it. */
  readonly filled: boolean;
  /** ISO date, from the tag. */
  readonly expires?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Beginning of the secret's name; Terraform adds what makes it unique. */
export const scimSecretPrefix = (name: string): string => `${name}-scim-token-`;

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
    const prefix = scimSecretPrefix(at.name);
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
