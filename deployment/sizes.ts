/** How much a deployment may hold, before anything is judged: rules compare sites with each other, and messages name each entry. */
import type { Path } from './json-text.js';

/** Sites of one deployment. WorkSpaces allows few directories in a Region. */
const mostSites = 100;
/** Entries of any other list or object. A deployment has at most a thousand users. */
const mostEntries = 5000;

/** Rows of a list of people, its header aside: an export of a large company, and far more than a deployment takes. */
export const mostRows = 20_000;

/** A list or an object that is larger than any deployment needs. */
export interface TooLarge {
  readonly at: Path;
  readonly count: number;
  readonly most: number;
}

/** Everything that is too large in a value. `path` is the place of the value. */
export function tooLarge(value: unknown, path: Path = []): TooLarge[] {
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const most = path.length === 1 && path[0] === 'sites' ? mostSites : mostEntries;
  if (entries.length > most) return [{ at: path, count: entries.length, most }];
  return entries.flatMap(([key, each]) => tooLarge(each as unknown, [...path, isList ? Number(key) : key]));
}
