/** Answers from everywhere: flag > environment > file > discovered > default. Each keeps its origin. */
import type { z } from 'zod';
import { shown } from '../../deployment/problem.js';
import { ruleOf } from '../../deployment/broken-rule.js';
import { nothingDiscovered, type Discovered } from '../discovery/discovered.js';
import {
  flagOf,
  variableOf,
  type Answer,
  type Answers,
  type AnswerValue,
  type Offer,
  type Origin,
  type Question,
} from './question.js';

/** What was given before anybody is asked, by key. */
export interface Given {
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: NodeJS.ProcessEnv;
  /** An answers file, or the deployment that is edited. */
  readonly file: Readonly<Record<string, AnswerValue | undefined>>;
  readonly discovered: Discovered;
  /** Answers of a person, from this run or from one that was stopped. */
  readonly asked: Readonly<Record<string, AnswerValue | undefined>>;
}

/** An answer that was given and cannot be used. */
export interface WrongAnswer {
  readonly question: Question;
  readonly origin: Origin;
  /** `--region: must be …, got: mars`. */
  readonly message: string;
}

export interface Resolved {
  readonly answers: ReadonlyMap<string, Answer>;
  /** Questions that apply and have no answer, in the order of the table. */
  readonly missing: readonly Question[];
  readonly wrong: readonly WrongAnswer[];
  /** Questions that apply. */
  readonly applicable: readonly Question[];
}

/** Walks the table once: later questions see the answers of earlier ones. */
export function resolveAnswers(table: readonly Question[], given: Given): Resolved {
  const answers = new Map<string, Answer>();
  const values: Record<string, AnswerValue | undefined> = {};
  const missing: Question[] = [];
  const wrong: WrongAnswer[] = [];
  const applicable: Question[] = [];
  for (const question of table) {
    if (question.when && !question.when(values)) continue;
    applicable.push(question);
    const found = resolveOne(question, given, values);
    if (found && 'message' in found) wrong.push(found);
    else if (found) {
      answers.set(question.key, found);
      values[question.key] = found.value;
    } else if (!question.optional && !awaits(question, values, missing)) missing.push(question);
  }
  return { answers, missing, wrong, applicable };
}

/** It will be derived as soon as another answer is there. */
function awaits(question: Question, values: Answers, missing: readonly Question[]): boolean {
  const keys = question.derivedFrom?.(values) ?? [];
  return missing.some(({ key }) => keys.includes(key));
}

function resolveOne(question: Question, given: Given, values: Answers): Answer | WrongAnswer | undefined {
  const { key } = question;
  const written: readonly (readonly [Origin, AnswerValue | undefined, string])[] = [
    ['asked', given.asked[key], question.message],
    ['flag', given.flags[key], flagOf(key)],
    ['env', given.env[variableOf(key)] || undefined, variableOf(key)],
    ['file', given.file[key], key],
  ];
  for (const [origin, raw, name] of written) {
    if (raw === undefined) continue;
    // An optional answer may be emptied, over one of lower precedence too.
    if (raw === '' && question.optional) return undefined;
    const value = typeof raw === 'string' ? parseAnswer(question, raw) : asAnswer(question, raw);
    const problem = problemOf(question, value, values, given.discovered);
    if (problem === undefined) return { value, origin };
    return { question, origin, message: `${name}: ${problem}` };
  }
  if (question.dangerous) return undefined;
  const offers = usableOffers(question, given.discovered, values);
  const [only] = offers;
  if (only !== undefined && offers.length === 1 && fits(question, only)) {
    return { value: only.value, origin: 'discovered' };
  }
  // Several were found: a default would be a guess between them.
  if (offers.length > 1) return undefined;
  const initial = question.initial?.(values, given.discovered);
  if (initial === undefined || problemOf(question, initial, values) !== undefined) return undefined;
  return { value: initial, origin: 'default' };
}

/** What was found and can be taken. */
export function usableOffers(question: Question, discovered: Discovered, values: Answers): readonly Offer[] {
  return (question.offers?.(discovered, values) ?? []).filter(
    ({ disabled, value }) =>
      disabled === undefined && (question.type === 'list' || problemOf(question, value, values) === undefined),
  );
}

/** Offers of a list are its elements, unless one is a whole list. */
function fits(question: Question, offer: Offer): boolean {
  return question.type !== 'list' || Array.isArray(offer.value);
}

/** Text as it comes from a flag, a variable or a prompt. What does not parse stays text, and the schema refuses it. */
export function parseAnswer(question: Pick<Question, 'type'>, text: string): AnswerValue {
  const trimmed = text.trim();
  switch (question.type) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
    case 'boolean':
      if (/^(y|yes|true|1|on)$/i.test(trimmed)) return true;
      return /^(n|no|false|0|off)$/i.test(trimmed) ? false : trimmed;
    case 'list':
      return trimmed.split(/[\s,;]+/).filter((part) => part !== '');
    case 'text':
      return trimmed;
  }
}

/** What is wrong with a value, for prompt, flag, variable and file alike; nothing when it is valid. */
export function problemOf(
  question: Question,
  value: AnswerValue,
  values: Answers,
  discovered: Discovered = nothingDiscovered(),
): string | undefined {
  const parsed = question.schema.safeParse(value, { error: ruleOf });
  const got = `got: ${Array.isArray(value) ? value.join(', ') || 'nothing' : String(value) || 'nothing'}`;
  if (!parsed.success) return brokenRules(parsed.error.issues, value, got);
  const words = question.choices?.map((choice) => choice.value);
  const outside = (Array.isArray(value) ? (value as readonly string[]) : [value]).find(
    (each) => words && !words.includes(each),
  );
  if (words && outside !== undefined && closed(question)) {
    return `must be one of ${words.map(String).join(', ')}, ${got}`;
  }
  const problem = question.check?.(value, values, discovered);
  return problem === undefined || /got: /.test(problem) ? problem : `${problem}, ${got}`;
}

/** Wrong elements of a list that are told: who pastes another column has a hundred of them. */
const mostElements = 5;

/** What a value breaks: each rule once; of a list, with the elements that break it. */
function brokenRules(issues: readonly z.core.$ZodIssue[], value: AnswerValue, got: string): string {
  const elements = new Map<string, string[]>();
  for (const { message, path } of issues) {
    const [at] = path;
    const element = Array.isArray(value) && typeof at === 'number' ? [shown((value as readonly string[])[at])] : [];
    elements.set(message, [...(elements.get(message) ?? []), ...element]);
  }
  const rules = [...elements].map(([message, wrong]) => {
    const more = wrong.length - mostElements;
    const named = `${wrong.slice(0, mostElements).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return wrong.length === 0 || message.includes('got: ') ? message : `${message}, got: ${named}`;
  });
  const text = rules.join('; ');
  return text.includes('got: ') ? text : `${text}, ${got}`;
}

/**
 * A value as JSON has it, as a question takes it. An account id or the name of an organization may be all digits, and is
 * often written without quotes. A number that JSON does not keep as it was written stays one, and is refused.
 */
function asAnswer({ type }: Pick<Question, 'type'>, value: AnswerValue): AnswerValue {
  return type === 'text' && Number.isSafeInteger(value) ? String(value) : value;
}

/** Choices of a text field that the schema leaves open (a size that we do not list) are suggestions. */
function closed(question: Question): boolean {
  return question.key !== 'computeType' && question.key !== 'region';
}

/** Values alone. */
export function valuesOf(answers: ReadonlyMap<string, Answer>): Answers {
  return Object.fromEntries([...answers].map(([key, { value }]) => [key, value]));
}
