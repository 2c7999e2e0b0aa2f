/** Facts that are what a lookup of the same name sees: nothing is said of them but in the lookup. */
import type { Lookup, Named } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import type { Context, Source, Sources } from './fact.js';
import type { LookedUp } from './fact-types.js';

/** One source a lookup. @param at where a lookup looks that does not say it itself: at a site in its Region */
export function lookedUp<C extends Context, Of extends 'site' | 'deployment'>(
  of: Of,
  at: (context: C) => unknown,
): Sources<C, LookedUp<Of>> {
  const all: readonly [string, Lookup<never, unknown>][] = Object.entries(lookups);
  const ours = all.filter(([, each]) => (each as { factOf?: string }).factOf === of);
  return Object.fromEntries(
    ours.map(([name, each]): [string, Source<C, unknown>] => [
      name,
      { by: [each], gather: 'named' in each ? ofNamed(each as NamedLookup) : ofPlace(each) },
    ]),
  ) as unknown as Sources<C, LookedUp<Of>>;

  function ofPlace(each: Lookup<never, unknown>): Source<C, unknown>['gather'] {
    return (context) => context.observer.look(each, at(context) as never);
  }
}

type NamedLookup = Lookup<never, unknown> & Named<never, unknown>;

function ofNamed(each: NamedLookup): Source<Context, unknown>['gather'] {
  return async ({ observer, deployment }) => {
    const named = each.named(deployment);
    return named === undefined ? { seen: each.without } : observer.look(each, named);
  };
}
