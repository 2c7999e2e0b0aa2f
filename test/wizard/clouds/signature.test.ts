import { expect, test } from '@jest/globals';
import { signedHeaders } from '../../../wizard/clouds/signature.js';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const now = new Date('2013-05-24T00:00:00Z');

// The examples that AWS publishes: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
test.each([
  {
    what: 'GET of an object',
    request: {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: { range: 'bytes=0-9' },
      body: new Uint8Array(),
    },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    what: 'a list',
    request: {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J'),
      headers: {},
      body: new Uint8Array(),
    },
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
])('signs as AWS does: $what', async ({ request, signature }) => {
  const { authorization } = await signedHeaders(request, keys, 'us-east-1', now);
  expect(authorization).toContain(`Signature=${signature}`);
});

test('a letter in a key that has to be encoded is signed encoded, however the address writes it', async () => {
  const signed = async (path: string): Promise<string | undefined> => {
    const url = new URL(`https://examplebucket.s3.amazonaws.com/${path}`);
    const request = { method: 'PUT', url, headers: {}, body: new TextEncoder().encode('Welcome') };
    return (await signedHeaders(request, keys, 'us-east-1', now))['authorization'];
  };
  expect(await signed("plan$(1)'s")).toBe(await signed('plan%24%281%29%27s'));
  expect(await signed('plan%241')).not.toBe(await signed('plan%252541'));
});

test('the token of a role is sent and signed, the host is signed and left to the client', async () => {
  const request = { method: 'GET', url: new URL('http://127.0.0.1:9/b/k'), headers: {}, body: new Uint8Array() };
  const headers = await signedHeaders(request, { ...keys, sessionToken: 'of-a-role' }, 'eu-central-1', now);
  expect(headers['x-amz-security-token']).toBe('of-a-role');
  expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token');
  expect(headers).not.toHaveProperty('host');
});
