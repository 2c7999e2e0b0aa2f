/** Facts that are what a lookup of the same name sees: nothing is said of them but in the lookup. */
import type { Lookup } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import type { Context, Source, Sources } from './fact.js';
import type { LookedUp } from './fact-types.js';

/** One source a lookup. @param at where a lookup looks: at a site in its Region */
export function lookedUp<C extends Context, Of extends 'site' | 'deployment'>(
  of: Of,
  at: (context: C) => unknown,
): Sources<C, LookedUp<Of>> {
  const all: readonly [string, Lookup<never, unknown>][] = Object.entries(lookups);
  const ours = all.filter(([, each]) => (each as { factOf?: string }).factOf === of);
  return Object.fromEntries(
    ours.map(([name, each]): [string, Source<C, unknown>] => [
      name,
      { by: [each], gather: (context) => context.observer.look(each, at(context) as never) },
    ]),
  ) as unknown as Sources<C, LookedUp<Of>>;
}
