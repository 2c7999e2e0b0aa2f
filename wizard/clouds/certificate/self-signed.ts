/** A self-signed certificate with its key, for an application to sign in with. Source: https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
import { createSign, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { element, integer, nothing, objectId, sequence, setOf } from './der.js';

const newKeyPair = promisify(generateKeyPair);

export interface SelfSigned {
  readonly der: Buffer;
  readonly privateKey: KeyObject;
}

/** RSA 2048 and SHA-256, which Entra takes. @param commonName without `CN=`, @param organization without `O=` */
export async function selfSigned(commonName: string, from: Date, to: Date, organization?: string): Promise<SelfSigned> {
  const { publicKey, privateKey } = await newKeyPair('rsa', { modulusLength: 2048 });
  const algorithm = sequence(objectId('1.2.840.113549.1.1.11'), nothing);
  const part = (id: string, text: string): Buffer =>
    setOf(sequence(objectId(id), element(0x0c, Buffer.from(text, 'utf8'))));
  const name = sequence(
    part('2.5.4.3', commonName),
    ...(organization === undefined ? [] : [part('2.5.4.10', organization)]),
  );
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const body = sequence(
    element(0xa0, integer(2)),
    integer(serial),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
  return { der: sequence(body, algorithm, element(0x03, Buffer.from([0]), signature)), privateKey };
}

/** UTCTime, which is good until 2049. */
const time = (at: Date): Buffer =>
  element(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'ascii'));
