import { describe, expect, test } from '@jest/globals';
import { isDue } from '../../function/expiry.js';

const monday = new Date('2026-11-23T06:00:00Z');
const tuesday = new Date('2026-11-24T06:00:00Z');

describe('a person is told', () => {
  test.each([90, 60, 30, 21, 14, 7, 6, 5, 4, 3, 2, 1, 0, -1, -30])('%d days before the end', (daysLeft) => {
    expect(isDue({ daysLeft }, tuesday)).toBe(true);
  });

  test.each([364, 91, 89, 31, 29, 15, 8])('nothing %d days before the end', (daysLeft) => {
    expect(isDue({ daysLeft }, tuesday)).toBe(false);
  });

  test('once a week that an end is unknown: unknown is never taken as safe', () => {
    expect(isDue({ unknown: 'no tag' }, monday)).toBe(true);
    expect(isDue({ unknown: 'no tag' }, tuesday)).toBe(false);
  });
});
