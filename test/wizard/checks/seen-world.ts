/** Both clouds as the lookups see them, without any cloud: a healthy world, and people in whatever state a test wants. */
import { readFileSync } from 'node:fs';
import { parseDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { Facts } from '../../../wizard/checks/facts.js';
import type { Observer } from '../../../wizard/checks/observer.js';
import { Addresses } from '../../../wizard/clouds/addresses.js';
import type { Lookup, Seen, SeenBy } from '../../../wizard/clouds/lookup.js';
import { lookups, type LookupName } from '../../../wizard/clouds/lookups/index.js';
import { answersOf, type SeenPerson, type SeenSite } from './seen-answers.js';

export { now, type SeenPerson, type SeenSite } from './seen-answers.js';

export interface World {
  readonly deployment: Deployment;
  readonly observer: Observer;
  readonly facts: Facts;
}

/** By lookup: another answer, made of the usual one. */
export type Changed = { readonly [L in LookupName]?: (usual: SeenBy<(typeof lookups)[L]>) => unknown };

const base = JSON.parse(readFileSync('examples/existing-federation.json', 'utf8')) as {
  sites: [{ desktops: { users: unknown } }];
};

/**
 * @param hidden lookups that nobody may make
 * @param changed what some lookups give, from what they give in this world
 */
export function seenWorld(
  people: readonly SeenPerson[],
  site: SeenSite = {},
  hidden: readonly LookupName[] = [],
  changed: Changed = {},
): World {
  const [first] = base.sites;
  const file = {
    ...base,
    sites: [
      {
        ...first,
        desktops: {
          ...first.desktops,
          users: { list: people.map(({ upn, held }) => ({ upn, state: held ? 'held' : 'active' })) },
        },
      },
    ],
  };
  const { deployment } = parseDeployment(JSON.stringify(file), 'deployment.json', () => '');
  const answers = answersOf(deployment, people, site);
  const names = new Map(Object.entries(lookups).map(([name, each]) => [each.id, name as LookupName]));
  const looked = new Map<string, Seen<unknown>>();
  const observer = {
    clouds: {},
    look: async (lookup: Lookup<never, unknown>, at: unknown): Promise<Seen<unknown>> => {
      const name = names.get(lookup.id);
      const answer =
        name && !hidden.includes(name) ? (answers[name] as ((at: unknown) => unknown) | undefined) : undefined;
      const key = `${lookup.id} ${JSON.stringify(at)}`;
      const found =
        looked.get(key) ??
        (answer
          ? { seen: changed[name!]?.(answer(at) as never) ?? answer(at) }
          : { unknown: 'denied' as const, permission: lookup.id, message: `${lookup.what}: needs a permission` });
      looked.set(key, found);
      return found;
    },
  } as unknown as Observer;
  return { deployment, observer, facts: new Facts(deployment, observer, new Addresses({})) };
}
