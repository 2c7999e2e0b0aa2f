import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { azureadCredentials, msgraphCredentials } from '../../../twin/providers/azuread/credentials.js';
import { Graph } from '../../../twin/providers/azuread/graph.js';
import { selfSigned, type Certificate } from '../../../twin/entra/certificate.js';
import { Bench } from '../entra/world.js';

// Files as other tools write them: openssl, in the older way and in its usual one.

const day = 86_400_000;
let folder: string;
let ours: Certificate;
const files = { old: '', usual: '', locked: '' };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twin-credentials-'));
  const now = Date.now();
  ours = await selfSigned({ commonName: 'ci', notBefore: new Date(now - day), notAfter: new Date(now + day) });
  const [pem, key] = [join(folder, 'c.pem'), join(folder, 'k.pem')];
  writeFileSync(
    pem,
    `-----BEGIN CERTIFICATE-----\n${ours.der
      .toString('base64')
      .match(/.{1,64}/g)!
      .join('\n')}\n-----END CERTIFICATE-----\n`,
  );
  writeFileSync(key, ours.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const older = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
  for (const [name, password, more] of [
    ['old', '', older],
    ['usual', '', []],
    ['locked', 'geheim', older],
  ] as const) {
    files[name] = join(folder, `${name}.pfx`);
    const words = ['pkcs12', '-export', '-in', pem, '-inkey', key, '-passout', `pass:${password}`, '-out', files[name]];
    execFileSync('openssl', [...words, ...more]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An application of a tenant that knows the certificate, and another one of the tenant. */
function tenantWith(bench = new Bench()) {
  const who = bench.tenant.addServicePrincipal('ci', { roles: ['Application.Read.All'] });
  const keys = bench.tenant.state.applications.get(who.applicationObjectId)!;
  keys.keyCredentials = [
    {
      ...{ customKeyIdentifier: null, displayName: null, type: 'AsymmetricX509Cert', usage: 'Verify', keyId: '1' },
      ...{
        startDateTime: '2026-01-01T00:00:00Z',
        endDateTime: '2030-01-01T00:00:00Z',
        key: ours.der.toString('base64'),
      },
    },
  ];
  const env = { ARM_TENANT_ID: bench.tenant.id, ARM_CLIENT_ID: who.appId };
  return { bench, who, env };
}

const ways = { azuread: azureadCredentials, msgraph: msgraphCredentials };
describe.each(['azuread', 'msgraph'] as const)('%s', (provider) => {
  const configured = (config: Record<string, string | boolean>, env: NodeJS.ProcessEnv) => ways[provider](config, env);
  const signedIn = async (
    { bench, who, env }: ReturnType<typeof tenantWith>,
    config: Record<string, string | boolean>,
    more: NodeJS.ProcessEnv = {},
  ) => (await new Graph(bench.world, configured(config, { ...env, ...more })).callerObjectId()) === who.objectId;

  test('signs in by a file, by its bytes, with a password, from the block before the environment', async () => {
    const at = tenantWith();
    expect(await signedIn(at, {}, { ARM_CLIENT_CERTIFICATE_PATH: files.old })).toBe(true);
    expect(await signedIn(at, { client_certificate_path: files.old })).toBe(true);
    const bytes = execFileSync('base64', ['-w0', files.old], { encoding: 'utf8' });
    expect(await signedIn(at, { client_certificate: bytes })).toBe(true);
    const locked = { ARM_CLIENT_CERTIFICATE_PATH: files.locked };
    expect(await signedIn(at, { client_certificate_password: 'geheim' }, locked)).toBe(true);
    expect(at.bench.world.rules.leanedOn('certificate-assertion-kid')).toBe(provider === 'azuread');
  });

  test('an empty text in the block is none, whatever the environment says', () => {
    const { env } = tenantWith();
    const more = { ARM_CLIENT_CERTIFICATE_PATH: files.old, ARM_CLIENT_SECRET: 'x' };
    expect(configured({ client_certificate_path: '' }, { ...env, ...more }).kind).toBe('ClientSecretCredential');
    expect(configured({ client_secret: '' }, { ...env, ...more }).kind).toBe('ClientCertificateCredential');
  });

  test('its certificate on another application, or past the end of its key, is refused by Entra', async () => {
    const at = tenantWith();
    const app = at.bench.tenant.state.applications.get(at.who.applicationObjectId)!;
    const [key] = app.keyCredentials;
    app.keyCredentials = [{ ...key!, endDateTime: '2026-01-02T00:00:00Z' }];
    await expect(signedIn(at, { client_certificate_path: files.old })).rejects.toThrow('AADSTS1000502');
    app.keyCredentials = [];
    await expect(signedIn(at, { client_certificate_path: files.old })).rejects.toThrow('AADSTS700027');
  });
});

test('azuread takes a certificate before a secret, msgraph a secret before a certificate', () => {
  const { env } = tenantWith();
  const both = { ...env, ARM_CLIENT_CERTIFICATE_PATH: files.old, ARM_CLIENT_SECRET: 'x' };
  expect([azureadCredentials({}, both).kind, msgraphCredentials({}, both).kind]).toEqual([
    'ClientCertificateCredential',
    'ClientSecretCredential',
  ]);
});

test.each([
  ['with another password', { client_certificate_path: 'locked' }, 'pkcs12: decryption password incorrect'],
  ['as openssl writes it by itself', { client_certificate_path: 'usual' }, /pkcs12: (unknown digest|algorithm)/],
])('a file %s ends azuread, and msgraph passes it over', (_what, { client_certificate_path: which }, why) => {
  const { env } = tenantWith();
  const config = { client_certificate_path: files[which as 'locked' | 'usual'], use_cli: false };
  expect(() => azureadCredentials(config, env)).toThrow(why);
  expect(() => msgraphCredentials(config, env)).toThrow('Failed to obtain a credential.');
});

test('without a client id azuread leaves a certificate alone; msgraph signs in with it all the same, and stops there', async () => {
  const { bench, env } = tenantWith();
  const person = { ARM_TENANT_ID: env.ARM_TENANT_ID, ARM_CLIENT_CERTIFICATE_PATH: files.old };
  expect(() => azureadCredentials({}, person)).toThrow('could not configure an authorizer');
  const graph = new Graph(bench.world, msgraphCredentials({}, person));
  await expect(graph.callerObjectId()).rejects.toThrow('AADSTS900144');
});
