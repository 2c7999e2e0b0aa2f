import type { Json, JsonObject } from '../azuread/graph.js';
import { ProviderError } from '../provider.js';
import { Dynamic, isUnknown, isValues, type Value } from '../value.js';

/** The JSON of a `body`: undefined when there is none. */
export function bodyOf(value: Value | undefined): JsonObject | undefined {
  const plain = toJson(value ?? null);
  return plain === null || typeof plain !== 'object' || Array.isArray(plain) ? undefined : plain;
}

function toJson(value: Value): Json {
  if (value instanceof Dynamic) return toJson(value.value);
  if (isUnknown(value)) throw new Error('twin: a body is still unknown at apply');
  if (Array.isArray(value)) return value.map((each: Value) => toJson(each));
  if (isValues(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toJson(each)]));
  return value as null | string | number | boolean;
}

/**
 * What of a body changed, for PATCH: top-level fields, objects and arrays whole. What starts with `@odata.` goes along. A
 * field that became null does not: the provider takes the difference to it for none (internal/utils/json.go, `DiffObject`).
 * Undefined: nothing changed.
 */
export function changedPart(before: JsonObject, now: JsonObject): JsonObject | undefined {
  const changed = Object.entries(now).filter(([name, value]) => value !== null && !same(value, before[name]));
  if (changed.length === 0) return undefined;
  const annotations = Object.entries(now).filter(([name]) => name.startsWith('@odata.'));
  return { ...Object.fromEntries(annotations), ...Object.fromEntries(changed) };
}

/**
 * The body as Graph has it: each property that the configuration names takes Graph's value, so that drift shows. What
 * Graph does not answer with, or with null, stays as configured; what it adds is not looked at (internal/utils/json.go,
 * `UpdateObject`).
 */
export function refreshed(body: Json | undefined, answered: Json | undefined, ignoreMissing: boolean): Json {
  if (same(body, answered)) return body ?? null;
  if (isObject(body) && isObject(answered)) {
    const kept = Object.entries(body).flatMap(([name, value]): [string, Json][] => {
      const there = answered[name];
      if (there !== null && there !== undefined) return [[name, refreshed(value, there, ignoreMissing)]];
      return ignoreMissing || isZero(value ?? null) ? [[name, value ?? null]] : [];
    });
    return Object.fromEntries(kept);
  }
  if (Array.isArray(body) && Array.isArray(answered)) return refreshedArray(body, answered, ignoreMissing);
  if (typeof body === 'string' && typeof answered === 'string' && ignoreMissing && isPlaceholder(answered)) return body;
  return answered ?? null;
}

/** An empty array takes all that Graph has; elements with a `name` are paired by it, others by position. */
function refreshedArray(body: readonly Json[], answered: readonly Json[], ignoreMissing: boolean): Json {
  if (body.length === 0) return [...answered];
  if (nameOf(body[0]) === undefined) {
    if (body.length !== answered.length) return [...answered];
    return body.map((each: Json, index): Json => refreshed(each, answered[index], ignoreMissing));
  }
  const left = [...answered];
  const paired = body.flatMap((each) => {
    const exact = left.findIndex((other) => same(each, other));
    const at =
      exact >= 0 ? exact : left.findIndex((other) => nameOf(each) !== undefined && nameOf(other) === nameOf(each));
    return at < 0 ? [] : left.splice(at, 1).map((other) => refreshed(each, other, ignoreMissing));
  });
  return [...paired, ...left];
}

function nameOf(value: Json | undefined): string | undefined {
  const name = isObject(value) ? value['name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** What Graph shows in the place of a secret. */
const isPlaceholder = (text: string): boolean => text === '<redacted>' || /^\*+$/.test(text);

function isZero(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) ? Object.keys(value).length === 0 : !value;
}

/** Equal but for the order of names. */
function same(one: Json | undefined, other: Json | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => same(each, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length && names.every((name) => name in other && same(one[name], other[name]))
    );
  }
  return one === other;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `output`: parts of an answer by a subset of JMESPath (`@`, `a.b`, `a[0]`, `"quoted name"`, `'raw string'`). */
export function outputOf(answered: Json, wanted: Readonly<Record<string, string>>): Dynamic {
  const values = Object.entries(wanted).map(([name, path]) => [name, pick(answered, path) as Value]);
  return new Dynamic(Object.fromEntries(values) as Record<string, Value>);
}

function pick(answered: Json, path: string): Json {
  if (path === '@') return answered;
  // https://jmespath.org/specification.html#raw-string-literals
  const literal = /^'([^']*)'$/.exec(path)?.[1];
  if (literal !== undefined) return literal;
  const steps = path.match(/"[^"]+"|[A-Za-z_]\w*|\[\d+\]/g) ?? [];
  const rest = path.replace(/"[^"]+"|[A-Za-z_]\w*|\[\d+\]|\./g, '');
  if (rest !== '' || steps.length === 0) {
    throw new ProviderError(
      `The twin's stand-in for msgraph does not understand the JMESPath ${JSON.stringify(path)}`,
      {
        detail: 'It knows @, names joined by dots, indexes, and raw strings.',
        at: ['response_export_values'],
      },
    );
  }
  let found: Json | undefined = answered;
  for (const step of steps) {
    if (step.startsWith('[')) found = Array.isArray(found) ? found[Number(step.slice(1, -1))] : null;
    else found = isObject(found) ? found[step.replace(/"/g, '')] : null;
  }
  return found ?? null;
}

/** A value for an attribute of type dynamic. */
export function toValue(json: Json): Value {
  return json as Value;
}
