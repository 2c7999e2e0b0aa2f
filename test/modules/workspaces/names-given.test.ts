import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  autopilotMembershipRule,
  directoryNameKey,
  directoryNameProblem,
  nearestDirectoryName,
} from '../../../domain/directory-name.js';
import { userNameKey, userNameProblem } from '../../../domain/user-name.js';
import { runs } from '../../deployment/arbitrary.js';

describe('directoryNameProblem', () => {
  test.each([['ab'], ['Contoso Berlin'], ['1_a.b-c'], ['a'.repeat(65)], ['trailing-']])('accepts %j', (name) => {
    expect(directoryNameProblem(name)).toBeUndefined();
  });

  test.each([
    ['a', /2 to 65/],
    ['a'.repeat(66), /2 to 65/],
    ['-ab', /begin with a letter or digit/],
    ['a"b', /hold only/],
    ['bürö', /hold only/],
    ['a\tb', /no tab or line break/],
    ['a\u00a0b', /no tab or line break/],
    ['ab ', /no space at the end/],
    ['a  b', /no two in a row/],
  ])('refuses %j', (name, rule) => {
    expect(directoryNameProblem(name)).toMatch(rule);
  });

  test('is content with whatever is offered as nearest', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (name) => {
        const nearest = nearestDirectoryName(name);
        if (nearest !== undefined) expect(directoryNameProblem(nearest)).toBeUndefined();
      }),
      runs(500),
    );
    expect(nearestDirectoryName('/contoso  büro/')).toBe('contoso b-ro-');
    expect(nearestDirectoryName('/')).toBeUndefined();
  });
});

test('the device group asks for the exact group tag', () => {
  expect(autopilotMembershipRule('Contoso Berlin')).toBe(
    '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Contoso Berlin"))',
  );
  expect(() => autopilotMembershipRule('a" -or "')).toThrow(/directoryName must .*, got: a" -or "/);
  expect(directoryNameKey('Contoso')).toBe(directoryNameKey('CONTOSO'));
});

describe('userNameProblem', () => {
  test.each([
    ['ada@contoso.com'],
    ["o'hara_a.b-c!#^~1@de.contoso.onmicrosoft.com"],
    ['山田@contoso.com'],
    ['жанна@контосо.рф'],
    [`${'a'.repeat(51)}@contoso.com`],
  ])('accepts %s', (upn) => {
    expect(userNameProblem(upn)).toBeUndefined();
  });

  test.each([
    [`${'a'.repeat(52)}@contoso.com`, /at most 63 characters .* has 64/],
    ['ada', /user principal name/],
    ['ada@contoso', /user principal name/],
    ['a b@contoso.com', /user principal name/],
    ['a@b@contoso.com', /user principal name/],
    ['a%b@contoso.com', /user principal name/],
    ['a;b@contoso.com', /user principal name/],
    ['a@-contoso.com', /user principal name/],
    ['', /user principal name/],
    [' ada@contoso.com', /no space around/],
    ['.ada@contoso.com', /no dot/],
    ['ada.@contoso.com', /no dot/],
    ['a..da@contoso.com', /no dot/],
    ['ada_fabrikam.com#EXT#@contoso.onmicrosoft.com', /guests/],
  ])('refuses %s', (upn, rule) => {
    expect(userNameProblem(upn)).toMatch(rule);
  });

  test('counts characters and not their halves: 63 of a script beyond the first plane are 63', () => {
    expect(userNameProblem(`${'𠮷'.repeat(51)}@contoso.com`)).toBeUndefined();
    expect(userNameProblem(`${'𠮷'.repeat(52)}@contoso.com`)).toMatch(/has 64/);
  });

  test('ends quickly on long text', () => {
    expect(userNameProblem(`a@${'a'.repeat(100_000)}`)).toMatch(/at most 63/);
  });
});

test('user names are compared without case and composed alike', () => {
  expect(userNameKey('ÉVA@Contoso.com')).toBe(userNameKey('e\u0301va@contoso.COM'));
  expect(userNameKey('ada@contoso.com')).not.toBe(userNameKey('ida@contoso.com'));
});
