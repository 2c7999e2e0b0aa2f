import type { CtyType } from './cty-type.js';

/** A value that terraform does not know yet. A refined one ("not null", "starts with") keeps its payload and is echoed. */
export class Unknown {
  constructor(
    readonly extension: number = 0,
    readonly payload: Uint8Array = new Uint8Array([0]),
  ) {}
}

/** Plainly unknown. */
export const unknown = new Unknown();

/** A value whose type travels with it (`body` and `output` of msgraph). Without a type it is derived from the value. */
export class Dynamic {
  constructor(
    readonly value: Value,
    readonly type?: CtyType,
  ) {}
}

/** What an attribute or a block holds: sets and lists are arrays, objects, maps and blocks are records. */
export type Value =
  null | boolean | number | string | Unknown | Dynamic | readonly Value[] | { readonly [name: string]: Value };

/** The attributes and blocks of one object. In what terraform sends, every name of the schema is present. */
export type Values = { readonly [name: string]: Value };

export function isValues(value: Value | undefined): value is Values {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Dynamic)
  );
}

export function isUnknown(value: Value | undefined): value is Unknown {
  return value instanceof Unknown;
}

/** Whether anything in it is unknown. */
export function hasUnknown(value: Value | undefined): boolean {
  if (isUnknown(value)) return true;
  if (value instanceof Dynamic) return hasUnknown(value.value);
  if (Array.isArray(value)) return value.some((each: Value) => hasUnknown(each));
  return isValues(value) && Object.values(value).some((each) => hasUnknown(each));
}

/** A string, or undefined when it is absent, null or unknown. */
export function text(values: Values | undefined, name: string): string | undefined {
  const value = values?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A string that the schema or the plan guarantees. Its absence is a mistake of the stand-in, not of the configuration. */
export function needText(values: Values, name: string): string {
  const found = text(values, name);
  if (found === undefined) throw new Error(`twin: the attribute ${name} should be a known string`);
  return found;
}

export function flag(values: Values | undefined, name: string): boolean | undefined {
  const value = values?.[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function count(values: Values | undefined, name: string): number | undefined {
  const value = values?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** The strings of a list or set; empty when it is absent, null or unknown. */
export function texts(values: Values | undefined, name: string): string[] {
  const value = values?.[name];
  return Array.isArray(value) ? value.filter((each: Value): each is string => typeof each === 'string') : [];
}

/** A map of strings; empty when it is absent, null or unknown. */
export function textMap(values: Values | undefined, name: string): Record<string, string> {
  const value = values?.[name];
  if (!isValues(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The elements of a list or set block; empty when there are none. */
export function blocks(values: Values | undefined, name: string): Values[] {
  const value = values?.[name];
  if (Array.isArray(value)) return value.filter((each: Value): each is Values => isValues(each));
  return isValues(value) ? [value] : [];
}

/** The only element of a block, or undefined. */
export function block(values: Values | undefined, name: string): Values | undefined {
  return blocks(values, name)[0];
}
