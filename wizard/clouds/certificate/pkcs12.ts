/**
 * PKCS #12, the form in which terraform's providers take a certificate with its key. Written in the older way (3DES, SHA-1):
 * the library of Go that they read it with knows no other. Read in both ways.
 * Sources: https://www.rfc-editor.org/rfc/rfc7292 (form, and the derivation of keys in appendix B),
 * https://www.rfc-editor.org/rfc/rfc8018 (PBES2), https://pkg.go.dev/golang.org/x/crypto/pkcs12.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  pbkdf2Sync,
  randomBytes,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { element, elementsOf, integer, nothing, objectId, octets, sequence, setOf, type Element } from './der.js';

export interface CertificateWithKey {
  readonly der: Buffer;
  readonly privateKey: KeyObject;
}

const ids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  certBag: '1.2.840.113549.1.12.10.1.3',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  x509: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  sha1: '1.3.14.3.2.26',
  tripleDes: '1.2.840.113549.1.12.1.3',
  pbes2: '1.2.840.113549.1.5.13',
} as const;
const is = (found: Element | undefined, id: string): boolean => found?.bytes.equals(objectId(id)) === true;

const rounds = 2048;

/** A file with one certificate and its key. */
export function writePkcs12({ der, privateKey }: CertificateWithKey, password: string): Buffer {
  const explicit = (inner: Buffer): Buffer => element(0xa0, inner);
  const content = (safe: Buffer): Buffer => sequence(objectId(ids.data), explicit(octets(safe)));
  const id = createHash('sha1').update(der).digest();
  const attributes = setOf(sequence(objectId(ids.localKeyId), setOf(octets(id))));
  const bag = (type: string, value: Buffer): Buffer => sequence(sequence(objectId(type), explicit(value), attributes));
  const salt = randomBytes(8);
  const key = derived(password, salt, rounds, 1, 24);
  const cipher = createCipheriv('des-ede3-cbc', key, derived(password, salt, rounds, 2, 8));
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const shrouded = sequence(
    sequence(objectId(ids.tripleDes), sequence(octets(salt), integer(rounds))),
    octets(Buffer.concat([cipher.update(pkcs8), cipher.final()])),
  );
  const safe = sequence(
    content(bag(ids.certBag, sequence(objectId(ids.x509), explicit(octets(der))))),
    content(bag(ids.shroudedKeyBag, shrouded)),
  );
  const macSalt = randomBytes(8);
  const mac = createHmac('sha1', derived(password, macSalt, rounds, 3, 20))
    .update(safe)
    .digest();
  const macData = sequence(
    sequence(sequence(objectId(ids.sha1), nothing), octets(mac)),
    octets(macSalt),
    integer(rounds),
  );
  return sequence(integer(3), content(safe), macData);
}

/** RFC 7292, appendix B.2, with SHA-1. @param purpose 1 a key, 2 an initial vector, 3 a MAC */
function derived(password: string, salt: Buffer, times: number, purpose: number, length: number): Buffer {
  const block = 64;
  const filled = (bytes: Buffer): Buffer =>
    Buffer.alloc(Math.ceil(bytes.length / block) * block).map((_, at) => bytes[at % bytes.length] ?? 0) as Buffer;
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const input = Buffer.concat([filled(salt), filled(text)]);
  const parts: Buffer[] = [];
  for (let made = 0; made < length; made += 20) {
    let hash = createHash('sha1').update(Buffer.alloc(block, purpose)).update(input).digest();
    for (let round = 1; round < times; round += 1) hash = createHash('sha1').update(hash).digest();
    parts.push(hash);
    const added = filled(hash).subarray(0, block);
    for (let from = 0; from < input.length; from += block) {
      for (let at = block - 1, carry = 1; at >= 0; at -= 1) {
        const sum = (input[from + at] ?? 0) + (added[at] ?? 0) + carry;
        input[from + at] = sum & 0xff;
        carry = sum >> 8;
      }
    }
  }
  return Buffer.concat(parts).subarray(0, length);
}

/**
 * Certificate and key of a file.
 * @throws Error in words: no such file, another password, a form that is not known here
 */
