import { createHash, createSign, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A self-signed X.509 certificate with its key. */
export interface Certificate {
  readonly der: Buffer;
  /** SHA-1 of the DER, as Entra and AWS show it: upper-case hexadecimal. */
  readonly thumbprint: string;
  readonly privateKey: KeyObject;
}

export interface CertificateWish {
  /** Common name, without `CN=`. */
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DNS names of a TLS server; absent for a signing certificate. */
  readonly dnsNames?: readonly string[];
}

const newKeyPair = promisify(generateKeyPair);

/** Makes a real certificate (RSA 2048, SHA-256, DER by X.690): Node writes none, and callers parse what they are given. */
export async function selfSigned(wish: CertificateWish): Promise<Certificate> {
  const { publicKey, privateKey } = await newKeyPair('rsa', { modulusLength: 2048 });
  const algorithm = sequence(objectId('1.2.840.113549.1.1.11'), Buffer.from([0x05, 0x00]));
  const name = sequence(set(sequence(objectId('2.5.4.3'), tagged(0x0c, Buffer.from(wish.commonName, 'utf8')))));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(time(wish.notBefore), time(wish.notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(wish.dnsNames ? [tagged(0xa3, sequence(...serverExtensions(wish.dnsNames)))] : []),
  );
  const signature = createSign('RSA-SHA256').update(toBeSigned).sign(privateKey);
  const der = sequence(toBeSigned, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { der, thumbprint: thumbprintOf(der), privateKey };
}

export function thumbprintOf(der: Buffer): string {
  return createHash('sha1').update(der).digest('hex').toUpperCase();
}

export function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Authority of its own, server authentication, names: what Go asks of a root that is also the server. */
function serverExtensions(dnsNames: readonly string[]): Buffer[] {
  const extension = (id: string, value: Buffer, critical = false): Buffer =>
    sequence(objectId(id), ...(critical ? [tagged(0x01, Buffer.from([0xff]))] : []), tagged(0x04, value));
  const names = dnsNames.map((name) => tagged(0x82, Buffer.from(name, 'ascii')));
  return [
    extension('2.5.29.19', sequence(tagged(0x01, Buffer.from([0xff]))), true),
    extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', sequence(...names, tagged(0x87, Buffer.from([127, 0, 0, 1])))),
  ];
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const digits: number[] = [];
  for (let rest = bytes; rest > 0; rest >>= 8) digits.unshift(rest & 0xff);
  return Buffer.from([0x80 | digits.length, ...digits]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** UTCTime to 2049, GeneralizedTime from 2050 (RFC 5280). */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}
