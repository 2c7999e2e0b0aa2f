/** From the schema's findings to problems that a person can act on. */
import type { z } from 'zod';
import { present } from '../domain/present.js';
import { formatPath, type Path } from './json-text.js';
import { nearest } from './nearest.js';
import { nearestValue, valuesOf } from './nearest-value.js';
import { mostListed, shown, type Problem } from './problem.js';
import { shortened } from './visible-text.js';
import { choiceKeys, knownKeys, metaOf, schemaAt, valueAt } from './schema-walk.js';

/** A problem with its path as parts, to find its line and to know what no rule may build on. */
export interface LocatedProblem {
  readonly at: Path;
  readonly problem: Problem;
}

type Issue = z.core.$ZodIssue;

/** Turns findings of the schema about `input` into problems, choices told apart by the key that was given. */
export function schemaProblems(schema: z.ZodType, input: unknown, issues: readonly Issue[]): LocatedProblem[] {
  return issues.flatMap((issue) => translate(schema, input, issue, []));
}

function translate(schema: z.ZodType, input: unknown, issue: Issue, base: Path): LocatedProblem[] {
  const at: Path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const value = valueAt(input, at);
  const here = schemaAt(schema, input, at);
  const choice = here === undefined ? undefined : choiceKeys(here);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, at, value, here, choice);
  if (issue.code === 'invalid_key') {
    const rule = `the name ${issue.issues[0]?.message ?? 'must be valid'}`;
    return [located(at, rule, shown(String(at.at(-1) ?? '')))];
  }
  if (issue.code === 'invalid_union' && choice !== undefined) return chosen(schema, input, issue, at, value, choice);
  if (issue.code === 'invalid_union' && typeof value === 'object' && value !== null) {
    // Text or an object: an object is judged as such.
    const inner = issue.errors.find((errors) =>
      errors.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
    );
    if (inner !== undefined && inner.length > 0) return inner.flatMap((found) => translate(schema, input, found, at));
  }
  if (value === undefined && issue.code !== 'custom') {
    const description = here === undefined ? undefined : metaOf(here).description;
    return [located(at, `must be given: ${described(issue.message, description)}`, 'nothing')];
  }
  return [located(at, issue.message, gotOf(value, issue), nearestValue(value, issue))];
}

/** Text where none is wanted is shown with its quotes: without them it looks like what was asked for. */
function gotOf(value: unknown, issue: Issue): string {
  const values = valuesOf(issue);
  const wantsText =
    issue.code === 'invalid_type'
      ? issue.expected === 'string'
      : values.length === 0 || values.some((each) => typeof each === 'string');
  return typeof value === 'string' && !wantsText ? `${JSON.stringify(shortened(value))} (text)` : shown(value);
}

/** Words that keep their capital amid a sentence. */
const properNames = /^(Microsoft|GitHub|Azure|Intune|Terraform|Windows)\b/;

/** A missing field says what it is for rather than what type it has. */
function described(message: string, description: string | undefined): string {
  const first = description?.split(/[.:] |[.:]$/)[0];
  if (first === undefined || first === '') return message.replace(/^must be /, '');
  return /^[A-Z][a-z ]/.test(first) && !properNames.test(first)
    ? first.charAt(0).toLowerCase() + first.slice(1)
    : first;
}

function unknownKeys(
  keys: readonly string[],
  at: Path,
  value: unknown,
  here: z.ZodType | undefined,
  choice: readonly string[] | undefined,
): LocatedProblem[] {
  if (choice !== undefined) return [oneKey(at, value, choice)];
  const known = here === undefined ? [] : knownKeys(here, value);
  return keys.map((key, number) => {
    // Nobody reads more guesses than a message lists.
    const guess = number < mostListed ? nearest(key, known) : undefined;
    const secret = /secret|password|token|credential/i.test(key) && guess === undefined;
    const fix = secret
      ? 'No secret belongs into this file; `entra-workspaces connect` puts the token into its secret.'
      : guess === undefined && known.length > 0
        ? `Known keys here: ${known.join(', ')}.`
        : undefined;
    return located([...at, key], 'must be a known key', shown(key), guess, fix);
  });
}

function chosen(
  schema: z.ZodType,
  input: unknown,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  at: Path,
  value: unknown,
  choice: readonly string[],
): LocatedProblem[] {
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const [key] = given;
  const index = key === undefined ? -1 : choice.indexOf(key);
  if (given.length !== 1 || index === -1) return [oneKey(at, value, choice)];
  return (issue.errors[index] ?? []).flatMap((inner) => translate(schema, input, inner, at));
}

function oneKey(at: Path, value: unknown, choice: readonly string[]): LocatedProblem {
  const rule = `must be an object with exactly one key: ${choice.join(' or ')}`;
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
  const guess =
    typeof value === 'string'
      ? nearest(value, choice)
      : given?.length === 1
        ? nearest(given[0] ?? '', choice)
        : undefined;
  return located(at, rule, shown(value), guess);
}

function located(at: Path, rule: string, got: string, guess?: string, fix?: string): LocatedProblem {
  const problem: Problem = {
    path: formatPath(at),
    rule,
    got,
    ...present({ nearest: guess, fix }),
  };
  return { at, problem };
}
