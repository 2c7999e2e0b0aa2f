import { rule } from '../rules.js';
import type { ApiModel, Shape } from './api-model.js';
import { AwsError } from './errors.js';

export const requestMatchesModel = rule(
  'request-matches-api-model',
  'botocore service models',
  'A request that breaks the API model (type, required member, length, pattern, enumeration) is refused.',
);

rule(
  'unknown-members-refused',
  'ARCHITECTURE.md, The twin: what is not modelled is refused',
  'A member that the API model does not have is refused. AWS drops it in silence, which hides a wrong wire.',
);

/**
 * Checks a request against its shape and words the findings as AWS does:
 * `1 validation error detected: Value 'x' at 'subnetIds' failed to satisfy constraint: …`.
 */
export function validateRequest(model: ApiModel, shape: Shape, input: unknown): void {
  const found: string[] = [];
  const check = new Validation(model, found);
  check.value(shape, input, '');
  if (found.length === 0) return;
  throw new AwsError(
    'ValidationException',
    `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${found.join('; ')}`,
  );
}

class Validation {
  constructor(
    private readonly model: ApiModel,
    private readonly found: string[],
  ) {}

  value(shape: Shape, value: unknown, path: string): void {
    switch (shape.type) {
      case 'structure':
        return this.structure(shape, value, path);
      case 'list':
        return this.list(shape, value, path);
      case 'map':
        return this.map(shape, value, path);
      case 'string':
      case 'character':
        return this.text(shape, value, path);
      case 'boolean':
        return this.expect(typeof value === 'boolean', value, path, 'a boolean');
      case 'timestamp':
        return this.expect(value instanceof Date && !Number.isNaN(value.getTime()), value, path, 'a timestamp');
      case 'blob':
        return this.expect(value instanceof Uint8Array, value, path, 'binary data');
      default:
        return this.number(shape, value, path);
    }
  }

  private structure(shape: Shape, value: unknown, path: string): void {
    // A document type, such as AttributeValue of the identity store, takes any JSON; the model shows no members.
    if (path !== '' && Object.keys(shape.members ?? {}).length === 0) return;
    if (!isRecord(value)) return this.expect(false, value, path, 'a structure');
    for (const name of shape.required ?? []) {
      if (value[name] === undefined || value[name] === null)
        this.complain('null', join(path, name), 'Member must not be null');
    }
    for (const [name, inner] of Object.entries(value)) {
      const member = shape.members?.[name];
      if (!member) this.complain(shown(inner), join(path, name), 'Member is not known to the API');
      else if (inner !== undefined && inner !== null)
        this.value(this.model.shape(member.shape), inner, join(path, name));
    }
  }

  private list(shape: Shape, value: unknown, path: string): void {
    if (!Array.isArray(value)) return this.expect(false, value, path, 'a list');
    this.length(shape, value.length, value, path);
    const member = shape.member && this.model.shape(shape.member.shape);
    value.forEach((each: unknown, index) => member && this.value(member, each, `${path}.${index + 1}.member`));
  }

  private map(shape: Shape, value: unknown, path: string): void {
    if (!isRecord(value)) return this.expect(false, value, path, 'a map');
    this.length(shape, Object.keys(value).length, value, path);
    for (const [name, inner] of Object.entries(value)) {
      if (shape.key) this.value(this.model.shape(shape.key.shape), name, `${path}.key`);
      if (shape.value) this.value(this.model.shape(shape.value.shape), inner, join(path, name));
    }
  }

  private text(shape: Shape, value: unknown, path: string): void {
    if (typeof value !== 'string') return this.expect(false, value, path, 'a string');
    if (shape.enum && !shape.enum.includes(value)) {
      this.complain(value, path, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`);
    }
    this.length(shape, [...value].length, value, path);
    if (shape.pattern && !matches(shape.pattern, value)) {
      this.complain(value, path, `Member must satisfy regular expression pattern: ${shape.pattern}`);
    }
  }

  private number(shape: Shape, value: unknown, path: string): void {
    const whole = shape.type === 'integer' || shape.type === 'long';
    if (typeof value !== 'number' || (whole && !Number.isInteger(value))) {
      return this.expect(false, value, path, whole ? 'a whole number' : 'a number');
    }
    if (shape.min !== undefined && value < shape.min) {
      this.complain(String(value), path, `Member must have value greater than or equal to ${shape.min}`);
    }
    if (shape.max !== undefined && value > shape.max) {
      this.complain(String(value), path, `Member must have value less than or equal to ${shape.max}`);
    }
  }

  private length(shape: Shape, length: number, value: unknown, path: string): void {
    if (shape.min !== undefined && length < shape.min) {
      this.complain(shown(value), path, `Member must have length greater than or equal to ${shape.min}`);
    }
    if (shape.max !== undefined && length > shape.max) {
      this.complain(shown(value), path, `Member must have length less than or equal to ${shape.max}`);
    }
  }

  private expect(fits: boolean, value: unknown, path: string, what: string): void {
    if (!fits) this.complain(shown(value), path, `Member must be ${what}`);
  }

  private complain(value: string, path: string, constraint: string): void {
    const got = value === 'null' ? 'Value null' : `Value '${value}'`;
    this.found.push(`${got} at '${path}' failed to satisfy constraint: ${constraint}`);
  }
}

const patterns = new Map<string, RegExp | undefined>();

/** AWS matches the whole value (Java's `matches`). A pattern that JavaScript cannot read decides nothing. */
function matches(pattern: string, value: string): boolean {
  if (!patterns.has(pattern)) patterns.set(pattern, compile(pattern));
  return patterns.get(pattern)?.test(value) ?? true;
}

function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(`^(?:${pattern})$`, flags);
    } catch {
      // Java allows escapes that the strict reading of JavaScript does not: try again without it.
    }
  }
  return undefined;
}

function join(path: string, name: string): string {
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  return path === '' ? lower : `${path}.${lower}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}
