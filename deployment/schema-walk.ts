/** Walks the schema beside a value: known keys, defaults, and what fields say of themselves. */
import type { z } from 'zod';
import type { Path } from './json-text.js';

type Definition = {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly defaultValue?: unknown;
};

const definition = (schema: z.ZodType): Definition => schema.def;

/** Own keys alone: a file may hold a key such as `valueOf`. */
const own = <T>(fields: Readonly<Record<string, T>> | undefined, key: string | number): T | undefined =>
  fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a field says of itself: description, immutability, keys of a choice. Wrappers inherit from what they wrap. */
export function metaOf(schema: z.ZodType): z.GlobalMeta {
  const { innerType } = definition(schema);
  return { ...(innerType === undefined ? {} : metaOf(innerType)), ...schema.meta() };
}

/** Takes optional, nullable and default off. */
function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType } = definition(schema);
  return innerType === undefined ? schema : unwrap(innerType);
}

/** The keys of a choice, or `undefined` for anything else. */
export function choiceKeys(schema: z.ZodType): readonly string[] | undefined {
  return metaOf(schema).choice;
}

/** The alternative of a union that a value is meant to be: the one that knows its only key. */
function alternative(schema: z.ZodType, value: unknown): z.ZodType | undefined {
  const options = definition(schema).options?.map(unwrap) ?? [];
  const objects = options.filter((option) => definition(option).type === 'object');
  if (!isObject(value)) return undefined;
  return objects.find((option) => Object.keys(value).some((key) => own(definition(option).shape, key) !== undefined));
}

/** The schema of a child, with the value beside it. */
function child(schema: z.ZodType, value: unknown, key: string | number): z.ZodType | undefined {
  const bare = unwrap(schema);
  const { type, shape, element, valueType } = definition(bare);
  if (type === 'object') return own(shape, key);
  if (type === 'array') return element;
  if (type === 'record') return valueType;
  if (type !== 'union') return undefined;
  const chosen = alternative(bare, value);
  return chosen === undefined ? undefined : child(chosen, value, key);
}

/** The schema at a path of a value. */
export function schemaAt(schema: z.ZodType, value: unknown, path: Path): z.ZodType | undefined {
  let here: z.ZodType | undefined = schema;
  let beside: unknown = value;
  for (const key of path) {
    if (here === undefined) return undefined;
    here = child(here, beside, key);
    beside = valueAt(beside, [key]);
  }
  return here;
}

/** The value at a path, `undefined` where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, key) => (typeof here === 'object' && here !== null ? own(here as Record<string, unknown>, key) : undefined),
    value,
  );
}

/** The keys that an object may have at this place. */
export function knownKeys(schema: z.ZodType, value: unknown): string[] {
  const bare = unwrap(schema);
  const { type, shape, options } = definition(bare);
  if (type === 'object') return Object.keys(shape ?? {});
  if (type !== 'union') return [];
  const chosen = alternative(bare, value);
  return chosen === undefined
    ? (options ?? []).flatMap((option) => knownKeys(option, value))
    : knownKeys(chosen, value);
}

/** Fills in defaults without checking anything: for rules over a file that has other problems, too. */
export function withDefaults(schema: z.ZodType, value: unknown): unknown {
  const { type, innerType, shape, element, valueType, defaultValue } = definition(schema);
  if (innerType !== undefined) {
    const given = value === undefined && (type === 'default' || type === 'prefault') ? defaultValue : value;
    return given === undefined || given === null ? given : withDefaults(innerType, given);
  }
  if (Array.isArray(value)) {
    return element === undefined ? value : value.map((item) => withDefaults(element, item));
  }
  if (!isObject(value)) return value;
  if (type === 'union') {
    const chosen = alternative(schema, value);
    return chosen === undefined ? value : withDefaults(chosen, value);
  }
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const inner = type === 'record' ? valueType : own(shape, key);
    return [key, inner === undefined ? item : withDefaults(inner, item)];
  });
  const missing = Object.entries(shape ?? {})
    .filter(([key]) => own(value, key) === undefined)
    .map(([key, inner]): [string, unknown] => [key, withDefaults(inner, undefined)])
    .filter(([, item]) => item !== undefined);
  return Object.fromEntries([...entries, ...missing]);
}

/** A field of the schema: its path (`sites[].network.create.cidr`, `*` for a name of one's own) and what it says. */
export interface SchemaField {
  readonly path: string;
  readonly meta: z.GlobalMeta;
  readonly schema: z.ZodType;
}

/** Every field of a schema, parents before children. */
export function schemaFields(schema: z.ZodType, path = ''): SchemaField[] {
  const bare = unwrap(schema);
  const { type, shape, element, valueType, options } = definition(bare);
  const self = path === '' ? [] : [{ path, meta: metaOf(schema), schema }];
  if (type === 'object') {
    const prefix = path === '' ? '' : `${path}.`;
    return [...self, ...Object.entries(shape ?? {}).flatMap(([key, inner]) => schemaFields(inner, `${prefix}${key}`))];
  }
  if (type === 'array' && element !== undefined) return [...self, ...schemaFields(element, `${path}[]`)];
  if (type === 'record' && valueType !== undefined) return [...self, ...schemaFields(valueType, `${path}.*`)];
  if (type === 'union') {
    return [
      ...self,
      ...(options ?? []).flatMap((option) => schemaFields(option, path).filter((field) => field.path !== path)),
    ];
  }
  return self;
}
