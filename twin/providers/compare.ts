import type { Block } from './schema.js';
import type { CtyType } from './cty-type.js';
import { Dynamic, isUnknown, isValues, type Value, type Values } from './value.js';

/** A text that is the same for equal values. Sets have no order; unknown equals unknown alone. */
function canonical(type: CtyType, value: Value | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (isUnknown(value)) return { unknown: Buffer.from(value.payload).toString('hex') };
  if (value instanceof Dynamic || type === 'dynamic') return canonicalPlain(value);
  if (typeof type === 'string') return value;
  const [kind, inner] = type;
  const items = value as readonly Value[];
  if (kind === 'set') return items.map((each) => JSON.stringify(canonical(inner, each))).sort();
  if (kind === 'list') return items.map((each) => canonical(inner, each));
  if (kind === 'tuple') return items.map((each, index) => canonical(inner[index] ?? 'dynamic', each));
  const given = value as Values;
  if (kind === 'map') return sortedNames(given).map((name) => [name, canonical(inner, given[name])]);
  return sortedNames(inner).map((name) => [name, canonical(inner[name] ?? 'dynamic', given[name])]);
}

function canonicalPlain(value: Value | undefined): unknown {
  if (value instanceof Dynamic) return canonicalPlain(value.value);
  if (isUnknown(value)) return canonical('string', value);
  if (Array.isArray(value)) return value.map((each: Value) => canonicalPlain(each));
  if (!isValues(value)) return value ?? null;
  return sortedNames(value).map((name) => [name, canonicalPlain(value[name])]);
}

function sortedNames(record: object): string[] {
  return Object.keys(record).sort();
}

function canonicalBlock(block: Block, value: Value | undefined): unknown {
  if (value === null || value === undefined || isUnknown(value)) return canonical('string', value);
  const values = value as Values;
  const attributes = sortedNames(block.attributes);
  return [
    attributes.map((name) => [name, canonical(block.attributes[name]?.type ?? 'dynamic', values[name])]),
    Object.entries(block.blocks)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, nested]) => [name, canonicalNested(nested, values[name])]),
  ];
}

function canonicalNested(nested: Block['blocks'][string], value: Value | undefined): unknown {
  if (isUnknown(value)) return canonical('string', value);
  if (nested.nesting === 'single') return canonicalBlock(nested.block, value);
  const items = ((value ?? []) as readonly Value[]).map((each) => JSON.stringify(canonicalBlock(nested.block, each)));
  return nested.nesting === 'set' ? items.sort() : items;
}

export function sameValue(type: CtyType, one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(canonical(type, one)) === JSON.stringify(canonical(type, other));
}

export function sameNested(nested: Block['blocks'][string], one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(canonicalNested(nested, one)) === JSON.stringify(canonicalNested(nested, other));
}

export function sameObject(block: Block, one: Values | null, other: Values | null): boolean {
  return JSON.stringify(canonicalBlock(block, one)) === JSON.stringify(canonicalBlock(block, other));
}

/** Whether the plugin SDK takes a value for "not set": an empty string, list or map, false, zero. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === null || value === undefined || value === '' || value === false || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isValues(value) && Object.keys(value).length === 0;
}
