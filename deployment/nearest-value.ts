/** The nearest value that a field would take, where a value only missed its form: a bound, a step, quotes around a number. */
import type { z } from 'zod';
import { nearest } from './nearest.js';

/** The nearest valid value as it would be written in the file, if there is one. */
export function nearestValue(value: unknown, issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_value':
    case 'invalid_union': {
      const values = valuesOf(issue);
      return typeof value === 'string' ? nearest(value, values.map(String)) : chosenBy(value, values);
    }
    case 'too_small':
      return typeof value === 'number' ? String(issue.minimum) : undefined;
    case 'too_big':
      return typeof value === 'number' ? String(issue.maximum) : undefined;
    case 'not_multiple_of':
      return typeof value === 'number' ? stepNear(value, Number(issue.divisor)) : undefined;
    case 'invalid_type':
      return ofType(value, issue.expected);
    default:
      return undefined;
  }
}

/** The values that would do, of one field or of several forms that a field may have. */
export function valuesOf(issue: z.core.$ZodIssue): unknown[] {
  if (issue.code === 'invalid_value') return [...issue.values];
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(valuesOf) : [];
}

/** Written as a choice is elsewhere: `{"create": {}}` where `create` alone is meant. */
function chosenBy(value: unknown, values: readonly unknown[]): string | undefined {
  const [key, ...others] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return key !== undefined && others.length === 0 && values.includes(key) ? key : undefined;
}

function stepNear(value: number, step: number): string | undefined {
  const near = Math.max(step, Math.round(value / step) * step);
  return Number.isSafeInteger(near) ? String(near) : undefined;
}

/** What was written with quotes too many, or too few. */
function ofType(value: unknown, expected: string): string | undefined {
  if (expected === 'string') return typeof value === 'number' ? JSON.stringify(String(value)) : undefined;
  if (expected === 'int' && typeof value === 'number') return String(Math.ceil(value));
  if (typeof value !== 'string') return undefined;
  const bare = value.trim().toLowerCase();
  if (expected === 'boolean') return bare === 'true' || bare === 'false' ? bare : undefined;
  const isNumber = expected === 'number' || expected === 'int';
  return isNumber && /^-?\d+(\.\d+)?$/.test(bare) ? String(Number(bare)) : undefined;
}
