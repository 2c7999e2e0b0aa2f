/** An application that signs in with a certificate: the file, what is signed, and whom the tenant lets in. */
import { constants, createHash, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Clock } from '../../../twin/clock.js';
import type { Credentials } from '../../../twin/entra/given-applications.js';
import { Tenant } from '../../../twin/entra/tenant.js';
import { Faults } from '../../../twin/faults.js';
import { Network, type Listener } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { clientAssertion } from '../../../wizard/clouds/certificate/client-assertion.js';
import { readPkcs12, writePkcs12, type CertificateWithKey } from '../../../wizard/clouds/certificate/pkcs12.js';
import { selfSigned } from '../../../wizard/clouds/certificate/self-signed.js';
import { Graph } from '../../../wizard/clouds/graph.js';
import { day } from '../../../domain/day.js';

const from = new Date(Date.now() - day);
let ours: CertificateWithKey;
let theirs: CertificateWithKey;
let home: string;
beforeAll(async () => {
  [ours, theirs] = await Promise.all([
    selfSigned('Contoso Intune', from, new Date(from.getTime() + 90 * day)),
    selfSigned('Contoso Intune', from, new Date(from.getTime() + 90 * day)),
  ]);
  home = mkdtempSync(join(tmpdir(), 'certificate-'));
});
afterAll(() => rmSync(home, { recursive: true }));

describe('the file', () => {
  test.each(['', 'geheim ü'])('what was written with the password "%s" is read by others and by us', (password) => {
    const file = writePkcs12(ours, password);
    // OpenSSL reads it, and refuses it with another password: its MAC is right.
    expect(() => createSecureContext({ pfx: file, passphrase: password })).not.toThrow();
    expect(() => createSecureContext({ pfx: file, passphrase: 'another' })).toThrow(/mac verify failure/);
    const read = readPkcs12(file, password);
    expect([read.der.equals(ours.der), read.privateKey.equals(ours.privateKey)]).toEqual([true, true]);
    expect(() => readPkcs12(file, 'another')).toThrow('its password is another one');
  });

  test('one that was cut off, or is something else, is refused without showing what is in it', () => {
    const file = writePkcs12(ours, '');
    for (const bytes of [file.subarray(0, 900), Buffer.from('hello'), Buffer.alloc(0)])
      expect(() => readPkcs12(bytes, '')).toThrow();
    writeFileSync(join(home, 'text.pfx'), 'my secret');
    const place = { path: join(home, 'text.pfx'), password: '' };
    expect(() => clientAssertion(place, { tenantId: 't', clientId: 'c' })).toThrow(
      /text\.pfx does not sign in to Entra/,
    );
    expect(() => clientAssertion(place, { tenantId: 't', clientId: 'c' })).not.toThrow(/my secret/);
  });
});

describe('signing in', () => {
  let tenant: Tenant;
  let listener: Listener;
  let application: Credentials;
  const rules = new RuleBook();
  beforeAll(async () => {
    const network = new Network();
    tenant = new Tenant({ network, clock: new Clock(), faults: new Faults(), rules });
    application = tenant.addServicePrincipal('Intune', { roles: ['Application.Read.All'] });
    tenant.state.applications.get(application.applicationObjectId)!.keyCredentials.push({
      ...{ customKeyIdentifier: null, displayName: null, type: 'AsymmetricX509Cert', usage: 'Verify', keyId: 'k' },
      ...{
        startDateTime: from.toISOString(),
        endDateTime: new Date(Date.now() + 90 * day).toISOString(),
        key: ours.der.toString('base64'),
      },
    });
    listener = await network.listen();
  });
  afterAll(() => listener.close());

  const env = (pair: CertificateWithKey, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
    const path = join(home, 'sign-in.pfx');
    writeFileSync(path, writePkcs12(pair, 'p'));
    return {
      [cloudsVariable]: `${listener.url}/_host`,
      ARM_TENANT_ID: tenant.id,
      ARM_CLIENT_ID: application.appId,
      ARM_CLIENT_CERTIFICATE_PATH: path,
      ARM_CLIENT_CERTIFICATE_PASSWORD: 'p',
      ...more,
    };
  };
  const look = async (of: NodeJS.ProcessEnv): Promise<unknown> =>
    Graph.from(of, { tenantId: tenant.id }).list('applications');

  test('with its certificate an application is let in, from a file and from a variable, before a secret is looked at', async () => {
    expect(await look(env(ours))).toHaveLength(1);
    expect(await look(env(ours, { ARM_CLIENT_SECRET: 'wrong' }))).toHaveLength(1);
    const base64 = writePkcs12(ours, 'p').toString('base64');
    expect(await look(env(ours, { ARM_CLIENT_CERTIFICATE_PATH: '', ARM_CLIENT_CERTIFICATE: base64 }))).toHaveLength(1);
  });

  test('another certificate of the same name, another password and no file are refused in words', async () => {
    await expect(look(env(theirs))).rejects.toThrow(
      /AADSTS700027.*signed with the certificate [0-9A-F]{40}, which is valid until/,
    );
    await expect(look(env(ours, { ARM_CLIENT_CERTIFICATE_PASSWORD: 'x' }))).rejects.toThrow(
      'its password is another one',
    );
    await expect(look(env(ours, { ARM_CLIENT_CERTIFICATE_PATH: '/nowhere.pfx' }))).rejects.toThrow('cannot be read');
  });

  // What Entra looks at, changed one by one; the first is what is sent.
  const bare = (change: (head: object, claims: object) => [object, object], pair = ours): string => {
    const place = { base64: writePkcs12(pair, '').toString('base64'), password: '' };
    const [head, claims] = clientAssertion(place, { tenantId: tenant.id, clientId: application.appId })
      .assertion.split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object);
    const [one, other] = change(head!, claims!).map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = sign('sha256', Buffer.from(`${one!}.${other!}`), {
      ...{
        key: pair.privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      },
    });
    return `${one!}.${other!}.${signature.toString('base64url')}`;
  };
  const answered = async (assertion: string): Promise<string> => {
    const body = new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_id: application.appId, client_assertion: assertion },
      scope: 'https://graph.microsoft.com/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    const answer = await fetch(`${listener.url}/_host/login.microsoftonline.com/${tenant.id}/oauth2/v2.0/token`, {
      method: 'POST',
      body,
    });
    return answer.ok ? 'in' : (/AADSTS\d+/.exec(await answer.text())?.[0] ?? 'no code');
  };
  const thumbprint = (): string => createHash('sha256').update(ours.der).digest('base64url');
  test.each<[string, string, () => string]>([
    ['as it is', 'in', () => bare((head, claims) => [head, claims])],
    [
      'signed by another key under the thumbprint',
      'AADSTS700027',
      () => bare((head, claims) => [{ ...head, 'x5t#S256': thumbprint() }, claims], theirs),
    ],
    [
      'for another endpoint',
      'AADSTS700023',
      () => bare((head, claims) => [head, { ...claims, aud: 'https://example.com' }]),
    ],
    ['of another application', 'AADSTS700023', () => bare((head, claims) => [head, { ...claims, sub: 'other' }])],
    ['over', 'AADSTS700024', () => bare((head, claims) => [head, { ...claims, exp: 1, nbf: 0 }])],
    ['by an algorithm of none', 'AADSTS700027', () => bare((head, claims) => [{ ...head, alg: 'none' }, claims])],
  ])('an assertion %s: %s', async (_what, expected, assertion) => {
    expect(await answered(assertion())).toBe(expected);
  });
});