export function readPkcs12(file: Buffer, password: string): CertificateWithKey {
  const [, auth] = inside(elementsOf(file)[0]);
  const certificates: Buffer[] = [];
  let privateKey: KeyObject | undefined;
  for (const bag of bagsIn(auth, password)) {
    const [type, value] = inside(bag);
    const [inner] = inside(value);
    if (is(type, ids.certBag)) {
      const [, der] = inside(inner);
      certificates.push(inside(der)[0]?.content ?? Buffer.alloc(0));
    } else if (is(type, ids.keyBag) && inner) privateKey = keyOf(inner.bytes);
    else if (is(type, ids.shroudedKeyBag)) privateKey = keyOf(decrypted(inside(inner), password));
  }
  const own = privateKey;
  // A file may bring the chain, too.
  const der = certificates.find((each) => own !== undefined && belongs(each, own));
  if (own === undefined || der === undefined) throw new Error('it holds no private key with its certificate');
  return { der, privateKey: own };
}

const keyOf = (pkcs8: Buffer): KeyObject => createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });

function belongs(der: Buffer, key: KeyObject): boolean {
  return new X509Certificate(der).checkPrivateKey(key);
}

function bagsIn(auth: Element | undefined, password: string): Element[] {
  const [, wrapped] = inside(auth);
  const [safe] = inside(wrapped);
  return elementsOf(elementsOf(safe?.content ?? Buffer.alloc(0))[0]?.content ?? Buffer.alloc(0)).flatMap((info) => {
    const [type, value] = inside(info);
    const [inner] = inside(value);
    if (is(type, ids.data)) return elementsOf(inner?.content ?? Buffer.alloc(0)).flatMap(inside);
    if (!is(type, ids.encryptedData)) throw new Error('it holds a part of a kind that is not known here');
    const [, encrypted] = inside(inner);
    const [, algorithm, text] = inside(encrypted);
    const plain = decrypted(
      [algorithm, text].flatMap((each) => each ?? []),
      password,
    );
    return elementsOf(plain).flatMap(inside);
  });
}

const inside = (found: Element | undefined): Element[] => (found === undefined ? [] : elementsOf(found.content));

/** @param parts algorithm with its parameters, and what it encrypted */
function decrypted(parts: readonly Element[], password: string): Buffer {
  const [algorithm, text] = parts;
  const [id, parameters] = inside(algorithm);
  const decipher = decipherOf(id, inside(parameters), password);
  try {
    return Buffer.concat([decipher.update(text?.content ?? Buffer.alloc(0)), decipher.final()]);
  } catch {
    throw new Error('its password is another one');
  }
}

function decipherOf(
  id: Element | undefined,
  parameters: readonly Element[],
  password: string,
): ReturnType<typeof createDecipheriv> {
  const number = (found: Element | undefined): number => found?.content.readUIntBE(0, found.content.length) ?? 0;
  if (is(id, ids.tripleDes)) {
    const [salt, times] = parameters;
    const of = (purpose: number, length: number): Buffer =>
      derived(password, salt?.content ?? Buffer.alloc(0), number(times), purpose, length);
    return createDecipheriv('des-ede3-cbc', of(1, 24), of(2, 8));
  }
  const [derivation, scheme] = parameters.map(inside);
  const [cipher, vector] = scheme ?? [];
  const name = Object.entries(ciphers).find(([oid]) => is(cipher, oid))?.[1];
  if (!is(id, ids.pbes2) || name === undefined) {
    throw new Error('it is encrypted in a way that is not known here (openssl pkcs12 -export writes one that is)');
  }
  const [salt, times, ...rest] = inside(derivation?.[1]);
  const hash = rest
    .map(inside)
    .flatMap(([each]) => Object.entries(hashes).find(([oid]) => is(each, oid))?.[1] ?? [])[0];
  const [method, length] = name;
  const key = pbkdf2Sync(password, salt?.content ?? Buffer.alloc(0), number(times), length, hash ?? 'sha1');
  return createDecipheriv(method, key, vector?.content ?? Buffer.alloc(0));
}

const ciphers: Readonly<Record<string, readonly [method: string, keyLength: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
};
const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.11': 'sha512',
};
