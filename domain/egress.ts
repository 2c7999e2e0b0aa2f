/** Which purposes of a desktop the rules of its security groups let out. Pure. */
import { isPrivate, overlaps, parseCidr } from './cidr.js';
import { endpoints, isRange, purposes, type Endpoint, type Purpose } from './endpoints.js';

/** An outbound rule of a security group. To which addresses is not asked: whether they hold what is needed ports do not tell. */
export interface EgressRule {
  /** `tcp`, `udp`, `-1` for everything, or the number of another protocol. */
  readonly protocol: string;
  /** Undefined: every port. */
  readonly from?: number;
  readonly to?: number;
}

export interface BlockedPurpose {
  readonly purpose: Purpose;
  /** `UDP 123`. */
  readonly ports: readonly string[];
}

/** A rule of a network ACL; the first that fits decides, and the last of each list denies. */
export interface AclRule {
  readonly allows: boolean;
  /** `6` for TCP, `17` for UDP, `-1` for everything. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** IPv4 range to which, or from which. @default all addresses */
  readonly range?: string;
}

interface Acl {
  readonly out: readonly AclRule[];
  readonly back: readonly AclRule[];
}

/** Where answers to a desktop arrive: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports. */
const ephemeral = 49152;

/** What a network ACL surely keeps in, or keeps the answers of. */
export function blockedByAcl(acl: Acl): readonly BlockedPurpose[] {
  return shutPurposes((endpoint) => throughAcl(acl, endpoint) !== 'denied');
}

/** Ports of which an ACL lets some addresses through, and nobody can tell from here whether the right ones: `TCP 443`. */
export function untoldByAcl(acl: Acl): readonly string[] {
  const untold = endpoints.filter((each) => each.from === 'desktop' && throughAcl(acl, each) === 'untold');
  return [...new Set(untold.map(portOf))];
}

type Passage = 'allowed' | 'denied' | 'untold';

function throughAcl({ out, back }: Acl, { protocol, port, host }: Endpoint): Passage {
  const both = [decision(out, protocol, port, host), decision(back, protocol, ephemeral, host)];
  return (['denied', 'untold'] as const).find((each) => both.includes(each)) ?? 'allowed';
}

function decision(rules: readonly AclRule[], protocol: string, port: number, host: string): Passage {
  const number = { TCP: '6', UDP: '17' }[protocol];
  let mayBeLet = false;
  let mayBeKept = false;
  for (const { allows, protocol: own, from, to, range = everywhere } of rules) {
    if ((own !== '-1' && own !== number) || port < from || to < port) continue;
    const held = holds(range, host);
    if (held === 'all') return (allows ? mayBeKept : mayBeLet) ? 'untold' : allows ? 'allowed' : 'denied';
    if (held === 'none') continue;
    if (allows) mayBeLet = true;
    // One that denies some addresses is about other ones, unless it is about a good part of all.
    else if (isWide(range) || isRange(host)) mayBeKept = true;
  }
  return mayBeLet ? 'untold' : 'denied';
}

const everywhere = '0.0.0.0/0';

/** Whether the addresses of a host lie in a range. Those of a name nobody knows from here, but that they are public. */
function holds(range: string, host: string): 'all' | 'some' | 'none' {
  if (range === everywhere) return 'all';
  if (!isRange(host)) return isPrivate(range) ? 'none' : 'some';
  if (!overlaps(range, host)) return 'none';
  return lengthOf(range) <= lengthOf(host) ? 'all' : 'some';
}

/** Of a sixteenth of all addresses and more. */
const isWide = (range: string): boolean => lengthOf(range) <= 4;
const lengthOf = (range: string): number => parseCidr(range)?.prefix ?? 32;

/** What no rule lets out, not even to some addresses. Several groups on one interface add up. */
export function blockedPurposes(rules: readonly EgressRule[]): readonly BlockedPurpose[] {
  const lets = (protocol: string, port: number): boolean =>
    rules.some(
      (rule) =>
        (rule.protocol === '-1' || rule.protocol === protocol.toLowerCase()) &&
        (rule.from === undefined || rule.from <= port) &&
        (rule.to === undefined || rule.to >= port),
    );
  return shutPurposes(({ protocol, port }) => lets(protocol, port));
}

function shutPurposes(lets: (endpoint: Endpoint) => boolean): readonly BlockedPurpose[] {
  return (Object.keys(purposes) as Purpose[]).flatMap((purpose) => {
    const own = endpoints.filter((each) => each.purpose === purpose && each.from === 'desktop');
    const shut = own.filter((each) => !lets(each));
    const ports = shut.map((each) => {
      const port = portOf(each);
      // Of a port that is open to others the host is named.
      const whole = own.every((other) => portOf(other) !== port || shut.includes(other));
      return whole ? port : `${port} to ${each.host}`;
    });
    return ports.length === 0 ? [] : [{ purpose, ports: [...new Set(ports)] }];
  });
}

const portOf = ({ protocol, port }: Endpoint): string => `${protocol} ${port}`;
