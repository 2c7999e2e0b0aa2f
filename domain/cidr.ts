/** IPv4 ranges: parsing, overlap, and how the range of a new network is cut into subnets. */
import { Address4 } from 'ip-address';

/** A parsed range. */
export interface Ipv4Range {
  readonly cidr: string;
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Smallest and largest prefix length of a new network: a VPC is /16 at most, and four quarters need /25 at least. */
const networkPrefix = { largest: 16, smallest: 25 } as const;

/** Addresses that AWS keeps in each subnet. Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html. */
const reservedPerSubnet = 5;

/** Addresses per planned desktop: a rebuilt or migrated desktop holds two for a while. */
const addressesPerDesktop = 1.3;

/**
 * The range of the management interface of every BYOL desktop, in every Region, beside the /16 chosen for the account.
 * Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-port-requirements.html.
 */
const managementRange = '54.239.224.0/20';

/**
 * The management interface of DCV desktops uses parts of this range, too. AWS's own guide builds networks in it, so it is
 * no reason to refuse, but one to prefer another range. Source: the page above and .../amazon-workspaces-vpc.html.
 */
export const sharedManagementRange = '10.0.0.0/8';

/** Parses a range such as `172.20.0.0/20`; `undefined` when it is none or its address is not the first of the range. */
export function parseCidr(cidr: string): Ipv4Range | undefined {
  const range = parseLoosely(cidr);
  return range !== undefined && formatAddress(range.first) === cidr.split('/')[0] ? range : undefined;
}

function parseLoosely(cidr: string): Ipv4Range | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(cidr) || !Address4.isValid(cidr)) return undefined;
  const address = new Address4(cidr);
  const size = 2 ** (32 - address.subnetMask);
  const given = Number(new Address4(cidr.split('/')[0] ?? '').bigInt());
  const first = Math.floor(given / size) * size;
  return {
    cidr: `${formatAddress(first)}/${address.subnetMask}`,
    first,
    last: first + size - 1,
    prefix: address.subnetMask,
  };
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function subRange(first: number, prefix: number): string {
  return `${formatAddress(first)}/${prefix}`;
}

/** Whether two ranges share an address. Ranges that do not parse overlap nothing. */
export function overlaps(one: string, other: string): boolean {
  const a = parseCidr(one);
  const b = parseCidr(other);
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15'];

/** Whether a range lies in one that no host of the internet has an address in. */
export function isPrivate(cidr: string): boolean {
  const own = parseCidr(cidr);
  return privateRanges.some((each) => {
    const range = parseCidr(each);
    return own !== undefined && range !== undefined && range.first <= own.first && own.last <= range.last;
  });
}

/** Says what is wrong with the range of a new network, or `undefined`. */
export function networkCidrProblem(cidr: string): string | undefined {
  const range = parseCidr(cidr);
  if (range === undefined) return 'must be an IPv4 range that begins at its first address, such as 172.20.0.0/20';
  if (range.prefix < networkPrefix.largest || range.prefix > networkPrefix.smallest) {
    return `must be between /${networkPrefix.largest} and /${networkPrefix.smallest}`;
  }
  if (overlaps(cidr, managementRange))
    return `must not overlap ${managementRange}, the management range of BYOL desktops`;
  const inside = privateRanges
    .map(parseCidr)
    .some((outer) => outer && outer.first <= range.first && range.last <= outer.last);
  return inside ? undefined : `must lie in a private range: ${privateRanges.join(', ')}`;
}

/** The valid range nearest to one given: moved to its first address, its length held within the limits. */
export function nearestNetworkCidr(cidr: string): string | undefined {
  const loose = parseLoosely(cidr);
  if (loose === undefined) return undefined;
  const prefix = Math.min(Math.max(loose.prefix, networkPrefix.largest), networkPrefix.smallest);
  const candidate = parseLoosely(`${formatAddress(loose.first)}/${prefix}`)?.cidr;
  return candidate !== undefined && networkCidrProblem(candidate) === undefined ? candidate : undefined;
}

/**
 * How a network is cut: first and second quarter for desktops, two /28 of the third for the endpoints of a firewall (the
 * size that AWS names: https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-subnets.html), two /28
 * of the last quarter for NAT gateways.
 */
export interface SubnetPlan {
  readonly desktops: readonly [string, string];
  readonly firewall: readonly [string, string];
  readonly gateways: readonly [string, string];
}

/**
 * Cuts the range of a new network. What is left of the third quarter stays free for other things in the same network.
 * @throws Error when the range is not valid (see `networkCidrProblem`)
 */
export function subnetPlan(cidr: string): SubnetPlan {
  const problem = networkCidrProblem(cidr);
  const range = parseCidr(cidr);
  if (problem !== undefined || range === undefined) throw new Error(`cidr ${problem ?? 'is invalid'}, got: ${cidr}`);
  const quarter = 2 ** (30 - range.prefix);
  const third = range.first + 2 * quarter;
  const last = range.first + 3 * quarter;
  return {
    desktops: [subRange(range.first, range.prefix + 2), subRange(range.first + quarter, range.prefix + 2)],
    firewall: [subRange(third, 28), subRange(third + 16, 28)],
    gateways: [subRange(last, 28), subRange(last + 16, 28)],
  };
}

/** How many desktops a network of this range holds, with room for rebuilds. */
export function desktopsThatFit(cidr: string): number {
  const range = parseCidr(cidr);
  if (range === undefined || range.prefix > networkPrefix.smallest) return 0;
  const addresses = 2 * (2 ** (30 - range.prefix) - reservedPerSubnet);
  return Math.floor(addresses / addressesPerDesktop);
}

/** The smallest range, beginning at the same address, that holds this many desktops; `undefined` beyond a /16. */
export function smallestCidrFor(cidr: string, desktops: number): string | undefined {
  const range = parseLoosely(cidr);
  if (range === undefined) return undefined;
  for (let prefix: number = networkPrefix.smallest; prefix >= networkPrefix.largest; prefix -= 1) {
    const candidate = parseLoosely(`${formatAddress(range.first)}/${prefix}`)?.cidr;
    if (candidate !== undefined && desktopsThatFit(candidate) >= desktops) return candidate;
  }
  return undefined;
}

/** Whether an address lies in a range, as it is written: `203.0.113.7` in `203.0.113.0/24`. A bare address is a range of one. */
export function cidrHolds(cidr: string, address: string): boolean {
  const range = parseLoosely(cidr.includes('/') ? cidr : `${cidr}/32`);
  const one = parseLoosely(`${address}/32`);
  return range !== undefined && one !== undefined && range.first <= one.first && one.first <= range.last;
}
