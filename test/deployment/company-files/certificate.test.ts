import { describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readCertificate } from '../../../deployment/company-files/certificate.js';
import { greenfield, load, problemsOf, type Loose } from '../sample.js';

const input = (name: string): Buffer => readFileSync(`test/inputs/certificates/${name}`);
const read = (bytes: Uint8Array) => readCertificate(bytes, 'ca.cer');
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** The identifier of the kind of its public key: of RSA, or of elliptic curves. */
const keyKind = (certificate: Buffer): Buffer => {
  const kinds = ['2a864886f70d010101', '2a8648ce3d0201'].map((hex) => Buffer.from(hex, 'hex'));
  return kinds.find((each) => certificate.includes(each))!;
};

const trusts = (certificates: Record<string, readonly [name: string, store: string]>): Loose => {
  const deployment = greenfield();
  const written = Object.entries(certificates).map(([name, [file, store]]) => [
    name,
    { file: `test/inputs/certificates/${file}`, store },
  ]);
  deployment.intune = { enrolment: { certificates: Object.fromEntries(written) } };
  return deployment;
};

describe('a certificate in a file', () => {
  test('is the same as PEM, as DER, and with text around it', () => {
    const pem = read(input('contoso-root.pem'));
    expect(read(input('contoso-root.cer'))).toEqual(pem);
    expect(read(Buffer.concat([Buffer.from('subject=x\r\n'), input('contoso-root.pem')]))).toEqual(pem);
    expect(pem).toMatchObject({
      certificate: {
        subject: 'CN=Contoso Root CA, O=Contoso',
        thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
        isAuthority: true,
        isRoot: true,
        base64: input('contoso-root.cer').toString('base64'),
      },
    });
  });

  test.each<readonly [what: string, bytes: Uint8Array, says: RegExp]>([
    [
      'a private key',
      Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }) as string),
      /no private key.*PRIVATE KEY/,
    ],
    [
      'a certificate with its private key',
      Buffer.concat([input('contoso-root.pem'), Buffer.from(key.export({ type: 'sec1', format: 'pem' }) as string)]),
      /no private key.*EC PRIVATE KEY/,
    ],
    ['a file with a key', Buffer.from('3082044c020103308204020609', 'hex'), /no private key.*PKCS 12/],
    ['several certificates', input('chain.pem'), /must be one certificate.*2 of them/],
    ['a bundle in DER', input('root.p7b'), /a bundle \(PKCS 7: \.p7b\)/],
    ['a bundle', Buffer.from('-----BEGIN PKCS7-----\nMII=\n-----END PKCS7-----\n'), /PKCS 7/],
    ['a certificate that was cut', input('contoso-root.pem').subarray(0, 300), /one that is damaged/],
    ['an empty file', Buffer.from(''), /an empty file/],
    ['something large', Buffer.alloc(70_000), /must be one certificate.*69 KB/],
  ])('is refused where it is %s, without a word of what it holds', (_what, bytes, says) => {
    const found = read(bytes);
    if (!('problem' in found)) throw new Error('it was taken');
    expect(`${found.problem.rule}, got: ${found.problem.got}`).toMatch(says);
    expect(found.problem.fix).toBeTruthy();
    expect(JSON.stringify(found)).not.toContain('MII');
  });

  const root = input('contoso-root.cer');
  /** The root with these bytes in the place of others of the same number. */
  const patched = (from: Buffer, to: Buffer): Buffer => {
    const bytes = Buffer.from(root);
    const at = bytes.indexOf(from);
    expect(at).toBeGreaterThan(0);
    to.copy(bytes, at);
    return bytes;
  };
  test.each<readonly [what: string, bytes: () => Uint8Array]>([
    ['a day that no calendar has', () => patched(Buffer.from([0x17, 0x0d]), Buffer.from('\x17\x0d991331', 'latin1'))],
    ['a key of a kind that nobody knows', () => patched(keyKind(root), Buffer.alloc(keyKind(root).length, 0x55))],
  ])('is refused where it has %s', (_what, bytes) => {
    expect(read(bytes())).toMatchObject({ problem: { got: 'one that is damaged', fix: expect.any(String) } });
  });

  test('is called as people read its name, quotes included', () => {
    const named = input('contoso-root.cer').toString('latin1').replaceAll('Contoso Root', '"ntoso Root"');
    expect(read(Buffer.from(named, 'latin1'))).toMatchObject({
      certificate: { subject: expect.stringContaining('CN="ntoso Root" CA') },
    });
  });

  test('without a name is one all the same', () => {
    expect(read(input('nameless.cer'))).toMatchObject({ certificate: { subject: 'a certificate without a name' } });
  });

  test('of a server, which issued nothing, is refused', () => {
    expect(problemsOf(trusts({ proxy: ['proxy.pem', 'root'] }))).toMatchObject([
      {
        path: 'intune.enrolment.certificates.proxy.file',
        rule: 'must be the certificate of an authority, which issues others',
        got: expect.stringContaining('CN=proxy.contoso.com'),
      },
    ]);
  });

  test.each([
    ['that has ended', 'contoso-old.pem', 'root', /^has ended on 2020-01-01/],
    [
      'of a root among the intermediate ones',
      'contoso-root.cer',
      'intermediate',
      /^is intermediate, though it issued itself/,
    ],
    ['of an intermediate one among the roots', 'contoso-issuing.pem', 'root', /^is root, though another one issued it/],
  ])('%s is told and stops nothing', (_what, file, store, says) => {
    expect(load(trusts({ ca: [file, store] })).warnings).toEqual([
      expect.objectContaining({ rule: expect.stringMatching(says) }),
    ]);
  });

  test('in its store is nothing to speak of', () => {
    const both = trusts({ root: ['contoso-root.cer', 'root'], issuing: ['contoso-issuing.pem', 'intermediate'] });
    expect(load(both).warnings).toEqual([]);
  });
});
