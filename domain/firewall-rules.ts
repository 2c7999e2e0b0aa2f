/** What the rules of a firewall keep from a desktop, by what it is for. Pure. */
import { overlaps } from './cidr.js';
import { endpoints, isRange, purposes, type Endpoint, type Purpose } from './endpoints.js';
import { covers } from './outbound.js';

/** A group of rules as far as it is understood. */
export type FirewallGroup =
  | { readonly names: readonly string[]; readonly allows: boolean; readonly ports: readonly (80 | 443)[] }
  | { readonly rules: readonly FirewallRule[] }
  /** Written in another language, or of somebody else: it may let through or drop whatever it likes. */
  | { readonly unread: string };

export interface FirewallRule {
  readonly passes: boolean;
  /** `TCP`, `UDP`, `IP`, … */
  readonly protocol: string;
  /** IPv4 range or `ANY`. */
  readonly destination: string;
  /** A port or `ANY`. */
  readonly port: string;
}

/**
 * Groups in the order in which they are asked, and what becomes of what none decides. `byAction`: the order counts for
 * nothing; what any group passes is passed, then what any drops is dropped
 * (https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html: action order).
 */
export interface FirewallRules {
  readonly byAction?: true;
  readonly groups: readonly FirewallGroup[];
  readonly dropsTheRest: boolean;
}

export interface KeptPurpose {
  readonly purpose: Purpose;
  /** `login.microsoftonline.com:443`. */
  readonly hosts: readonly string[];
}

/** What is surely not let through; nothing is said of what an unread group may decide. */
export function keptByFirewall(rules: FirewallRules): readonly KeptPurpose[] {
  return (Object.keys(purposes) as Purpose[]).flatMap((purpose) => {
    const own = endpoints.filter((each) => each.purpose === purpose && each.from === 'desktop');
    const kept = own.filter((each) => each.unconfirmed !== true && verdict(rules, each) === 'drop');
    return kept.length === 0 ? [] : [{ purpose, hosts: kept.map(({ host, port }) => `${host}:${port}`) }];
  });
}

function verdict({ byAction, groups, dropsTheRest }: FirewallRules, endpoint: Endpoint): Fate {
  if (byAction) return worstByAction(groups, endpoint) ?? (dropsTheRest ? 'drop' : 'pass');
  for (const group of groups) {
    if ('unread' in group) return 'unknown';
    const said = 'names' in group ? byName(group, endpoint) : byRule(group.rules, endpoint);
    if (said !== undefined) return said;
  }
  return dropsTheRest ? 'drop' : 'pass';
}

type Fate = 'pass' | 'drop' | 'unknown';

/** Nothing stands above a rule that passes; what cannot be read may hold one. */
function worstByAction(groups: readonly FirewallGroup[], endpoint: Endpoint): Fate | undefined {
  const said = groups.flatMap((group): readonly Fate[] => {
    if ('unread' in group) return ['unknown'];
    if ('names' in group) return [byName(group, endpoint) ?? []].flat();
    return group.rules.flatMap((rule): readonly Fate[] => {
      const meets = met(rule, endpoint);
      if (meets === 'surely') return [rule.passes ? 'pass' : 'drop'];
      return meets === 'perhaps' && rule.passes ? ['unknown'] : [];
    });
  });
  return (['pass', 'unknown', 'drop'] as const).find((fate) => said.includes(fate));
}

function byName(
  { names, allows, ports }: Extract<FirewallGroup, { names: unknown }>,
  { host, protocol, port }: Endpoint,
): 'pass' | 'drop' | undefined {
  // Of a range nobody knows which names are asked for there.
  if (protocol !== 'TCP' || !ports.some((each) => each === port) || isRange(host)) return undefined;
  const named = names.some((name) => name === host || covers(name, host));
  if (allows) return named ? 'pass' : 'drop';
  return named ? 'drop' : undefined;
}

function byRule(rules: readonly FirewallRule[], endpoint: Endpoint): Fate | undefined {
  for (const rule of rules) {
    const meets = met(rule, endpoint);
    if (meets === 'surely') return rule.passes ? 'pass' : 'drop';
    if (meets === 'perhaps' && rule.passes) return 'unknown';
  }
  return undefined;
}

/** What is written with a variable, as a list, or of a protocol above TCP may be about it: nobody can tell from here. */
function met(rule: FirewallRule, { host, protocol, port }: Endpoint): 'surely' | 'perhaps' | 'never' {
  const plain = /^(IP|TCP|UDP|ICMP)$/.test(rule.protocol);
  const each = [
    plain ? (rule.protocol === 'IP' || rule.protocol === protocol ? 'surely' : 'never') : 'perhaps',
    /^\d+$/.test(rule.port) ? (rule.port === String(port) ? 'surely' : 'never') : certain(rule.port),
    rule.destination === host ? 'surely' : apart(rule.destination, host) ? 'never' : certain(rule.destination),
  ] as const;
  if (each.includes('never')) return 'never';
  return each.includes('perhaps') ? 'perhaps' : 'surely';
}

const certain = (written: string): 'surely' | 'perhaps' => (/^any$/i.test(written) ? 'surely' : 'perhaps');

/**
 * Ranges without a common address; or a name, and a range of the list, which is there for what has no name. Whether a name
 * leads into some other range nobody can tell from here.
 */
function apart(destination: string, host: string): boolean {
  if (!isRange(destination)) return false;
  return isRange(host) ? !overlaps(destination, host) : endpoints.some((each) => each.host === destination);
}
