import { expect, test } from '@jest/globals';
import { signedHeaders } from '../../../wizard/plan-store/signature.js';

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
    what: 'PUT of an object, with a letter in its key that has to be encoded',
    request: {
      method: 'PUT',
      url: new URL('https://examplebucket.s3.amazonaws.com/test%24file.text'),
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: new TextEncoder().encode('Welcome to Amazon S3.'),
    },
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
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
])('signs as AWS does: $what', ({ request, signature }) => {
  const { authorization } = signedHeaders(request, keys, 'us-east-1', now);
  expect(authorization).toContain(`Signature=${signature}`);
});

test('the token of a role is sent and signed, the host is signed and left to the client', () => {
  const request = { method: 'GET', url: new URL('http://127.0.0.1:9/b/k'), headers: {}, body: new Uint8Array() };
  const headers = signedHeaders(request, { ...keys, sessionToken: 'of-a-role' }, 'eu-central-1', now);
  expect(headers['x-amz-security-token']).toBe('of-a-role');
  expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token');
  expect(headers).not.toHaveProperty('host');
});
