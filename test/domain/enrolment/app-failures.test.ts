import { describe, expect, test } from '@jest/globals';
import {
  appFailureInWords,
  appFailureOf,
  errorCodeOf,
  knownAppFailures,
} from '../../../domain/enrolment/app-failures.js';

describe('the code of an app that failed', () => {
  test.each([
    ['as Intune counts it', -2016345060, '0x87D1041C'],
    ['the same as text', '-2016345060', '0x87D1041C'],
    ['without a sign', 2278622236, '0x87D1041C'],
    ['as the portal writes it', '0x87D1041C', '0x87D1041C'],
    ['in small letters, with a blank', ' 0x87d1041c', '0x87D1041C'],
    ['of less than eight digits', '0x643', '0x00000643'],
    ['none', 0, undefined],
    ['none, as text', '0x0', undefined],
    ['empty', '', undefined],
    ['null', null, undefined],
    ['words', 'failed', undefined],
    ['half a number', '1.5', undefined],
    ['too large', '99999999999', undefined],
    ['beyond 32 bits', 4294967296, undefined],
    ['no number at all', Number.NaN, undefined],
  ])('%s', (_what, reported, code) => {
    expect(errorCodeOf(reported)).toBe(code);
  });

  test('each that has words is written as it is looked up, and cites a page', () => {
    for (const [code, { means, source }] of knownAppFailures) {
      expect(errorCodeOf(code)).toBe(code);
      expect(means).toMatch(/^[a-z].*[^.]$/);
      expect(source).toMatch(/^https:\/\//);
    }
  });

  test('one that nobody wrote down stands alone, and so does what only an object has', () => {
    expect(appFailureInWords('0x12345678')).toBe('code 0x12345678, which has no words here');
    expect(appFailureOf('constructor')).toBeUndefined();
  });
});
