/** Every way in which the schema lets a deployment be written, and those that a deployment takes. */
import type { z } from 'zod';
import { schemaFields } from '../../deployment/schema-walk.js';

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

/** The schema below its wrappers, with what these allow: `absent`, `null`. */
function bare(schema: z.ZodType): { schema: z.ZodType; allows: (string | null)[] } {
  const { type, innerType } = schema.def as Definition;
  if (innerType === undefined) return { schema, allows: [] };
  const inner = bare(innerType);
  const allowed = type === 'nullable' ? null : 'absent';
  return { schema: inner.schema, allows: [...new Set([allowed, ...inner.allows])] };
}

/** Values that a field can only be one of. */
function fixedValues(schema: z.ZodType): unknown[] {
  const { type, entries, values, options } = schema.def as Definition;
  if (type === 'boolean') return [true, false];
  if (entries !== undefined) return Object.values(entries);
  if (values !== undefined) return [...values];
  return type === 'union' ? (options ?? []).flatMap((option) => fixedValues(bare(option).schema)) : [];
}

/** `path` for each field, `path = value` for each of its fixed values, `path = null`, `path = absent`. */
export function branchesOf(schema: z.ZodType): string[] {
  const all = schemaFields(schema).flatMap(({ path, schema: field }) => {
    const { schema: inner, allows } = bare(field);
    return [
      path,
      ...[...allows, ...fixedValues(inner)].map(
        (value) => `${path} = ${value === 'absent' ? value : JSON.stringify(value)}`,
      ),
    ];
  });
  return [...new Set(all)];
}

/** The branches that a value takes. */
export function branchesIn(value: unknown, schema: z.ZodType): Set<string> {
  const { keys, records } = placesOf(schema);
  const taken = new Set<string>();
  const visit = (here: unknown, path: string): void => {
    if (here !== undefined) taken.add(path);
    if (here === null || typeof here !== 'object') {
      taken.add(`${path} = ${here === undefined ? 'absent' : JSON.stringify(here)}`);
    } else if (Array.isArray(here)) {
      here.forEach((item) => visit(item, `${path}[]`));
    } else {
      const given = here as Record<string, unknown>;
      if (records.has(path)) Object.values(given).forEach((item) => visit(item, `${path}.*`));
      else for (const key of keys.get(path) ?? []) visit(given[key], path === '' ? key : `${path}.${key}`);
    }
  };
  visit(value, '');
  return taken;
}

/** The keys of each object by its path, and the paths whose keys are names of one's own. */
const placesOf = (schema: z.ZodType): { keys: Map<string, string[]>; records: Set<string> } => {
  const keys = new Map<string, string[]>();
  const records = new Set<string>();
  for (const { path } of schemaFields(schema)) {
    const [, parent = '', key = ''] = /^(?:(.*)\.)?([^.]+?)(?:\[\])*$/.exec(path) ?? [];
    if (key === '*') records.add(parent);
    else if (!(keys.get(parent) ?? []).includes(key)) keys.set(parent, [...(keys.get(parent) ?? []), key]);
  }
  return { keys, records };
};
