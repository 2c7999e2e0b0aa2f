import { expect, test } from '@jest/globals';
import { Faults } from '../../twin/faults.js';

// Faults that are put in on purpose.

const tooMany = { status: 429 };

test('each place meets it once, whichever object the call names', () => {
  const faults = new Faults();
  faults.injectOnceAt(/^graph (POST|PATCH) /, tooMany);
  const one = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
  const other = '8c5ffe87-93ca-4369-9c6b-16b3bc90564b';
  const places = [
    `graph PATCH /v1.0/groups/${one}`,
    `graph PATCH /v1.0/groups/${other}`,
    `graph POST /v1.0/groups/${other}/members/$ref`,
    `graph GET /v1.0/groups/${one}`,
    `graph PATCH /v1.0/applications/${one}`,
  ];
  expect(places.map((place) => faults.take(place) !== undefined)).toEqual([true, false, true, false, true]);
  expect(faults.met.map(({ where }) => where)).toEqual([places[0], places[2], places[4]]);
});

test('each call meets it once, and the same one asked again goes through', () => {
  const faults = new Faults();
  faults.injectAtEach(/^aws iam:Create/, tooMany);
  const calls = [
    ['aws iam:CreateRole', '{"RoleName":"one"}'],
    ['aws iam:CreateRole', '{"RoleName":"other"}'],
    ['aws iam:CreateRole', '{"RoleName":"one"}'],
    ['aws iam:CreatePolicy', '{"RoleName":"one"}'],
    ['aws iam:GetRole', '{"RoleName":"one"}'],
  ] as const;
  expect(calls.map(([where, asked]) => faults.take(where, () => asked) !== undefined)).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
});

test('it is met as often as it was put in, then the calls go through', () => {
  const faults = new Faults();
  faults.inject('aws iam:CreateRole', tooMany, 2);
  expect([1, 2, 3].map(() => faults.take('aws iam:CreateRole'))).toEqual([tooMany, tooMany, undefined]);
  faults.inject('aws iam:CreateRole', tooMany);
  faults.clear();
  expect(faults.take('aws iam:CreateRole')).toBeUndefined();
});
