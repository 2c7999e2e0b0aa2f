import { X509Certificate } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { certificateIn, isMadeFor, ownCertificate } from '../../../wizard/bootstrap/intune-certificate.js';
import { writePkcs12 } from '../../../wizard/clouds/certificate/pkcs12.js';
import { selfSigned } from '../../../wizard/clouds/certificate/self-signed.js';
import { day } from '../../../domain/day.js';

const owner = { commonName: 'Contoso Intune (laptop)', tenantId: '11111111-1111-4111-8111-111111111111' };
const nobodyKnows = (): undefined => undefined;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  file = join(folder, 'own', 'contoso-intune.pfx');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each<[string, () => Promise<Buffer>, string]>([
  [
    'of another application',
    async () => writePkcs12(await selfSigned('VPN of Ada', new Date(), new Date(Date.now() + day)), ''),
    'CN=VPN of Ada',
  ],
  [
    'of a deployment of this name in another tenant',
    async () => writePkcs12(await selfSigned(owner.commonName, new Date(), new Date(Date.now() + day), 'theirs'), ''),
    'O=theirs',
  ],
  [
    'with a password',
    async () => writePkcs12(await selfSigned(owner.commonName, new Date(), new Date(Date.now() + day)), 'x'),
    'without a password',
  ],
  ['that is no certificate', async () => Promise.resolve(Buffer.from('notes')), 'no PKCS #12 file'],
])('a file %s is never written over', async (_what, bytes, words) => {
  mkdirSync(join(folder, 'own'));
  writeFileSync(file, await bytes());
  const before = readFileSync(file);
  const refused = ownCertificate(file, owner, nobodyKnows);
  await expect(refused).rejects.toMatchObject({
    message: expect.stringContaining('was not made for this application'),
    fix: expect.arrayContaining([expect.stringContaining(words)]),
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('until it is kept the one before lies there; what a killed run laid beside it is written over', async () => {
  const first = await ownCertificate(file, owner, nobodyKnows);
  first.lay();
  expect(existsSync(file)).toBe(false);
  first.keep();
  expect([certificateIn(file)?.equals(first.der), statSync(file).mode & 0o777]).toEqual([true, 0o600]);
  const killed = await ownCertificate(file, owner, nobodyKnows);
  killed.lay();
  expect(certificateIn(file)?.equals(first.der)).toBe(true);
  const next = await ownCertificate(file, owner, nobodyKnows);
  next.lay();
  next.keep();
  expect(certificateIn(file)?.equals(next.der)).toBe(true);
  expect(readdirSync(join(folder, 'own'))).toEqual(['contoso-intune.pfx']);
});

test('its end is told in whole seconds, as the certificate has it, so that no key of it ends later', async () => {
  const { der, ends } = await ownCertificate(file, owner, nobodyKnows, new Date('2026-11-29T12:00:00.750Z'));
  const { validFrom, validTo } = new X509Certificate(der);
  expect(ends.getTime()).toBe(Date.parse(validTo));
  expect(Date.parse(validTo) - Date.parse(validFrom)).toBe(90 * day);
  expect([isMadeFor(der, owner), isMadeFor(der, { ...owner, tenantId: 'other' })]).toEqual([true, false]);
});

test('one that Entra takes for less long than it says of itself is replaced in time', async () => {
  const first = await ownCertificate(file, owner, nobodyKnows);
  first.lay();
  first.keep();
  const takenFor = (days: number) => (): Date => new Date(Date.now() + days * day);
  expect((await ownCertificate(file, owner, takenFor(60))).der.equals(first.der)).toBe(true);
  expect((await ownCertificate(file, owner, takenFor(20))).der.equals(first.der)).toBe(false);
});
