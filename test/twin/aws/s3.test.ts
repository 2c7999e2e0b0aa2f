import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTwin, type Twin } from '../../../twin/twin.js';
import type { Credentials } from '../../../twin/aws/principals.js';

let twin: Twin;
beforeAll(async () => {
  twin = await startTwin({ accountId: '111122223333' });
  await put('/state');
});
afterAll(async () => twin.stop());

interface Asked {
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly as?: Credentials;
}

/** Signatures are not verified: who calls, and where, is read from them. */
async function call(
  method: string,
  path: string,
  { headers = {}, body, as = twin.aws.principals.administrator }: Asked = {},
): Promise<{ status: number; text: string }> {
  const scope = `${as.accessKeyId}/20261129/eu-central-1/s3/aws4_request`;
  const answer = await fetch(`${twin.terraform.env['AWS_ENDPOINT_URL']}${path}`, {
    method,
    headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x` },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
}
const put = (path: string, asked: Asked = {}) =>
  call(
    'PUT',
    path,
    path.split('/').length === 2 && asked.body === undefined
      ? { ...asked, body: '<LocationConstraint>eu-central-1</LocationConstraint>' }
      : asked,
  );

describe('a bucket', () => {
  test('of a name that is taken is refused, in the words for whose it is', async () => {
    expect((await put('/state')).text).toContain('BucketAlreadyOwnedByYou');
    twin.aws.buckets.plant('taken');
    expect((await put('/taken')).text).toContain('BucketAlreadyExists');
    expect((await call('HEAD', '/taken')).status).toBe(403);
  });

  test('of another owner than the one that is expected is refused', async () => {
    const headers = { 'x-amz-expected-bucket-owner': '444455556666' };
    expect((await put('/state/key', { headers, body: 'x' })).status).toBe(403);
  });

  test('with a deny in its policy refuses administrators, too', async () => {
    const policy = {
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::state/plans/*',
          Condition: { Null: { 's3:if-none-match': 'true' } },
        },
      ],
    };
    expect((await put('/state?policy', { body: JSON.stringify(policy) })).status).toBe(204);
    expect((await put('/state/plans/1', { body: 'x' })).text).toContain('explicit deny in a resource-based policy');
    expect((await put('/state/plans/1', { body: 'x', headers: { 'if-none-match': '*' } })).status).toBe(200);
  });
});

describe('an object', () => {
  test('is put where none lies, and not over another', async () => {
    const once = { body: 'one', headers: { 'if-none-match': '*' } };
    expect([(await put('/state/lock', once)).status, (await put('/state/lock', once)).status]).toEqual([200, 412]);
    expect((await put('/state/lock', { body: 'two', headers: { 'if-match': '"other"' } })).status).toBe(412);
  });

  test('that was deleted is kept as a version, and the bucket with it is not deleted', async () => {
    await put('/state?versioning', {
      body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    });
    await put('/state/old', { body: 'old' });
    expect((await call('DELETE', '/state/old')).status).toBe(204);
    expect((await call('GET', '/state/old')).status).toBe(404);
    expect((await call('GET', '/state?versions&prefix=old')).text).toMatch(
      /<DeleteMarker>[^]*<Version>|<Version>[^]*<DeleteMarker>/,
    );
    expect((await call('DELETE', '/state')).text).toContain('BucketNotEmpty');
  });

  test('is read by whose policies let them, and with the key alone', async () => {
    await put('/state/secret', { body: 'x' });
    const reader = twin.aws.principals.issueUser('reader', [
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::state/*' }],
      },
    ]);
    expect((await call('GET', '/state/secret', { as: reader })).status).toBe(200);
    expect((await put('/state/secret', { as: reader, body: 'y' })).status).toBe(403);
    const { KeyMetadata } = await twin.aws.inside('kms', 'CreateKey', 'eu-central-1', {});
    const key = String((KeyMetadata as { Arn: string }).Arn);
    const headers = { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': key };
    await put('/state/encrypted', { body: 'x', headers });
    expect((await call('GET', '/state/encrypted', { as: reader })).text).toContain('kms:Decrypt');
  });
});

describe('an object in parts, as a state above 5 MiB comes', () => {
  const begin = async (key: string): Promise<string> =>
    /<UploadId>([^<]+)</.exec((await call('POST', `/state/${key}?uploads`)).text)?.[1] ?? '';
  const part = (key: string, id: string, number: number, body: string) =>
    put(`/state/${key}?partNumber=${number}&uploadId=${id}`, { body });
  const end = (key: string, id: string, ...etags: readonly string[]) =>
    call('POST', `/state/${key}?uploadId=${id}`, {
      body: `<CompleteMultipartUpload>${etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`,
    });
  const large = 'x'.repeat(5 * 1024 * 1024);

  test('is put together, and is read by ranges', async () => {
    const id = await begin('large');
    await part('large', id, 1, large);
    await part('large', id, 2, 'end');
    expect((await call('GET', '/state/large')).status).toBe(404);
    const done = await end('large', id, `part-1-${large.length}`, 'part-2-3');
    expect(done).toMatchObject({ status: 200 });
    expect((await call('GET', '/state/large')).text).toBe(`${large}end`);
    const range = await call('GET', '/state/large', { headers: { range: `bytes=${large.length}-` } });
    expect(range).toEqual({ status: 206, text: 'end' });
    expect((await end('large', id, 'part-1-1')).text).toContain('NoSuchUpload');
  });

  test('a part that is too small, or that nobody sent, is refused', async () => {
    const id = await begin('small');
    await part('small', id, 1, 'few');
    await part('small', id, 2, 'end');
    expect((await end('small', id, 'part-1-3', 'part-2-3')).text).toContain('EntityTooSmall');
    expect((await end('small', id, 'part-1-9')).text).toContain('InvalidPart');
    expect((await call('DELETE', `/state/small?uploadId=${id}`)).status).toBe(204);
    expect((await part('small', id, 3, 'late')).text).toContain('NoSuchUpload');
  });
});
