/**
 * The states of the Amazon States Language that are played: Task (Lambda), Choice, Wait, Pass, Succeed, Fail, with Retry,
 * Catch, Parameters, ResultSelector, InputPath, ResultPath and OutputPath.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  readonly InputPath?: string;
  readonly OutputPath?: string;
  readonly ResultPath?: string | null;
  readonly Result?: Json;
  readonly Seconds?: number;
  readonly Choices?: readonly Choice[];
  readonly Default?: string;
  readonly Error?: string;
  readonly Cause?: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly (Retrier & { readonly Next: string })[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
}

type Choice = Readonly<Record<string, unknown>> & { readonly Next?: string };
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Definition {
  readonly StartAt: string;
  /** Of the whole execution: States.Timeout ends it. */
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

/** What a task ended with, when it did not end well. */
export class TaskFailed extends Error {
  constructor(
    readonly error: string,
    readonly reason: string,
  ) {
    super(`${error}: ${reason}`);
  }
}

const played = new Set(['Task', 'Choice', 'Wait', 'Pass', 'Succeed', 'Fail']);

/** What is wrong with a definition; undefined: nothing that the twin looks at. */
export function faultOf(text: string): string | undefined {
  let definition: Definition;
  try {
    definition = JSON.parse(text) as Definition;
  } catch {
    return 'the definition is no JSON';
  }
  const names = Object.keys(definition.States ?? {});
  if (!names.includes(definition.StartAt)) return `StartAt ${definition.StartAt} is no state`;
  for (const [name, state] of Object.entries(definition.States)) {
    if (!played.has(state.Type)) return `the state type ${state.Type} of ${name} is not played by the twin`;
    const next = [state.Next, state.Default, ...(state.Choices ?? []).map((each) => each.Next)];
    const missing = [...next, ...(state.Catch ?? []).map((each) => each.Next)].find(
      (each) => each !== undefined && !names.includes(each),
    );
    if (missing !== undefined) return `Missing 'Next' target: ${missing} at /States/${name}`;
    const ends = state.End === true || ['Succeed', 'Fail', 'Choice'].includes(state.Type) || state.Next !== undefined;
    if (!ends) return `the state ${name} has neither Next nor End`;
  }
  return undefined;
}

/**
 * The value at `$.a.b`, or of the context object at `$$.a.b`
 * (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html).
 */
export function at(path: string, input: Json, context: Json = {}): Json | undefined {
  if (path === '$') return input;
  if (path.startsWith('$$.')) return at(path.slice(1), context);
  if (!/^\$(\.\w+)+$/.test(path)) throw new TaskFailed('States.Runtime', `the path ${path} is not played by the twin`);
  return path
    .slice(2)
    .split('.')
    .reduce<Json | undefined>(
      (value, key) => (value as Readonly<Record<string, Json>> | null | undefined)?.[key],
      input,
    );
}

/** A template: members that end in `.$` are paths. */
export function filled(template: Json, input: Json, context: Json = {}): Json {
  if (Array.isArray(template)) return template.map((each: Json) => filled(each, input, context));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template as Readonly<Record<string, Json>>).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), needed(typeof value === 'string' ? value : '', input, context)]
        : [key, filled(value, input, context)],
    ),
  );
}

export function needed(path: string, input: Json, context: Json = {}): Json {
  const value = at(path, input, context);
  if (value === undefined) throw new TaskFailed('States.ParameterPathFailure', `${path} is not in the input`);
  return value;
}

/** The state that a choice goes on with. */
export function chosen(state: State, input: Json): string {
  const found = (state.Choices ?? []).find((each) => holds(each, input));
  const next = found?.Next ?? state.Default;
  if (next === undefined) throw new TaskFailed('States.NoChoiceMatched', 'no choice matched');
  return next;
}

function holds(choice: Choice, input: Json): boolean {
  if (Array.isArray(choice['And'])) return (choice['And'] as Choice[]).every((each) => holds(each, input));
  if (Array.isArray(choice['Or'])) return (choice['Or'] as Choice[]).some((each) => holds(each, input));
  if (choice['Not'] !== undefined) return !holds(choice['Not'] as Choice, input);
  const value = at(String(choice['Variable']), input);
  const [operator = '', operand] =
    Object.entries(choice).find(([key]) => key !== 'Variable' && key !== 'Next' && key !== 'Comment') ?? [];
  switch (operator) {
    case 'BooleanEquals':
    case 'NumericEquals':
    case 'StringEquals':
      return value === operand;
    case 'NumericGreaterThan':
      return typeof value === 'number' && value > Number(operand);
    case 'NumericLessThan':
      return typeof value === 'number' && value < Number(operand);
    case 'IsPresent':
      return (value !== undefined) === operand;
    default:
      throw new TaskFailed('States.Runtime', `the comparison ${operator} is not played by the twin`);
  }
}

/** The retrier or catcher for an error. */
export function matching<R extends Retrier>(all: readonly R[] | undefined, error: string): R | undefined {
  return all?.find(({ ErrorEquals }) => ErrorEquals.some((each) => each === 'States.ALL' || each === error));
}
