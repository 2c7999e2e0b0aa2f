/** What carries a name of ours: as it was given, or begun by us and ended by terraform. */
import { unlessAbsent } from '../../clouds/cloud-error.js';
import type { Candidate, Finder, Search } from '../finder.js';
import { known } from '../values.js';

/** One thing that is found by its name alone. */
export function byName(
  argument: string,
  action: string,
  look: (search: Search, name: string) => Promise<Candidate | undefined>,
): Finder {
  return {
    needs: { aws: [action] },
    async find(search) {
      const name = known(search.values, argument);
      const found = name === undefined ? undefined : await unlessAbsent(look(search, name), undefined);
      return found ? [found] : [];
    },
  };
}

/** What terraform adds to a name that it begins: a time and a counter, 26 characters. */
const addedByTerraform = /^\d{18}[0-9a-f]{8}$/;

/** Whether a name begins as asked and ends as terraform would end it. Otherwise an import would plan a replacement. */
export function madeWith(prefix: string, name: string): boolean {
  return name.startsWith(prefix) && addedByTerraform.test(name.slice(prefix.length));
}
