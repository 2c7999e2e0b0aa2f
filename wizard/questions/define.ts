/** Makes questions from the schema of the deployment: what is valid, immutable and why it is there is said once. */
import { z } from 'zod';
import { counted } from '../../domain/counted.js';
import { present } from '../../domain/present.js';
import { windowsNameProblem } from '../../domain/windows-name.js';
import { deploymentFileSchema, type DeploymentInput } from '../../deployment/schema.js';
import { schemaFields } from '../../deployment/schema-walk.js';
import type { AnswerValue, Draft, Offer, Question, QuestionType } from './question.js';

const fields = new Map(schemaFields(deploymentFileSchema).map((field) => [field.path, field]));

/** What a topic file says of a question; the rest comes from the schema at its path. */
export type QuestionSource = Omit<Question, 'type' | 'why' | 'schema' | 'immutable' | 'read' | 'write' | 'choices'> & {
  readonly type?: QuestionType;
  readonly why?: string;
  readonly schema?: Question['schema'];
  /** Words of a choice or an enum: what each is called, or that and what it means. */
  readonly choices?: Words | readonly Offer[];
  read?(file: DeploymentInput): AnswerValue | undefined;
  write?(draft: Draft, value: AnswerValue): void;
};

type Words = Readonly<Record<string, string | readonly [name: string, means: string]>>;

/** A question about one field of the deployment. For a field that is a choice, the answer is the key that was chosen. */
export function question(source: QuestionSource): Question {
  const field = fields.get(source.path);
  if (!field) throw new Error(`the deployment has no field ${source.path}`);
  const isChoice = field.meta.choice !== undefined;
  const { choices, ...rest } = source;
  const offers = choices === undefined ? undefined : offersOf(choices);
  const usual = schemaDefault(source.path);
  return {
    type: 'text',
    why: field.meta.description ?? '',
    // A choice is answered by its key.
    schema: isChoice ? choiceOf(...(field.meta.choice ?? [])) : field.schema,
    immutable: field.meta.immutable === true,
    read: (file) => (isChoice ? chosenKey(valueAt(file, source.path)) : asAnswer(valueAt(file, source.path))),
    write: (draft, value) => (isChoice ? choose(draft, source.path, String(value)) : put(draft, source.path, value)),
    ...present({ initial: usual === undefined ? undefined : () => usual }),
    ...rest,
    ...present({ choices: offers }),
  };
}

/** One of some words. */
export function choiceOf(...words: readonly string[]): z.ZodType {
  const error = `must be one of ${words.join(', ')}`;
  return z.string().refine((word) => words.includes(word), { error });
}

export const yesOrNo = z.boolean({ error: 'must be yes or no' });

function offersOf(choices: Words | readonly Offer[]): readonly Offer[] {
  if (isList(choices)) return choices;
  return Object.entries(choices).map(([value, said]) =>
    typeof said === 'string' ? { value, name: said } : { value, name: said[0], means: said[1] },
  );
}

function isList(choices: Words | readonly Offer[]): choices is readonly Offer[] {
  return Array.isArray(choices);
}

/** The first site is the one that is asked about; `*` is the bundle that its desktops are made from. */
function keysOf(path: string, root: unknown): string[] {
  return path.split('.').flatMap((part) => {
    if (part === 'sites[]') return ['sites', '0'];
    return [part === '*' ? bundleName(root) : part];
  });
}

/** Name of the bundle that the desktops of the first site are made from. */
export function bundleName(root: unknown): string {
  const name = at(root, ['sites', '0', 'desktops', 'bundle']);
  return typeof name === 'string' ? name : 'standard';
}

/** The value at a path of a deployment. */
export function valueAt(root: unknown, path: string): unknown {
  return at(root, keysOf(path, root));
}

function at(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (here, key) => (here !== null && typeof here === 'object' ? (here as Record<string, unknown>)[key] : undefined),
    root,
  );
}

/** Puts a value at a path; objects and the first site come into being on the way. */
export function put(draft: Draft, path: string, value: unknown): void {
  const keys = keysOf(path, draft);
  const last = keys.pop() ?? '';
  let here: Record<string, unknown> = draft;
  keys.forEach((key, index) => {
    const next: unknown = here[key];
    if (next === null || typeof next !== 'object') here[key] = keys[index + 1] === '0' || key === 'sites' ? [] : {};
    here = here[key] as Record<string, unknown>;
  });
  if (value === undefined) delete here[last];
  else here[last] = value;
}

/** Chooses one key of a choice; what stood under the same key stays, what stood under another goes. */
export function choose(draft: Draft, path: string, key: string): void {
  const before = valueAt(draft, path) as Record<string, unknown> | undefined | null;
  const kept = before !== null && typeof before === 'object' ? before[key] : undefined;
  put(draft, path, { [key]: kept ?? {} });
}

function chosenKey(value: unknown): string | undefined {
  return value !== null && typeof value === 'object' ? Object.keys(value)[0] : undefined;
}

function asAnswer(value: unknown): AnswerValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

/** The default that the schema has for a field, as an answer; nothing where it has none. */
export function schemaDefault(path: string): AnswerValue | undefined {
  const field = fields.get(path);
  if (!field) return undefined;
  const definition: { readonly type: string; readonly defaultValue?: unknown } = field.schema.def;
  const { type, defaultValue } = definition;
  if (type !== 'default' && type !== 'prefault') return undefined;
  return field.meta.choice === undefined ? asAnswer(defaultValue) : chosenKey(defaultValue);
}

/** Groups of the tenant for what was typed, where they can be looked up. */
export const groupsFound: NonNullable<Question['search']> = ({ searchGroups }) =>
  searchGroups &&
  (async (term, signal) =>
    (await searchGroups(term, signal)).map(({ id, displayName, description, members }) => ({
      value: id,
      name: members === undefined ? displayName : `${displayName} (${counted(members, 'member')})`,
      ...present({ description }),
    })));

/** What stands against a name or a path under which files are made. One that a deployment has cannot become another any more. */
export function namedForWindows(key: string): NonNullable<Question['check']> {
  return (value, _answers, { edited }) => {
    const problem = value === edited?.[key] ? undefined : windowsNameProblem(String(value));
    return problem && `must be another name: ${problem}`;
  };
}
