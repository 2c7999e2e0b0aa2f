/**
 * What a rule of the schema's library asks for, in words of ours. Apart from what turns findings into problems: the first prompt needs
 * these words, and nothing of that.
 */
import type { z } from 'zod';
import { counted } from '../domain/counted.js';
import { shown } from './problem.js';

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const amount = (issue: { origin: string }, count: number | bigint): string => {
  if (issue.origin === 'string') return counted(count, 'character');
  if (issue.origin === 'array') return counted(count, 'item');
  return String(count);
};

/** The rule that a value breaks, as the rest of a sentence. Used where a field has no rule of its own. */
export function ruleOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? `of type ${String(issue.expected)}`}`;
    case 'invalid_value':
      return `must be ${(issue.values as unknown[]).map((value) => shown(value)).join(' or ')}`;
    case 'too_small':
      return `must be at least ${amount(issue, issue.minimum)}`;
    case 'too_big':
      return `must be at most ${amount(issue, issue.maximum)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    case 'unrecognized_keys':
      return 'must be a known key';
    case 'invalid_format':
      return formats[issue.format] ?? 'must be valid';
    default:
      return 'must be valid';
  }
}

const formats: Readonly<Record<string, string>> = {
  guid: 'must be an id such as 12345678-1234-1234-1234-123456789012',
  uuid: 'must be a UUID',
  datetime: 'must be a time such as 2027-01-31T08:00:00Z',
  date: 'must be a day such as 2027-01-31',
};
