import { isRecord } from '../api-validation.js';
import type { ApiModel, Shape } from '../api-model.js';

/** Reads what JSON cannot say by itself: timestamps and binary data. Values of a wrong type are left to validation. */
export function fromJson(model: ApiModel, shape: Shape | undefined, value: unknown): unknown {
  if (!shape || value === null || value === undefined) return value;
  if (shape.type === 'timestamp') {
    if (typeof value === 'number') return new Date(value * 1000);
    return typeof value === 'string' ? new Date(value) : value;
  }
  if (shape.type === 'blob') return typeof value === 'string' ? Buffer.from(value, 'base64') : value;
  if (shape.type === 'list' && Array.isArray(value)) {
    const member = shape.member && model.shape(shape.member.shape);
    return value.map((each: unknown) => fromJson(model, member, each));
  }
  if (!isRecord(value)) return value;
  if (shape.type === 'map') {
    const inner = shape.value && model.shape(shape.value.shape);
    return mapped(value, (_, each) => fromJson(model, inner, each));
  }
  if (shape.type !== 'structure') return value;
  const known = memberNames(shape);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([wire, each]) => {
        const name = known.get(wire) ?? wire;
        const member = shape.members?.[name];
        return [name, fromJson(model, member && model.shape(member.shape), each)];
      }),
  );
}

/** Writes an answer. A member that the API model does not have is a mistake of the twin and stops it. */
export function toJson(model: ApiModel, shape: Shape, value: unknown, path: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return shape.timestampFormat === 'iso8601' ? value.toISOString() : value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) {
    const member = shape.member && model.shape(shape.member.shape);
    return value.map((each: unknown, index) => (member ? toJson(model, member, each, `${path}.${index}`) : each));
  }
  if (!isRecord(value)) return value;
  if (shape.type === 'map') {
    const inner = shape.value && model.shape(shape.value.shape);
    return mapped(value, (name, each) => (inner ? toJson(model, inner, each, `${path}.${name}`) : each));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined && each !== null)
      .map(([name, each]) => {
        const member = shape.members?.[name];
        if (!member)
          throw new Error(`twin: the answer ${path} has no member ${name} in the API model of ${model.service}`);
        return [member.locationName ?? name, toJson(model, model.shape(member.shape), each, `${path}.${name}`)];
      }),
  );
}

function memberNames(shape: Shape): Map<string, string> {
  return new Map(Object.entries(shape.members ?? {}).map(([name, member]) => [member.locationName ?? name, name]));
}

function mapped(
  value: Record<string, unknown>,
  change: (name: string, each: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(name, each)]));
}
