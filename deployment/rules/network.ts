/** Rules on networks: ranges, room, and the addresses from which people connect. */
import { counted } from '../../domain/counted.js';
import { present } from '../../domain/present.js';
import {
  desktopsThatFit,
  nearestNetworkCidr,
  networkCidrProblem,
  overlaps,
  parseCidr,
  sharedManagementRange,
  smallestCidrFor,
} from '../../domain/cidr.js';
import { ifReadable } from '../readable.js';
import { inSite, type Finding, type LocatedSite, type Rule, type SiteRule } from './rule.js';

/** The range of a new network is one that AWS takes and that keeps clear of the management ranges. */
export const networkRangeIsValid: SiteRule = function* (located) {
  const { network } = located.site;
  if (!('create' in network)) return;
  const { cidr } = network.create;
  const problem = networkCidrProblem(cidr);
  if (problem === undefined) return;
  const guess = nearestNetworkCidr(cidr);
  yield {
    at: inSite(located, 'network', 'create', 'cidr'),
    rule: problem,
    got: cidr,
    ...present({ nearest: guess }),
  };
};

const cidrOf = ({ site }: LocatedSite): string | undefined =>
  ifReadable(() => ('create' in site.network ? site.network.create.cidr : undefined));

/** New networks do not overlap, so that they can be connected one day. */
export const networkRangesDoNotOverlap: Rule = function* ({ sites }) {
  for (const [index, located] of sites.entries()) {
    const cidr = cidrOf(located);
    const other = sites.slice(0, index).find((earlier) => cidr !== undefined && overlaps(cidr, cidrOf(earlier) ?? ''));
    if (cidr === undefined || other === undefined) continue;
    yield {
      at: inSite(located, 'network', 'create', 'cidr'),
      rule: `must not overlap ${cidrOf(other)} of sites[${other.index}]`,
      got: cidr,
    };
  }
};

/** A new network has room for what is planned, and more is planned than there are users. */
export const networkHoldsTheDesktops: SiteRule = function* (located) {
  const { network } = located.site;
  if (!('create' in network)) return;
  const { cidr, capacity } = network.create;
  const fits = desktopsThatFit(cidr);
  const needed = Math.max(capacity, located.users.length);
  if (networkCidrProblem(cidr) === undefined && needed > fits) {
    const larger = smallestCidrFor(cidr, needed);
    yield {
      at: inSite(located, 'network', 'create', 'cidr'),
      rule: `must have room for ${counted(needed, 'desktop')} and a third more for rebuilds; it has room for ${fits}`,
      got: cidr,
      ...present({ nearest: larger }),
    };
  }
  if (located.users.length > capacity) {
    yield {
      at: inSite(located, 'network', 'create', 'capacity'),
      rule: `must be at least the number of users of the site, ${located.users.length}`,
      got: String(capacity),
      nearest: String(located.users.length),
    };
  }
};

/** A directory takes two subnets. */
export const subnetsDiffer: SiteRule = function* (located) {
  const { network } = located.site;
  if (!('existing' in network)) return;
  const [one, other] = network.existing.subnetIds;
  if (one !== other || one === undefined) return;
  yield {
    at: inSite(located, 'network', 'existing', 'subnetIds', 1),
    rule: 'must be another subnet than the first, in another zone',
    got: one,
  };
};

/** Ranges from which people connect are ranges, and a group's name stands for one group of the site. */
export const ipGroupsAreValid: SiteRule = function* (located) {
  const { ipGroups } = located.site.access;
  const names = ipGroups.map(({ name }) => name);
  for (const [group, { name, rules }] of ipGroups.entries()) {
    const at = inSite(located, 'access', 'ipGroups', group);
    if (names.indexOf(name) !== group)
      yield { at: [...at, 'name'], rule: 'must be another name than those before', got: name };
    for (const [index, { cidr }] of rules.entries()) {
      if (parseCidr(cidr) !== undefined) continue;
      yield { at: [...at, 'rules', index, 'cidr'], rule: 'must be an IPv4 range such as 203.0.113.0/24', got: cidr };
    }
  }
};

/** To know: one of the two management ranges is as large as a third of the private address space. */
export const networkKeepsClearOfTheSharedRange: SiteRule = function* (located): Iterable<Finding> {
  const cidr = cidrOf(located);
  if (cidr === undefined || !overlaps(cidr, sharedManagementRange)) return;
  yield {
    at: inSite(located, 'network', 'create', 'cidr'),
    rule: `should lie outside ${sharedManagementRange}: the management interface of BYOL desktops over DCV uses parts of it`,
    got: cidr,
    fix: 'It works where those parts are not reached from the desktops. A range of 172.16.0.0/12 avoids the question.',
  };
};
