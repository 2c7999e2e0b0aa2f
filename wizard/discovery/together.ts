/** Several looks as one: Regions are looked at side by side, and some may fail. */
import type { Seen } from '../clouds/lookup.js';

export type Unknown<T> = Exclude<Seen<T>, { readonly seen: T }>;

/** Whatever was seen, in one list. */
export function allSeen<T>(looks: readonly Seen<T>[]): T[] {
  return looks.flatMap((look) => ('seen' in look ? [look.seen] : []));
}

/** The first look that failed. */
export function firstUnknown<T>(looks: readonly Seen<T>[]): Unknown<T> | undefined {
  return looks.find((look): look is Unknown<T> => 'unknown' in look);
}

/**
 * Lists of several Regions as one. "There is none" is said only when every look succeeded: a Region that could not be
 * seen may hold what was looked for.
 */
export function joined<T>(looks: readonly Seen<readonly T[]>[]): Seen<readonly T[]> {
  const found = allSeen(looks).flat();
  const unknown = firstUnknown(looks);
  return found.length === 0 && unknown ? unknown : { seen: found };
}

/** What becomes of something that was seen; what is unknown stays so. */
export function mapped<T, U>(look: Seen<T>, change: (seen: T) => U): Seen<U> {
  return 'seen' in look ? { seen: change(look.seen) } : look;
}
