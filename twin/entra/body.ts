import { badRequest, GraphError } from './errors.js';

/**
 * What a body may carry, field by field. `!` at the end: required; `?`: may be null. A nested shape describes an object,
 * a shape in a list describes a list of objects.
 */
export interface Shape {
  readonly [field: string]: Field;
}
type Scalar = 'string' | 'boolean' | 'number' | 'strings' | 'any';
export type Field = Scalar | `${Scalar}?` | `${Scalar}!` | Shape | readonly [Shape];

/** Checks a body against its shape; without one only that it is an object. Unknown fields, missing ones and wrong types are refused as Graph refuses them. */
export function checkBody(body: unknown, shape: Shape | undefined, at = ''): asserts body is Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new GraphError(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  if (shape === undefined) return;
  const given = body as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    if (name === '@odata.type' && !(name in shape)) continue;
    const field = shape[name];
    if (field === undefined) throw badRequest(`Invalid property '${at}${name}'.`).asUnknown(`field ${at}${name}`);
    checkValue(value, field, `${at}${name}`);
  }
  for (const [name, field] of Object.entries(shape)) {
    if (typeof field === 'string' && field.endsWith('!') && (given[name] === undefined || given[name] === null)) {
      throw badRequest(`A value is required for property '${at}${name}'.`);
    }
  }
}

function checkValue(value: unknown, field: Field, at: string): void {
  const wrong = (): GraphError => badRequest(`Invalid value specified for property '${at}'.`);
  if (typeof field !== 'string') {
    if (isList(field)) {
      if (!Array.isArray(value)) throw wrong();
      value.forEach((each) => checkBody(each, field[0], `${at}.`));
    } else if (value !== null) {
      checkBody(value, field, `${at}.`);
    }
    return;
  }
  const kind = field.replace(/[?!]$/, '') as Scalar;
  if (value === null) {
    if (field.endsWith('?') || kind === 'any') return;
    throw wrong();
  }
  if (kind === 'any') return;
  if (kind === 'strings') {
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) throw wrong();
  } else if (typeof value !== kind) {
    throw wrong();
  }
}

function isList(field: Shape | readonly [Shape]): field is readonly [Shape] {
  return Array.isArray(field);
}
