import { present } from '../present.js';
import type { FleetPackage, Person } from './types.js';

/** The group of a fleet of the same deployment that comes first in its file. */
export interface EarlierFleet {
  /** Key of the site. */
  readonly site: string;
  /** Id in the identity store. */
  readonly groupId: string;
}

/** What other groups say of the members of a fleet's group: the first package that matches, the first site that has them. */
export function sorted(
  members: readonly Person[],
  { packages = [], earlier = [] }: { packages?: readonly FleetPackage[]; earlier?: readonly EarlierFleet[] },
  idsIn: ReadonlyMap<string, ReadonlySet<string>>,
): Person[] {
  const isIn = (groupId: string, userId: string): boolean => idsIn.get(groupId)?.has(userId) ?? false;
  return members.map((person) => {
    const first = packages.findIndex(({ groupId }) => isIn(groupId, person.userId));
    const elsewhere = earlier.find(({ groupId }) => isIn(groupId, person.userId))?.site;
    return { ...person, ...present({ package: first < 0 ? undefined : first, elsewhere }) };
  });
}
