import { rule } from '../../rules.js';
import { checkBody, type Shape } from '../body.js';
import { badRequest } from '../errors.js';
import type { GraphCall } from '../graph/route.js';
import type { IntunePolicy } from '../intune-policies.js';
import type { PolicyWriting } from './policies.js';

const neverChanged = rule(
  'intune-create-only',
  'docs/facts/intune.md 6.3; deploymenttheory/terraform-provider-microsoft365: RequiresReplace',
  'What is given at creation alone is refused in a change of it.',
);
const emptyIsFilled = rule(
  'intune-empty-array-filled',
  'guess',
  'Where Graph fills in a list of its own, an empty one that is sent is filled in, too.',
);

type Json = Readonly<Record<string, unknown>>;

/** One type of objects that a collection takes. */
export interface BodyType {
  readonly fields: Shape;
  /** What Graph fills in for what was left out. */
  readonly filledIn: Json;
  /** Given at creation and never changed. */
  readonly onlyOnce?: readonly string[];
}

export interface Typed extends Omit<PolicyWriting, 'body' | 'createBody' | 'filledIn' | 'onlyOnce'> {
  /** By `@odata.type`; under the empty text where there is one type alone, and bodies need not name it. */
  readonly types: Readonly<Record<string, BodyType>>;
}

/** Bodies that name their type: each with fields, defaults and what never changes. */
export function typed({ types, check, complete, ...rest }: Typed): PolicyWriting {
  const ofBody = (body: Json): BodyType => typeNamed(types, body['@odata.type']);
  return {
    ...rest,
    body: 'any',
    filledIn: (body) => ({ ...ofBody(body).filledIn }),
    onlyOnce: [...new Set(Object.values(types).flatMap(({ onlyOnce }) => onlyOnce ?? []))],
    check(call, present) {
      const type = present ? typeNamed(types, present.body['@odata.type']) : ofBody(call.body);
      checkBody(call.body, present ? optional(type.fields) : type.fields);
      if (present) refuseOnlyOnce(call, type, present);
      check?.(call, present);
    },
    complete(policy, call) {
      fillEmptyLists(policy, typeNamed(types, policy.body['@odata.type']), call);
      complete?.(policy, call);
    },
  };
}

function typeNamed(types: Typed['types'], name: unknown): BodyType {
  const found = types[''] ?? types[String(name)];
  if (found) return found;
  throw badRequest(`Cannot create an abstract class or an unknown type: '${String(name)}'.`).asUnknown(
    `type ${String(name)}`,
  );
}

/** The same fields, none of them required: for a change. */
function optional(shape: Shape): Shape {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [
      name,
      typeof field === 'string' ? (field.replace(/!$/, '') as typeof field) : field,
    ]),
  );
}

function refuseOnlyOnce({ body, context }: GraphCall, { onlyOnce = [] }: BodyType, present: IntunePolicy): void {
  for (const name of onlyOnce) {
    if (body[name] === undefined || holds(present.body[name], body[name])) continue;
    context.world.rules.leanOn(neverChanged);
    throw badRequest(`The property '${name}' cannot be updated.`);
  }
}

/** Whether what is there holds all that is given. */
function holds(there: unknown, given: unknown): boolean {
  if (typeof there !== 'object' || there === null || typeof given !== 'object' || given === null)
    return there === given;
  return Object.entries(given).every(([name, value]) => holds((there as Json)[name], value));
}

function fillEmptyLists({ body }: IntunePolicy, { filledIn }: BodyType, { context }: GraphCall): void {
  for (const [name, value] of Object.entries(filledIn)) {
    const given = body[name];
    if (!Array.isArray(value) || value.length === 0 || !Array.isArray(given) || given.length > 0) continue;
    context.world.rules.leanOn(emptyIsFilled);
    body[name] = [...(value as unknown[])];
  }
}
