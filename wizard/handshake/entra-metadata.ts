/**
 * The federation metadata of the enterprise app: what Identity Center must trust. Entra gives each app a certificate of
 * its own; without `?appid=` the document carries the tenant's, and every sign-in to AWS would fail later.
 */
import { entraEntityId, entraSamlSignInUrl } from '../../domain/gallery-app.js';
import { childrenOf, descendants } from '../../deployment/xml.js';
import { thumbprintOf } from '../clouds/certificate/thumbprint.js';
import { metadataRoot, partyOf, safe, WrongFile } from './wrong-file.js';

export interface EntraMetadata {
  readonly entityId: string;
  readonly signInUrl: string;
  /** SHA-1 in upper-case hexadecimal of each certificate that signs, as Entra shows thumbprints. */
  readonly thumbprints: readonly string[];
}

/** What the document is held against. */
export interface ExpectedApp {
  readonly tenantId: string;
  readonly displayName: string;
  /** SHA-1 in hexadecimal: the certificate that signs now. */
  readonly activeThumbprint: string;
  /** Of all certificates that the app has. */
  readonly thumbprints: readonly string[];
}

/**
 * Reads the document.
 * @throws WrongFile what it is instead
 */
export function readEntraMetadata(text: string): EntraMetadata {
  const fix =
    'Take the federation metadata of the enterprise app (Single sign-on, SAML certificates, Federation Metadata XML).';
  const root = metadataRoot(text, fix);
  // The role descriptors beside it repeat certificates for other protocols, and the signature has one of its own.
  const [descriptor] = childrenOf(root, 'IDPSSODescriptor');
  if (!descriptor) throw new WrongFile(partyOf(root), fix);
  const certificates = childrenOf(descriptor, 'KeyDescriptor')
    .filter(({ attributes }) => attributes['use'] !== 'encryption')
    .flatMap((key) => descendants(key, 'X509Certificate'))
    .map(({ text: base64 }) => base64.replace(/\s/g, ''));
  const signInUrl = childrenOf(descriptor, 'SingleSignOnService')[0]?.attributes['Location'];
  if (certificates.length === 0 || signInUrl === undefined) {
    throw new WrongFile('metadata of an identity provider without a certificate or a sign-in address', fix);
  }
  return {
    entityId: root.attributes['entityID'] ?? '',
    signInUrl,
    thumbprints: [...new Set(certificates.map(thumbprintOf))],
  };
}

/**
 * Holds the document against the app: it must be of this tenant and carry the certificate that signs for this app.
 * @throws WrongFile what is wrong with it
 */
export function checkEntraMetadata(metadata: EntraMetadata, app: ExpectedApp): void {
  const { tenantId } = app;
  if (metadata.entityId !== entraEntityId(tenantId)) {
    throw new WrongFile(
      `metadata of another identity provider (${safe(metadata.entityId)})`,
      `The deployment names the tenant ${tenantId} (entra.tenantId), whose issuer is ${entraEntityId(tenantId)}.`,
    );
  }
  if (metadata.signInUrl !== entraSamlSignInUrl(tenantId)) {
    throw new WrongFile(
      `metadata that sends people to ${safe(metadata.signInUrl)}`,
      `People of this tenant sign in at ${entraSamlSignInUrl(tenantId)}. Something between here and Entra changes the document.`,
    );
  }
  const wanted = app.activeThumbprint.toUpperCase();
  if (metadata.thumbprints.includes(wanted)) return;
  const own = metadata.thumbprints.filter((each) => app.thumbprints.map((one) => one.toUpperCase()).includes(each));
  if (own.length > 0) {
    throw new WrongFile(
      `metadata with a certificate of "${app.displayName}" that does not sign now (${own.join(', ')})`,
      `The certificate ${wanted} signs. Entra may need some minutes after a change: try again, and do not upload this one.`,
    );
  }
  throw new WrongFile(
    `metadata without the certificate of "${app.displayName}": it carries the tenant's own (${metadata.thumbprints.join(', ')})`,
    `The certificate ${wanted} signs for this app. Entra may need some minutes after the apply that made it: try again. Take the document with ?appid= at its end.`,
  );
}
