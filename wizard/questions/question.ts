/** What a question is. One table of them drives prompts, flags, environment, help, answers file and reference page. */
import type { z } from 'zod';
import type { DeploymentInput } from '../../deployment/schema.js';
import type { Discovered } from '../discovery/discovered.js';

export type AnswerValue = string | number | boolean | readonly string[];

/** Values by key; what is not answered is left out. */
export type Answers = Readonly<Record<string, AnswerValue | undefined>>;

/** Where an answer came from, in order of precedence: what is asked wins, a default loses. */
export type Origin = 'asked' | 'flag' | 'env' | 'file' | 'discovered' | 'default';

/** One word for a person: what the clouds gave is `found`, at the prompts as in the review. */
export const originInWords = (origin: Origin): string => (origin === 'discovered' ? 'found' : origin);

export interface Answer {
  readonly value: AnswerValue;
  readonly origin: Origin;
}

/** Something that could be the answer. */
export interface Offer {
  readonly value: AnswerValue;
  /** A few words. Where the answer was picked, reviewed or found it is called by them, too. */
  readonly name: string;
  /** What it means: stands behind the name in the list alone. */
  readonly means?: string;
  readonly description?: string;
  /** Why it cannot be taken. */
  readonly disabled?: string;
}

/** The screens of the interview, in their order. */
export const topics = [
  { id: 'place', title: 'Account and tenant' },
  { id: 'region', title: 'Region' },
  { id: 'identityCenter', title: 'Identity Center and sign-in' },
  { id: 'people', title: 'Who gets a desktop' },
  { id: 'image', title: 'Windows image' },
  { id: 'desktops', title: 'Size, running mode, encryption' },
  { id: 'network', title: 'Network' },
  { id: 'operations', title: 'State, pipeline, alerts' },
  { id: 'more', title: 'Everything else' },
] as const;
export type TopicId = (typeof topics)[number]['id'];

export type QuestionType = 'text' | 'number' | 'boolean' | 'list';

/** A file that is being composed: sections appear as answers are written. */
export type Draft = Record<string, unknown>;

export interface Question {
  /** In camelCase; flag, variable and key of the answers file are made from it. */
  readonly key: string;
  readonly topic: TopicId;
  /** Where it stands in the deployment: `sites[].region`. */
  readonly path: string;
  readonly type: QuestionType;
  /** A few words for tables. */
  readonly label: string;
  readonly message: string;
  /** One line: why it is asked. */
  readonly why: string;
  readonly link: string;
  readonly schema: z.ZodType;
  /** The field never changes once applied. */
  readonly immutable: boolean;
  /** Fixed words to choose from. */
  readonly choices?: readonly Offer[];
  /** What fixed words are called that an answer may be without being one of `choices`: by value. */
  readonly words?: Readonly<Record<string, string>>;
  /** Left out on the recommended path: it has a safe default and stands in the review. */
  readonly advanced?: boolean;
  /** No answer is an answer. */
  readonly optional?: boolean;
  /** Never taken from a discovery or a default: a person has to say it, on screen or with a flag. */
  readonly dangerous?: boolean;
  /** Whether it is a question at all, given the answers before it. */
  when?(answers: Answers): boolean;
  /** What was found. With exactly one, it is the answer unless another is given. */
  offers?(discovered: Discovered, answers: Answers): readonly Offer[];
  /** Looks for offers while a person types. */
  search?(discovered: Discovered): ((term: string, signal: AbortSignal) => Promise<readonly Offer[]>) | undefined;
  /** Keys that `initial` is made from: while one of them is missing, this one is not missing itself. */
  derivedFrom?(answers: Answers): readonly string[];
  /** A safe value. By default that of the schema, where the field has one. */
  initial?(answers: Answers, discovered: Discovered): AnswerValue | undefined;
  /** What is wrong with a value beside other answers: overlaps, limits. */
  check?(value: AnswerValue, answers: Answers, discovered: Discovered): string | undefined;
  read(file: DeploymentInput): AnswerValue | undefined;
  /** Takes an optional answer out; by default its field goes. */
  clear?(draft: Draft): void;
  write(draft: Draft, value: AnswerValue): void;
}

/** `natGateways` -> `--nat-gateways`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `natGateways` -> `ENTRA_WORKSPACES_NAT_GATEWAYS`. */
export function variableOf(key: string): string {
  return `ENTRA_WORKSPACES_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** A text answer, or nothing. */
export function textAnswer(answers: Answers, key: string): string | undefined {
  const value = answers[key];
  return typeof value === 'string' ? value : undefined;
}

/** A list answer, or an empty list. */
export function listAnswer(answers: Answers, key: string): readonly string[] {
  const value = answers[key];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** The name under which commander keeps the flag of a key: that of the key itself, runs of capitals made plain. */
export function camelCase(key: string): string {
  return flagOf(key)
    .slice(2)
    .replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
