import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Bench } from './world.js';

async function withCertificates(
  bench: Bench,
  ...names: string[]
): Promise<{ principalId: string; appId: string; made: { thumbprint: string; key: string }[] }> {
  const { principalId, appId } = await bench.galleryApp();
  const made: { thumbprint: string; key: string }[] = [];
  for (const name of names) {
    made.push(
      await bench.expect(200, 'POST', `/v1.0/servicePrincipals/${principalId}/addTokenSigningCertificate`, {
        displayName: `CN=${name}`,
        endDateTime: '2028-11-22T00:00:00Z',
      }),
    );
  }
  return { principalId, appId, made };
}

async function metadata(
  bench: Bench,
  appId?: string,
): Promise<{ status: number; text: string; certificate: string | undefined }> {
  const query = appId === undefined ? '' : `?appid=${appId}`;
  const answer = await bench.world.network.request(
    `https://login.microsoftonline.com/${bench.tenant.id}/federationmetadata/2007-06/federationmetadata.xml${query}`,
  );
  const text = answer.body?.toString() ?? '';
  return { status: answer.status, text, certificate: /<X509Certificate>([^<]+)</.exec(text)?.[1] };
}

describe('signing certificates', () => {
  test('are real: X.509 with the wished name and end, signed by themselves, the thumbprint their SHA-1', async () => {
    const bench = new Bench();
    const { made } = await withCertificates(bench, 'AWS IdC 1');
    const der = Buffer.from(made[0]?.key ?? '', 'base64');
    const certificate = new X509Certificate(der);
    expect(certificate.subject).toBe('CN=AWS IdC 1');
    expect(new Date(certificate.validTo)).toEqual(new Date('2028-11-22T00:00:00Z'));
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(made[0]?.thumbprint).toBe(createHash('sha1').update(der).digest('hex').toUpperCase());
  });

  test('two keys are listed for each, by customKeyIdentifier; the key itself shows when it is selected', async () => {
    const bench = new Bench();
    const { principalId, made } = await withCertificates(bench, 'one', 'two');
    const plain = await bench.expect(200, 'GET', `/v1.0/servicePrincipals/${principalId}`);
    const selected = await bench.expect(200, 'GET', `/v1.0/servicePrincipals/${principalId}?$select=keyCredentials`);
    expect(plain.keyCredentials.map((each: { usage: string; key: null }) => [each.usage, each.key])).toEqual([
      ['Sign', null],
      ['Verify', null],
      ['Sign', null],
      ['Verify', null],
    ]);
    expect(selected.keyCredentials.map((each: { key: string | null }) => each.key)).toEqual([
      null,
      made[0]?.key,
      null,
      made[1]?.key,
    ]);
    expect(Object.keys(selected)).toEqual(['@odata.context', 'keyCredentials']);
  });

  test('keys that come back as null are kept, and what is left out is gone', async () => {
    const bench = new Bench();
    const { principalId, made } = await withCertificates(bench, 'one', 'two');
    const { keyCredentials, passwordCredentials } = await bench.expect(
      200,
      'GET',
      `/v1.0/servicePrincipals/${principalId}`,
    );
    await bench.expect(204, 'PATCH', `/v1.0/servicePrincipals/${principalId}`, {
      keyCredentials: keyCredentials.slice(2),
      passwordCredentials: passwordCredentials.slice(1),
    });
    const left = await bench.expect(200, 'GET', `/v1.0/servicePrincipals/${principalId}?$select=keyCredentials`);
    expect(left.keyCredentials.map((each: { key: string | null }) => each.key)).toEqual([null, made[1]?.key]);
  });

  test('a name without CN= is refused, and an end that has passed', async () => {
    const bench = new Bench();
    const { principalId } = await bench.galleryApp();
    const path = `/v1.0/servicePrincipals/${principalId}/addTokenSigningCertificate`;
    expect((await bench.graph('POST', path, { displayName: 'AWS' })).body.error.message).toContain('CN=');
    expect(
      (await bench.graph('POST', path, { displayName: 'CN=AWS', endDateTime: '2020-01-01T00:00:00Z' })).status,
    ).toBe(400);
  });

  test('the first certificate signs at once; that it waits to be activated, and the newest is listed first, are switches', async () => {
    const bench = new Bench();
    bench.tenant.unknowns.newestCertificateFirst = true;
    bench.tenant.unknowns.firstCertificateIsActive = false;
    const { principalId, made } = await withCertificates(bench, 'one', 'two');
    const shown = await bench.expect(200, 'GET', `/v1.0/servicePrincipals/${principalId}`);
    expect(shown.keyCredentials[0].displayName).toBe('CN=two');
    expect(shown.preferredTokenSigningKeyThumbprint).toBeNull();
    expect((await metadata(bench, shown.appId as string)).certificate).not.toBe(made[0]?.key);

    bench.tenant.unknowns.firstCertificateIsActive = true;
    const other = await withCertificates(bench, 'three');
    expect((await metadata(bench, other.appId)).certificate).toBe(other.made[0]?.key);
  });
});

describe('federation metadata', () => {
  test('carries the active certificate of the application, and another one after the thumbprint has moved', async () => {
    const bench = new Bench();
    const { principalId, appId, made } = await withCertificates(bench, 'one', 'two');
    await bench.expect(204, 'PATCH', `/v1.0/servicePrincipals/${principalId}`, {
      preferredTokenSigningKeyThumbprint: made[0]?.thumbprint,
    });
    expect((await metadata(bench, appId)).certificate).toBe(made[0]?.key);
    await bench.expect(204, 'PATCH', `/v1.0/servicePrincipals/${principalId}`, {
      preferredTokenSigningKeyThumbprint: made[1]?.thumbprint,
    });
    expect((await metadata(bench, appId)).certificate).toBe(made[1]?.key);
  });

  test("without appid it carries the tenant's own certificate, which is none of the application's", async () => {
    const bench = new Bench();
    const { made } = await withCertificates(bench, 'one');
    const own = await metadata(bench);
    expect(own.certificate).not.toBe(made[0]?.key);
    expect(new X509Certificate(Buffer.from(own.certificate ?? '', 'base64')).subject).toContain('Federated SSO');
  });

  test('names Entra as AWS must store it', async () => {
    const bench = new Bench();
    const { text, status } = await metadata(bench);
    expect(status).toBe(200);
    expect(text).toContain(`entityID="https://sts.windows.net/${bench.tenant.id}/"`);
    expect(text).toContain(`Location="https://login.microsoftonline.com/${bench.tenant.id}/saml2"`);
  });

  test('an application that is not there has none', async () => {
    expect((await metadata(new Bench(), 'c0ffee00-0000-4000-8000-000000000000')).status).toBe(400);
  });

  test('a thumbprint that is of no certificate cannot be activated', async () => {
    const bench = new Bench();
    const { principalId } = await withCertificates(bench, 'one');
    const answer = await bench.graph('PATCH', `/v1.0/servicePrincipals/${principalId}`, {
      preferredTokenSigningKeyThumbprint: 'AB'.repeat(20),
    });
    expect(answer.body.error.message).toContain('preferredTokenSigningKeyThumbprint');
  });
});
