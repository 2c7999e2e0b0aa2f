/** Asks one question, in the form that fits it. */
import { present } from '../../domain/present.js';
import type { Discovered } from '../discovery/discovered.js';
import type { Choice } from '../terminal/prompts.js';
import type { Terminal } from '../terminal/terminal.js';
import { parseAnswer, problemOf } from './resolve.js';
import type { Answers, AnswerValue, Offer, Question } from './question.js';

export interface Asking {
  readonly terminal: Terminal;
  readonly discovered: Discovered;
  /** Answers before this one. */
  readonly values: Answers;
  /** What is offered as it is. */
  readonly preset: AnswerValue | undefined;
  /** Whether there is a question to go back to. */
  readonly back: boolean;
  /** What was wrong with the answer that was given elsewhere. */
  readonly complaint?: string;
}

/** Stands for "let me type it". */
const typeIt = Symbol('typed');
type Pick = AnswerValue | typeof typeIt;

/** The answer, valid; an empty text for an optional question means no answer. */
export async function ask(question: Question, asking: Asking): Promise<AnswerValue> {
  const { terminal, complaint } = asking;
  terminal.say();
  terminal.say(terminal.style.faint(question.why));
  terminal.lines([terminal.style.faint(question.link)]);
  if (complaint !== undefined) terminal.bad(complaint);
  const found = question.offers?.(asking.discovered, asking.values) ?? [];
  const search = question.search?.(asking.discovered);
  if (question.type === 'boolean') return confirm(question, asking);
  if (search) return searched(question, asking, search);
  if (question.type === 'list' && elements(question, found).length > 0) return several(question, asking, found);
  const choices = pickable(question, found);
  return choices.length > 0 ? one(question, asking, choices) : typed(question, asking);
}

/** Offers first, then the fixed words that are not among them. */
function pickable(question: Question, found: readonly Offer[]): readonly Offer[] {
  if (question.type === 'list') return [];
  const values = found.map(({ value }) => value);
  const words = (question.choices ?? []).filter(({ value }) => !values.includes(value));
  return [...found, ...words];
}

/** What single elements of a list may be. */
function elements(question: Question, found: readonly Offer[]): readonly Offer[] {
  return [...(question.choices ?? []), ...found].filter(({ value }) => typeof value === 'string');
}

async function one(question: Question, asking: Asking, offers: readonly Offer[]): Promise<AnswerValue> {
  const { terminal, values, back, preset } = asking;
  // Words alone say all there is; what was found may not be all.
  const open = question.choices === undefined;
  const choices: Choice<Pick>[] = offers.map((offer) => plain(offer, question, values));
  if (open) choices.push({ value: typeIt, name: 'something else: type it' });
  const picked = await terminal.prompts.one<Pick>({
    message: question.message,
    choices,
    back,
    ...present({ initial: preset }),
  });
  return picked === typeIt ? typed(question, asking) : picked;
}

function plain(offer: Offer, question: Question, values: Answers): Choice<Pick> {
  // A rule that crosses answers shows where it bites instead of after the pick.
  const problem = offer.disabled ?? problemOf(question, offer.value, values)?.replace(/, got: .*$/, '');
  return {
    value: offer.value,
    ...namesOf(offer),
    ...present({ description: offer.description, disabled: problem }),
  };
}

function namesOf({ name, means }: Offer): { readonly name: string; readonly short?: string } {
  return means === undefined ? { name } : { name: `${name}: ${means}`, short: name };
}

async function several(question: Question, asking: Asking, found: readonly Offer[]): Promise<AnswerValue> {
  const { terminal, values, back, preset } = asking;
  return terminal.prompts.many<string>({
    message: question.message,
    choices: elements(question, found).map((offer) => ({
      ...namesOf(offer),
      value: String(offer.value as string),
      ...present({ description: offer.description, disabled: offer.disabled }),
    })),
    initial: Array.isArray(preset) ? (preset as readonly string[]) : [],
    validate: (picked) => problemOf(question, picked, values),
    back,
  });
}

async function searched(
  question: Question,
  asking: Asking,
  search: (term: string, signal: AbortSignal) => Promise<readonly Offer[]>,
): Promise<AnswerValue> {
  const { terminal, values, back } = asking;
  const picked = await terminal.prompts.search<Pick>({
    message: question.message,
    back,
    source: async (term, signal) => [
      ...(await search(term, signal)).map((offer) => plain(offer, question, values)),
      { value: typeIt, name: 'none of these: type it' },
    ],
  });
  return picked === typeIt ? typed(question, asking) : picked;
}

async function confirm(question: Question, { terminal, back, preset }: Asking): Promise<AnswerValue> {
  return terminal.prompts.confirm({
    message: question.message,
    back,
    ...(typeof preset === 'boolean' ? { initial: preset } : {}),
  });
}

async function typed(question: Question, { terminal, values, back, preset, discovered }: Asking): Promise<AnswerValue> {
  const empty = (text: string): boolean => text.trim() === '' && question.optional === true;
  const text = await terminal.prompts.text({
    message: question.message,
    back,
    ...(question.type === 'list' ? { lines: true } : {}),
    ...(preset === undefined ? {} : { initial: textOf(preset) }),
    validate: (line) =>
      empty(line) ? undefined : problemOf(question, parseAnswer(question, line), values, discovered),
  });
  return empty(text) ? '' : parseAnswer(question, text);
}

/**
 * An answer for a person who checks it, by the name that its question offers it under: an id alone says nothing, and the
 * word of a fixed choice is for files and flags.
 */
export function shownAs(question: Question, value: AnswerValue, discovered: Discovered, values: Answers): string {
  const text = textOf(value);
  const { choices = [], words = {} } = question;
  const named = (each: string): string => choices.find((offer) => offer.value === each)?.name ?? words[each] ?? each;
  if (Array.isArray(value)) {
    const names = (value as readonly string[]).map(named);
    if (names.join() !== value.join()) return names.join(', ');
  } else if (named(text) !== text) return named(text);
  if (choices.length > 0) return text;
  const name = question.offers?.(discovered, values).find((offer) => textOf(offer.value) === text)?.name;
  if (name === undefined || name === text) return text;
  // Of an ARN a name has the last part.
  return name.includes(text.split('/').at(-1) ?? text) ? name : `${name}, ${text}`;
}

/** A value as a person would type it. */
export function textOf(value: AnswerValue): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
