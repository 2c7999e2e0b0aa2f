/** A certificate that desktops are to trust, in a file: PEM or DER, one, and never a private key. */
import { X509Certificate } from 'node:crypto';
import type { Problem } from '../problem.js';
import { visibleValue } from '../visible-text.js';

/** What is kept of it. */
export interface CertificateFile {
  /** `CN=Contoso Root CA, O=Contoso`, on one line. */
  readonly subject: string;
  /** SHA-1 of the certificate, as Windows shows it: 40 capitals and digits. */
  readonly thumbprint: string;
  /** When it begins and ends to hold: `2036-01-31T00:00:00.000Z`. */
  readonly begins: string;
  readonly ends: string;
  /** Whether it says of itself that it may issue certificates. */
  readonly isAuthority: boolean;
  /** Whether it issued itself, as a root did. */
  readonly isRoot: boolean;
  /** The certificate as Graph takes it: DER in base64. */
  readonly base64: string;
}

const mostKilobytes = 64;

const alone =
  'Export the certificate alone: openssl x509 -in FILE -outform der -out ca.cer, or in Windows without "Yes, export the private key".';

/** Reads a certificate. `file` is its name, for the problem. */
export function readCertificate(
  bytes: Uint8Array,
  file: string,
): { readonly certificate: CertificateFile } | { readonly problem: Problem } {
  const refused = (rule: string, got: string, fix: string) => ({ problem: { path: '', file, rule, got, fix } });
  if (bytes.length > mostKilobytes * 1024)
    return refused('must be one certificate', `${Math.ceil(bytes.length / 1024)} KB`, alone);
  // Latin-1 gives each byte a letter: PEM is found in whatever it is.
  const text = Buffer.from(bytes).toString('latin1');
  const key = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----/.exec(text)?.[1];
  if (key !== undefined)
    return refused(
      'must hold no private key',
      key,
      `${alone} The key was beside the deployment: take it as known, and replace it.`,
    );
  if (isPkcs12(bytes)) return refused('must hold no private key', 'a file with a key (PKCS 12: .pfx, .p12)', alone);
  const begun = text.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  if (begun > 1)
    return refused(
      'must be one certificate',
      `${begun} of them`,
      'Write one file a certificate: a root into the store root, the others into intermediate.',
    );
  let read: X509Certificate;
  try {
    read = new X509Certificate(bytes);
  } catch {
    return refused('must be a certificate (PEM or DER)', begun === 1 ? 'one that is damaged' : formOf(text), alone);
  }
  try {
    return { certificate: kept(read) };
  } catch {
    // Its days or its public key are read only now, and are no such.
    return refused('must be a certificate (PEM or DER)', 'one that is damaged', alone);
  }
}

function kept(read: X509Certificate): CertificateFile {
  return {
    subject: visibleValue(nameOf(read).split('\n').reverse().join(', ')),
    thumbprint: read.fingerprint.replaceAll(':', ''),
    begins: new Date(read.validFrom).toISOString(),
    ends: new Date(read.validTo).toISOString(),
    isAuthority: read.ca,
    isRoot: read.subject === read.issuer && read.verify(read.publicKey),
    base64: read.raw.toString('base64'),
  };
}

/**
 * As people read it: Node writes `\"` for a quote. Where there is none it gives none, whatever its types say, or since
 * Node 22.23 an empty one.
 */
function nameOf({ subject }: { readonly subject: string | undefined }): string {
  return subject ? subject.replace(/\\(["\\,+;<>#=])/g, '$1') : 'a certificate without a name';
}

/** A sequence that begins with the version 3 (https://www.rfc-editor.org/rfc/rfc7292#section-4). */
function isPkcs12(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30) return false;
  const length = bytes[1] ?? 0;
  const at = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return bytes[at] === 2 && bytes[at + 1] === 1 && bytes[at + 2] === 3;
}

/** Type of a bundle in DER, 1.2.840.113549.1.7.2 (https://www.rfc-editor.org/rfc/rfc2315#section-14): Windows exports it so. */
const signedData = Buffer.from('06092a864886f70d010702', 'hex').toString('latin1');

function formOf(text: string): string {
  if (text.includes('-----BEGIN PKCS7-----') || text.slice(0, 40).includes(signedData))
    return 'a bundle (PKCS 7: .p7b)';
  if (text.includes('-----BEGIN CERTIFICATE REQUEST-----')) return 'a request for a certificate';
  return text.trim() === '' ? 'an empty file' : 'something else';
}
