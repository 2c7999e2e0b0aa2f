import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  deviceNameTemplateProblem,
  digitsNeeded,
  nearestDeviceNameTemplate,
  nearestProfileName,
  profileNameProblem,
  randomDigits,
} from '../../domain/profile-name.js';
import { runs } from '../deployment/arbitrary.js';

describe('the name of an Autopilot profile', () => {
  test.each([..."!#%^*()-+;'><"])('takes no %s', (character) => {
    expect(profileNameProblem(`a${character}b`)).toContain(`has ${character}`);
    expect(nearestProfileName(`a${character}b`)).toBe('a b');
  });

  test.each([['Contoso desktops'], ['Büro_1.2, Berlin & 東京']])('may be %j', (name) => {
    expect(profileNameProblem(name)).toBeUndefined();
  });

  test.each([[''], [' a'], ['a'.repeat(201)]])('may not be %j', (name) =>
    expect(profileNameProblem(name)).toMatch(/^must /),
  );

  test('has no nearest when nothing is left of it', () => expect(nearestProfileName('---')).toBeUndefined());
});

describe('the device name template', () => {
  test.each([['WS-%RAND:9%'], ['CWS001%RAND:9%'], ['a%RAND:1%'], ['CONTOSO%RAND:8%'], ['ws-%rand:5%']])(
    'may be %s',
    (template) => {
      expect(deviceNameTemplateProblem(template)).toBeUndefined();
    },
  );

  test.each([
    ['CONTOSO-%RAND:7%', /at most 15 characters, has 16/],
    ['CONTOSO%RAND:9%', /at most 15 characters, has 16/],
    ['WS-%SERIAL%', /not %SERIAL%/],
    ['WS-001', /must hold %RAND:n%/],
    ['WS_%RAND:5%', /letters, digits, hyphens/],
    ['WS %RAND:5%', /letters, digits, hyphens/],
    ['%RAND:9%', /must hold a letter/],
    ['12%RAND:5%', /must hold a letter/],
    ['-W%RAND:5%', /not begin with a hyphen/],
    ['', /must hold %RAND:n%/],
  ])('may not be %s', (template, rule) => expect(deviceNameTemplateProblem(template)).toMatch(rule));

  test.each([
    // Pairs of devices / 10^digits: the expected number of clashes, at most 0.01.
    [0, 1],
    [1, 1],
    [2, 2],
    [45, 5],
    [46, 6],
    [300, 7],
    [1000, 8],
    [3000, 9],
  ])('needs for %s desktops %s random digits', (desktops, digits) => expect(digitsNeeded(desktops)).toBe(digits));

  test('3,000 devices with 5 digits would clash about 45 times, which is why 5 do not do', () => {
    expect((3000 * 2999) / 2 / 10 ** 5).toBeCloseTo(45, 0);
    expect(digitsNeeded(3000)).toBeGreaterThan(5);
  });

  test('offers as nearest what is valid and has enough digits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.integer({ min: 0, max: 1000 }), (template, desktops) => {
        const nearest = nearestDeviceNameTemplate(template, desktops);
        expect(nearest).toBeDefined();
        expect(deviceNameTemplateProblem(nearest ?? '')).toBeUndefined();
        expect(randomDigits(nearest ?? '')).toBeGreaterThanOrEqual(digitsNeeded(desktops));
      }),
      runs(500),
    );
  });
});
