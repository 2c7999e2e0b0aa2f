/** What an allow-list of a firewall lets out of a desktop: the dated list of endpoints, and what a company adds. Pure. */
import { endpointsFor, isRange, type Endpoint } from './endpoints.js';

/** A name that may be added: a dot in front stands for it and everything below it, as the firewall writes it. */
export const allowedNamePattern = /^\.?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** What no name tells: another protocol, or a range of addresses. */
export interface AddressRule {
  readonly protocol: 'TCP' | 'UDP';
  /** An IPv4 range, or `ANY`: the name of a time server is in no packet. */
  readonly destination: string;
  readonly port: number;
}

/**
 * Units of each rule group; they never change once it is made. One a name and protocol, and one a protocol:
 * https://cloudnetworks.io/2021-09-22-suricata-notes. All groups of a policy have 30,000:
 * https://docs.aws.amazon.com/network-firewall/latest/developerguide/quotas.html.
 */
export const groupCapacity = { names: 2000, addresses: 100 } as const;

/** Names that a company may add: the list of ours, which grows, leaves room for as many. */
export const mostAdded = 500;

/** About, in US dollars: $0.395 an hour and endpoint, two of them, 730 hours (https://aws.amazon.com/network-firewall/pricing/). */
export const firewallDollarsAMonth = 580;

const fromDesktop = (): readonly Endpoint[] => endpointsFor().filter(({ from }) => from === 'desktop');

/** Names that TLS and HTTP may reach, each once and none that another one covers, sorted. */
export function allowedNames(all: readonly Endpoint[] = fromDesktop(), also: readonly string[] = []): string[] {
  const hosts = [...new Set([...all.filter(namedToFirewall).map(({ host }) => host), ...also])];
  return hosts.filter((host) => !hosts.some((other) => covers(other, host))).sort();
}

/** What is let out by address and port. */
export function allowedAddresses(): AddressRule[] {
  const rules = fromDesktop()
    .filter((each) => !namedToFirewall(each))
    .map(({ protocol, host, port }) => ({ protocol, destination: isRange(host) ? host : 'ANY', port }));
  return rules.filter((rule, index) => rules.findIndex((other) => same(rule, other)) === index);
}

const same = (one: AddressRule, other: AddressRule): boolean =>
  one.protocol === other.protocol && one.destination === other.destination && one.port === other.port;

/** Whether a list of names can hold it: SNI and the Host header tell names, of TCP alone. */
export function namedToFirewall({ from, host, protocol }: Endpoint): boolean {
  return from === 'desktop' && protocol === 'TCP' && !isRange(host);
}

/** Whether a name with a dot in front stands for another one, too. */
export function covers(wide: string, host: string): boolean {
  return wide.startsWith('.') && wide !== host && (host.endsWith(wide) || host === wide.slice(1));
}
