import { rule, type Rule } from '../../rules.js';
import { within } from '../cidr.js';
import type { Connection } from '../foundation.js';
import type { PolicyBody, RuleGroupBody, StatefulRule } from './firewall-objects.js';

const listDenies = rule(
  'firewall-domain-list',
  'https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html: Allow',
  'A list of names that allows lets those pass that it names, and denies all others of the same protocol. A dot in front stands for a name and all below it.',
);
const strictOrder = rule(
  'firewall-strict-order',
  'https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html',
  'In strict order groups are asked by priority and rules by their place, and the first that passes or drops decides; what none decides is for the default actions.',
);
const dropsEstablished = rule(
  'firewall-drop-established',
  'https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html: aws:drop_established',
  'The handshake of a connection passes, and what it was made for is dropped, unless a rule lets it pass. Without a default action that drops everything passes.',
);

/** Whether a policy lets a connection pass that begins behind the firewall. */
export function passesPolicy(
  policy: PolicyBody,
  groupOf: (arn: string) => RuleGroupBody | undefined,
  connection: Connection,
  leanOn: (rule: Rule) => void,
): boolean {
  if (!(policy.StatelessDefaultActions ?? []).includes('aws:forward_to_sfe'))
    return (policy.StatelessDefaultActions ?? []).includes('aws:pass');
  leanOn(strictOrder);
  const references = [...(policy.StatefulRuleGroupReferences ?? [])].sort(
    (one, other) => (one.Priority ?? 0) - (other.Priority ?? 0),
  );
  for (const { ResourceArn = '' } of references) {
    const verdict = verdictOf(groupOf(ResourceArn), connection, leanOn);
    if (verdict !== undefined) return verdict === 'pass';
  }
  leanOn(dropsEstablished);
  return !(policy.StatefulDefaultActions ?? []).some((action) => action.startsWith('aws:drop_'));
}

/** Undefined: the group says nothing about it. */
function verdictOf(
  group: RuleGroupBody | undefined,
  connection: Connection,
  leanOn: (rule: Rule) => void,
): 'pass' | 'drop' | undefined {
  const { RulesSourceList: list, StatefulRules: rules = [] } = group?.RulesSource ?? {};
  if (list) {
    leanOn(listDenies);
    const { Targets = [], TargetTypes = [], GeneratedRulesType } = list;
    const kind = connection.protocol === 'TCP' ? { 80: 'HTTP_HOST', 443: 'TLS_SNI' }[connection.port] : undefined;
    if (kind === undefined || !TargetTypes.includes(kind)) return undefined;
    const named = Targets.some((target) => names(target, connection.host));
    if (GeneratedRulesType === 'ALLOWLIST') return named ? 'pass' : 'drop';
    return named ? 'drop' : undefined;
  }
  const decides = rules.find(({ Action, Header }) => Action !== 'ALERT' && matches(Header, connection));
  if (!decides) return undefined;
  return decides.Action === 'PASS' ? 'pass' : 'drop';
}

function names(target: string, host: string): boolean {
  return target.startsWith('.') ? host === target.slice(1) || host.endsWith(target) : host === target;
}

function matches(header: StatefulRule['Header'], { host, protocol, port }: Connection): boolean {
  if (!['IP', protocol].includes(header.Protocol)) return false;
  if (header.DestinationPort !== 'ANY' && header.DestinationPort !== String(port)) return false;
  return header.Destination === 'ANY' || within(`${host}/32`, header.Destination);
}
