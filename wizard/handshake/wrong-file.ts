/**
 * Names what a file is that is not the one asked for. A person has four or five files with similar names in the download
 * folder; "invalid metadata" sends nobody to the right one. The content is never repeated: it may be the token.
 */
import { childrenOf, descendants, readXml, XmlError, type XmlElement } from '../../deployment/xml.js';

/** A file that is not taken: what it is instead, and what to do. Never holds a piece of the file but names and addresses. */
export class WrongFile extends Error {
  override readonly name = 'WrongFile';
  constructor(
    /** As the rest of a sentence: `This is …`. */
    readonly what: string,
    readonly fix: string,
  ) {
    super(`This is ${what}.`);
  }
}

/** The root of a metadata document, or `WrongFile` for everything that is none. `fix` says where the right one is. */
export function metadataRoot(text: string, fix: string): XmlElement {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const kind = kindOf(trimmed);
  if (kind !== undefined) throw new WrongFile(kind, fix);
  let root: XmlElement;
  try {
    root = readXml(trimmed);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new WrongFile(`an XML file that cannot be read: ${error.message}`, `${fix} Do not open it in between.`);
  }
  if (root.name === 'html') throw new WrongFile(webPage, fix);
  if (root.name === 'EntitiesDescriptor') {
    const entities = descendants(root, 'EntityDescriptor').length;
    throw new WrongFile(`a collection of the metadata of ${entities} parties, where that of one is needed`, fix);
  }
  if (root.name !== 'EntityDescriptor') throw new WrongFile(`an XML file of another kind (${safe(root.name)})`, fix);
  return root;
}

const webPage = 'a web page, not the file behind the link: the page or a sign-in page was saved';

function kindOf(text: string): string | undefined {
  if (text === '') return 'an empty file';
  if (/^<!doctype\s+html|^<html[\s>]/i.test(text)) return webPage;
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return 'a private key, which nobody but its owner may have';
  if (/-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(text)) return 'a certificate, not a metadata file';
  if (text.startsWith('%PDF')) return 'a PDF document';
  if (text.startsWith('PK\u0003\u0004')) return 'a ZIP or Office file';
  // eslint-disable-next-line no-control-regex -- that is what tells a binary file
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text.slice(0, 2_000)))
    return 'a binary file (an image, an archive or a certificate)';
  if (/^[[{]/.test(text)) return 'a JSON file, not a metadata file (XML)';
  if (text.startsWith('<')) return undefined;
  // Each asks for a letter that does not fit: a repetition to the end of a long text takes V8 more than its stack.
  if (/^MII[A-Za-z0-9+/\s]/.test(text) && !/[^A-Za-z0-9+/\s=]|=[^=]/.test(text))
    return 'a certificate, not a metadata file';
  if (/^https?:\/\/\S/.test(text) && !/\s/.test(text)) return 'an address, not the file that it leads to';
  if (text.length >= 40 && !/[^\w+/=.-]/.test(text)) {
    return 'one long word, as the SCIM token is. If it is the token: delete this file, and the token in the console; a token never belongs into a file';
  }
  return 'a text file, not a metadata file (XML)';
}

/** What a SAML entity is that is not the one asked for: in words. */
export function partyOf(root: XmlElement): string {
  const entityId = root.attributes['entityID'] ?? '';
  const entra = /^https:\/\/sts\.(?:windows\.net|chinacloudapi\.cn)\/([^/]+)\/?$/.exec(entityId);
  if (entra)
    return `Entra's own federation metadata (tenant ${safe(entra[1] ?? '')}), the file that was uploaded to AWS`;
  if (/^https:\/\/([a-z0-9-]+\.)?signin\.aws\.amazon\.com\/platform\/saml\//.test(entityId))
    return `the service provider metadata of IAM Identity Center (${safe(entityId)})`;
  if (/^urn:amazon:webservices(:govcloud)?$/.test(entityId) || entityId === 'https://signin.aws.amazon.com/saml')
    return 'the metadata of AWS IAM, for single-account access, not of IAM Identity Center';
  if (entityId.startsWith('urn:amazon:cognito:')) return 'the metadata of an Amazon Cognito user pool';
  const role = childrenOf(root, 'IDPSSODescriptor').length > 0 ? 'an identity provider' : 'another service';
  return `the metadata of ${role} (${entityId === '' ? 'without a name' : safe(entityId)})`;
}

/** A name out of a file, fit for a terminal: short, printable. */
export function safe(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > 120 ? `${plain.slice(0, 117)}…` : plain;
}
