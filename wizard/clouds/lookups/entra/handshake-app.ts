import { signingCertificateOf } from '../../../../domain/gallery-app.js';
import { present } from '../../../../domain/present.js';
import { thumbprintOf } from '../../certificate/thumbprint.js';
import { lookup } from '../../lookup.js';

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

/** What the handshake sees of the enterprise app, by its name or object id; empty: it does not exist. Several: names are not unique in Entra. */
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
          name: signingCertificateOf(displayName ?? ''),
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
