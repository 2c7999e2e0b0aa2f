import { expect, test } from '@jest/globals';
import { subjectOf } from '../../../wizard/clouds/job-identity.js';
import { claimsOf } from '../../../wizard/clouds/token-claims.js';

const token = (claims: unknown): string =>
  `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

test.each<[string, string, object]>([
  ['with letters of every script', token({ sub: 'Zoë 漢' }), { sub: 'Zoë 漢' }],
  ['without a signature', token({ exp: 1 }).replace(/\.signature$/, ''), { exp: 1 }],
  ['that holds no claims but a text', token('sub'), {}],
  ['that is none', 'secret', {}],
  ['that is cut', token({ sub: 'a' }).slice(0, 9), {}],
  ['that is empty', '', {}],
])('the claims of a token %s', (_what, given, claims) => expect(claimsOf(given)).toEqual(claims));

test('whom a token speaks of is said, and of what is no token that it is none', () => {
  expect(subjectOf(token({ sub: 'repo:a/b', aud: ['x'], iss: 'https://i' }))).toBe(
    'sub "repo:a/b", aud ["x"], iss "https://i"',
  );
  expect(subjectOf('secret')).toBe('a subject that cannot be read: what was given is no token');
});
