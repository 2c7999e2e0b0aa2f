/**
 * Lets rules run over a file in which other things are wrong: reading a value that the schema has refused ends the rule
 * that reads it, and no other. So one typo does not hide what else has to be put right.
 */
import { type Path } from './json-text.js';

/** Thrown by reading a refused value; `tolerantly` catches it. */
class NotReadable extends Error {}

const key = (path: Path): string => JSON.stringify(path);

/** The value, seen through a guard that throws on reading one of the refused paths. */
export function guarded<T>(value: T, refused: readonly Path[]): T {
  if (refused.length === 0) return value;
  const keys = new Set(refused.map(key));
  // What lies around a refused value can be read; the root as a whole has to be an object.
  const guard = (target: unknown, path: Path): unknown => {
    if (keys.has(key(path))) throw new NotReadable();
    if (typeof target !== 'object' || target === null) return target;
    return new Proxy(target, {
      get: (inner, property) => {
        const child: unknown = Reflect.get(inner, property);
        if (typeof property === 'symbol' || typeof child === 'function') return child;
        const part = Array.isArray(inner) && /^\d+$/.test(property) ? Number(property) : property;
        return Array.isArray(inner) && property === 'length' ? child : guard(child, [...path, part]);
      },
    });
  };
  return guard(value, []) as T;
}

/** All that can be had from a sequence before it reads a refused value. */
export function tolerantly<T>(sequence: () => Iterable<T>): T[] {
  const results: T[] = [];
  try {
    for (const result of sequence()) results.push(result);
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
  }
  return results;
}

/** A value, or `undefined` where it was refused: for rules that compare many and can do without one. */
export function ifReadable<T>(read: () => T): T | undefined {
  return tolerantly(() => [read()])[0];
}
