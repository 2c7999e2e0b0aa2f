/** Addresses of Identity Center as people paste them. */
import { describe, expect, test } from '@jest/globals';
import { cleanAddress, wrongScimEndpoint, wrongSignInUrl } from '../../../wizard/handshake/scim-endpoint.js';

const region = 'eu-central-1';
const scim = 'https://scim.eu-central-1.amazonaws.com/abc-1/scim/v2';

describe('the sign-in address', () => {
  test.each([
    ['https://d-99672f0a1b.awsapps.com/start/#/?tab=accounts', 'https://d-99672f0a1b.awsapps.com/start/'],
    [' "HTTPS://D-99672F0A1B.awsapps.com/start" ', 'https://d-99672f0a1b.awsapps.com/start'],
  ])('%s is taken, and recorded without the page that the browser was at', (pasted, recorded) => {
    expect(cleanAddress(pasted)).toBe(recorded);
    expect(wrongSignInUrl(cleanAddress(pasted), region)).toBeUndefined();
  });
});

describe('the SCIM endpoint', () => {
  test('in capitals is no token', () => {
    const pasted = scim.replace('https://scim', 'HTTPS://SCIM');
    expect(cleanAddress(pasted)).toBe(scim);
    expect(wrongScimEndpoint(cleanAddress(pasted), region)).toBeUndefined();
    expect(wrongScimEndpoint(pasted, region)).not.toMatch(/token/);
  });

  test('with a query is refused, with where it ends', () => {
    expect(wrongScimEndpoint(`${scim}?count=1`, region)).toBe(`The endpoint ends before the question mark: ${scim}`);
  });

  test('a token is never repeated, whatever letters it has', () => {
    const token = `9a${'x'.repeat(60)}#y?z`;
    expect(cleanAddress(token)).toBe(token);
    expect(wrongScimEndpoint(token, region)).toMatch(/^That looks like the token/);
  });
});
