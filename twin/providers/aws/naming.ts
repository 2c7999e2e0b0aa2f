import { isDeepStrictEqual } from 'node:util';
import { text, type Values } from '../value.js';

let made = 0;

/** `name`, else `name_prefix` (default `terraform-`) and 26 characters: a time and a counter. */
export function nameOf(planned: Values, fallbackPrefix = 'terraform-'): string {
  const name = text(planned, 'name');
  if (name !== undefined) return name;
  return uniqueName(text(planned, 'name_prefix') ?? fallbackPrefix);
}

export function uniqueName(prefix: string): string {
  made += 1;
  const stamp = new Date().toISOString().replace(/\D/g, '').padEnd(18, '0');
  return `${prefix}${stamp}${made.toString(16).padStart(8, '0')}`;
}

/**
 * The prefix of a name that ends as `uniqueName` would end it; empty for any other name. The real provider tells
 * `name_prefix` from a name in this way when it reads one.
 */
export function prefixOf(name: string): string {
  return /^(.+)\d{18}[0-9a-f]{8}$/.exec(name)?.[1] ?? '';
}

/** A JSON text that means the same as the one in state is left as it stands there. */
export function sameJson(now: string | null, before: string | undefined): string | null {
  if (now === null || before === undefined) return now;
  try {
    return isDeepStrictEqual(normal(JSON.parse(now)), normal(JSON.parse(before))) ? before : now;
  } catch {
    return now;
  }
}

/** Lists of one and the element itself mean the same in policies; order of lists does not count. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normal);
    return items.length === 1 ? items[0] : items.map((each) => JSON.stringify(each)).sort();
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort()
        .map(([key, each]) => [key, normal(each)]),
    );
  }
  return value;
}
