import { describe, expect, test } from '@jest/globals';
import { endOfAccess, endOfAccessInWords } from '../../../domain/fleet/self-service.js';

const usual = { days: 180, graceDays: 14, holdDays: 7, everyMinutes: 15 };

describe('the end of access', () => {
  test('is one sum of grace, SCIM, comparison and hold', () => {
    expect(endOfAccess(usual)).toEqual({
      assignmentDays: 194,
      minutesToHold: 55,
      daysToRemoval: 201,
      daysAfterEnd: 21,
    });
  });

  test('is said in a sentence with each part', () => {
    const words = endOfAccessInWords(usual);
    for (const part of ['201 days', '180 days', '14 of grace', '55 minutes', '7 days on hold', '21 days after']) {
      expect(words).toContain(part);
    }
  });
});
