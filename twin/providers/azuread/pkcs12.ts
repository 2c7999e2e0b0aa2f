import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  timingSafeEqual,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';

/**
 * PKCS #12 as the providers read it: by golang.org/x/crypto/pkcs12, that is with a MAC by SHA-1, two parts and triple DES. What
 * newer tools write (AES, a MAC by SHA-256) is refused: https://pkg.go.dev/github.com/Azure/azure-sdk-for-go/sdk/azidentity#ParseCertificates.
 * Form and derivation of keys: https://www.rfc-editor.org/rfc/rfc7292 (4, appendix B).
 */
export interface Pair {
  readonly der: Buffer;
  readonly privateKey: KeyObject;
}

/** One element of DER, without its tag: where each stands says what it is. */
interface Part {
  readonly body: Buffer;
}

const tripleDes = '2a864886f70d010c0103';
const [certBag, keyBag] = ['2a864886f70d010c0a0103', '2a864886f70d010c0a0102'];
const encrypted = '2a864886f70d010706';

/** @throws Error in the words of the library */
export function decodePkcs12(file: Buffer, password: string): Pair {
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const [pfx] = partsOf(file);
  const [, authenticated, mac] = below(pfx);
  const safe = inner(authenticated);
  checkMac(mac, safe, text);
  const contents = below(partsOf(safe)[0]);
  if (contents.length !== 2) throw new Error('pkcs12: expected exactly two items in the authenticated safe');
  const bags = contents.flatMap((content) => below(partsOf(contentOf(content, text))[0]));
  let privateKey: KeyObject | undefined;
  const certificates: Buffer[] = [];
  for (const bag of bags) {
    const [kind, value] = below(bag);
    const [held] = below(value);
    if (hex(kind) === certBag) certificates.push(inner(held));
    if (hex(kind) === keyBag) {
      const [algorithm, sealed] = below(held);
      privateKey = createPrivateKey({ key: opened(algorithm, sealed, text), format: 'der', type: 'pkcs8' });
    }
  }
  const key = privateKey;
  if (key === undefined) throw new Error('pkcs12: private key missing');
  const der = certificates.find((each) => new X509Certificate(each).checkPrivateKey(key));
  if (der === undefined) throw new Error('pkcs12: certificate missing');
  return { der, privateKey: key };
}

function contentOf(content: Part, password: Buffer): Buffer {
  const [kind] = below(content);
  if (hex(kind) !== encrypted) return inner(content);
  const [, wrapped] = below(content);
  const [, info] = below(below(wrapped)[0]);
  const [, algorithm, sealed] = below(info);
  return opened(algorithm, sealed, password);
}

function opened(algorithm: Part | undefined, sealed: Part | undefined, password: Buffer): Buffer {
  const [kind, parameters] = below(algorithm);
  if (hex(kind) !== tripleDes) throw new Error(`pkcs12: algorithm ${hex(kind)} is not supported`);
  const [salt, rounds] = below(parameters);
  const by = (purpose: number, length: number): Buffer =>
    derived(purpose, password, salt?.body ?? Buffer.alloc(0), count(rounds), length);
  const decipher = createDecipheriv('des-ede3-cbc', by(1, 24), by(2, 8));
  return Buffer.concat([decipher.update(sealed?.body ?? Buffer.alloc(0)), decipher.final()]);
}

function checkMac(mac: Part | undefined, safe: Buffer, password: Buffer): void {
  if (mac === undefined) throw new Error('pkcs12: no MAC in data');
  const [digestInfo, salt, rounds] = below(mac);
  const [algorithm, digest] = below(digestInfo);
  const [kind] = below(algorithm);
  if (hex(kind) !== '2b0e03021a') throw new Error(`pkcs12: unknown digest algorithm: ${hex(kind)}`);
  const key = derived(3, password, salt?.body ?? Buffer.alloc(0), count(rounds), 20);
  const made = createHmac('sha1', key).update(safe).digest();
  const right = digest !== undefined && digest.body.length === made.length && timingSafeEqual(digest.body, made);
  if (!right) throw new Error('pkcs12: decryption password incorrect');
}

/** Appendix B.2, with SHA-1. @param purpose 1 a key, 2 an initial vector, 3 a MAC */
function derived(purpose: number, password: Buffer, salt: Buffer, rounds: number, length: number): Buffer {
  const filled = (bytes: Buffer): Buffer =>
    bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / 64) * 64).fill(bytes);
  let pool = Buffer.concat([filled(salt), filled(password)]);
  let made = Buffer.alloc(0);
  while (made.length < length) {
    let hash = createHash('sha1').update(Buffer.alloc(64, purpose)).update(pool).digest();
    for (let round = 1; round < rounds; round += 1) hash = createHash('sha1').update(hash).digest();
    made = Buffer.concat([made, hash]);
    const added = BigInt(`0x${Buffer.alloc(64).fill(hash).toString('hex')}`) + 1n;
    const blocks = Array.from({ length: pool.length / 64 }, (_, at) => pool.subarray(at * 64, at * 64 + 64));
    const sums = blocks.map((block) => BigInt.asUintN(512, BigInt(`0x${block.toString('hex')}`) + added));
    pool = Buffer.from(sums.map((sum) => sum.toString(16).padStart(128, '0')).join(''), 'hex');
  }
  return made.subarray(0, length);
}

/** The bytes in `SEQUENCE { kind, [0] OCTET STRING }`. */
const inner = (part: Part | undefined): Buffer => below(below(part)[1])[0]?.body ?? Buffer.alloc(0);
const below = (part: Part | undefined): Part[] => (part === undefined ? [] : partsOf(part.body));
const hex = (part: Part | undefined): string => part?.body.toString('hex') ?? '';
const count = (part: Part | undefined): number => parseInt(hex(part) || '0', 16);

function partsOf(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at + 1];
    if (first === undefined) throw new Error('pkcs12: error reading P12 data: asn1: syntax error: data truncated');
    const digits = first < 0x80 ? 0 : first & 0x7f;
    const length = digits === 0 ? first : parseInt(bytes.subarray(at + 2, at + 2 + digits).toString('hex') || '0', 16);
    const begins = at + 2 + digits;
    if (begins + length > bytes.length)
      throw new Error('pkcs12: error reading P12 data: asn1: syntax error: data truncated');
    parts.push({ body: bytes.subarray(begins, begins + length) });
    at = begins + length;
  }
  return parts;
}
