/** Rules on what a fleet names: groups, packages and the former list. */
import { userNameKey } from '../../domain/user-name.js';
import { nearest } from '../nearest.js';
import { ifReadable } from '../readable.js';
import type { Fleet } from '../schema.js';
import { inSite, type LocatedSite, type Rule, type SiteRule } from './rule.js';
import { present } from '../../domain/present.js';

const fleetOf = ({ site }: LocatedSite): Fleet | undefined =>
  ifReadable(() => ('group' in site.desktops.users ? site.desktops.users.group : undefined));

/** A group is the deployment's, one site's, or that of packages: Entra assigns it once, and a person in it has one desktop. */
export const fleetGroupsDiffer: Rule = function* ({ file, sites }) {
  const of = new Map<string, string>();
  const shared = ifReadable(() => {
    const { desktopUsers } = file.entra;
    return 'existing' in desktopUsers ? desktopUsers.existing.objectId : undefined;
  });
  if (shared !== undefined) of.set(shared.toLowerCase(), 'entra.desktopUsers');
  const named = sites.flatMap((located) => {
    const fleet = fleetOf(located);
    const at = inSite(located, 'desktops', 'users', 'group');
    const own = ifReadable(() => (typeof fleet?.entra === 'object' ? fleet.entra.existing.objectId : undefined));
    const packages = ifReadable(() => fleet?.packages.map(({ group }) => group)) ?? [];
    return [
      ...(own === undefined ? [] : [{ id: own, what: 'group', at: [...at, 'entra', 'existing', 'objectId'] }]),
      ...packages.map((id, number) => ({
        id,
        what: `package of site ${located.index}`,
        at: [...at, 'packages', number, 'group'],
      })),
    ];
  });
  for (const { id, what, at } of [...named].sort(
    (one, other) => Number(one.what !== 'group') - Number(other.what !== 'group'),
  )) {
    const key = id.toLowerCase();
    const earlier = of.get(key);
    // A group may stand for a package at each site.
    const isClash = earlier !== undefined && !(earlier.startsWith('package') && what !== 'group' && earlier !== what);
    if (isClash) {
      yield { at, rule: `must be a group that stands for nothing else here; it is already the ${earlier}`, got: id };
    } else of.set(key, what);
  }
};

/** What packages and the former list name is there. */
export const fleetPartsExist: SiteRule = function* (located) {
  const fleet = fleetOf(located);
  if (!fleet) return;
  const names = Object.keys(located.site.bundles);
  const at = inSite(located, 'desktops', 'users', 'group');
  const rule = `must be the name of a bundle of this site: ${names.join(', ')}`;
  const bundles = [
    ...(ifReadable(() =>
      fleet.packages.map(({ bundle }, number) => ({ bundle, at: [...at, 'packages', number, 'bundle'] })),
    ) ?? []),
    ...(ifReadable(() =>
      fleet.from.map((each, number) => ({
        bundle: typeof each === 'string' ? undefined : each.bundle,
        at: [...at, 'from', number, 'bundle'],
      })),
    ) ?? []),
  ];
  for (const { bundle, at: place } of bundles) {
    if (bundle === undefined || names.includes(bundle)) continue;
    const near = nearest(bundle, names);
    yield { at: place, rule, got: bundle, ...present({ nearest: near }) };
  }
};

/** Each desktop leaves the state once. */
export const formerUsersDiffer: SiteRule = function* (located) {
  const from = ifReadable(() => fleetOf(located)?.from) ?? [];
  const seen = new Map<string, number>();
  for (const [number, each] of from.entries()) {
    const upn = ifReadable(() => (typeof each === 'string' ? each : each.upn));
    if (upn === undefined) continue;
    const earlier = seen.get(userNameKey(upn));
    if (earlier === undefined) seen.set(userNameKey(upn), number);
    else
      yield {
        at: inSite(located, 'desktops', 'users', 'group', 'from', number),
        rule: `must be given once (upper and lower case are the same); it is already in from[${earlier}]`,
        got: upn,
      };
  }
};
