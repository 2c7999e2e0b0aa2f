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

/** What of a body changed, for PATCH. The type tells Graph what it is, so it goes along. Undefined: nothing changed. */
export function changedPart(before: JsonObject, now: JsonObject): JsonObject | undefined {
  const changed = Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
  if (changed.length === 0) return undefined;
  const type = now['@odata.type'];
  return { ...(type === undefined ? {} : { '@odata.type': type }), ...Object.fromEntries(changed) };
}

/**
 * The body as Graph has it: each property that the configuration names takes Graph's value, so that drift shows; what
 * Graph does not answer with stays as configured (`ignore_missing_property`, the default).
 */
export function refreshed(body: Json | undefined, answered: Json | undefined, ignoreMissing: boolean): Json {
  if (answered === undefined) return ignoreMissing ? (body ?? null) : null;
  // Graph often answers null for what was sent: it keeps what is configured (0.5.0).
  if (answered === null && body !== undefined) return body;
  if (isObject(body) && isObject(answered)) {
    return Object.fromEntries(
      Object.entries(body).map(([name, value]) => [
        name,
        // Graph leaves the type out where the collection has only one.
        name === '@odata.type' && answered[name] === undefined
          ? value
          : refreshed(value, answered[name], ignoreMissing),
      ]),
    );
  }
  if (Array.isArray(body) && Array.isArray(answered) && body.length === answered.length) {
    return body.map((each, index) => refreshed(each, answered[index], ignoreMissing));
  }
  return answered;
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
