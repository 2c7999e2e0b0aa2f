import type { FirewallGroup, FirewallRules } from '../../../../domain/firewall-rules.js';
import { CloudError } from '../../cloud-error.js';
import { jsonCall } from '../../json-call.js';
import { lookup } from '../../lookup.js';

/** A firewall of AWS in a network, as desktops meet it. */
export interface SeenFirewall {
  readonly name: string;
  /** `vpce-…` of its endpoints: routes lead to them. */
  readonly endpoints: readonly string[];
  readonly ready: boolean;
  readonly rules: FirewallRules;
}

/**
 * The firewalls of some networks, with what they let through. Shapes:
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FirewallPolicy.html, .../API_RuleGroup.html.
 */
export const outboundFirewalls = lookup({
  id: 'outbound-firewalls',
  what: 'the firewalls of the desktops',
  needs: {
    aws: ['ListFirewalls', 'DescribeFirewall', 'DescribeFirewallPolicy', 'DescribeRuleGroup'].map(
      (operation) => `network-firewall:${operation}`,
    ),
  },
  optional: 'what a firewall of AWS keeps from the desktops; asked only where their subnets lead to one',
  seconds: 20,
  async look(
    clouds,
    { region, vpcIds }: { readonly region: string; readonly vpcIds: readonly string[] },
  ): Promise<readonly SeenFirewall[]> {
    const call = (operation: string, input: object): Promise<Record<string, unknown>> =>
      jsonCall(clouds, { service: 'network-firewall', operation, region, input });
    const { Firewalls = [] } = (await call('ListFirewalls', { VpcIds: vpcIds, MaxResults: 100 })) as {
      Firewalls?: { FirewallArn?: string }[];
    };
    return Promise.all(Firewalls.map(async ({ FirewallArn }) => firewallOf(call, FirewallArn)));
  },
});

type Call = (operation: string, input: object) => Promise<Record<string, unknown>>;

interface Described {
  readonly Firewall?: { readonly FirewallName?: string; readonly FirewallPolicyArn?: string };
  readonly FirewallStatus?: {
    readonly Status?: string;
    readonly SyncStates?: Readonly<Record<string, { readonly Attachment?: { readonly EndpointId?: string } }>>;
  };
}

async function firewallOf(call: Call, FirewallArn: string | undefined): Promise<SeenFirewall> {
  const { Firewall, FirewallStatus } = (await call('DescribeFirewall', { FirewallArn })) as Described;
  return {
    name: Firewall?.FirewallName ?? '',
    endpoints: Object.values(FirewallStatus?.SyncStates ?? {}).flatMap(
      ({ Attachment }) => Attachment?.EndpointId ?? [],
    ),
    ready: FirewallStatus?.Status === 'READY',
    rules: await rulesOf(call, Firewall?.FirewallPolicyArn),
  };
}

interface Policy {
  readonly StatelessDefaultActions?: readonly string[];
  readonly StatelessRuleGroupReferences?: readonly unknown[];
  readonly StatefulRuleGroupReferences?: readonly { readonly ResourceArn?: string; readonly Priority?: number }[];
  readonly StatefulDefaultActions?: readonly string[];
  readonly StatefulEngineOptions?: { readonly RuleOrder?: string };
}

async function rulesOf(call: Call, FirewallPolicyArn: string | undefined): Promise<FirewallRules> {
  const { FirewallPolicy } = (await call('DescribeFirewallPolicy', { FirewallPolicyArn })) as {
    FirewallPolicy?: Policy;
  };
  const policy = FirewallPolicy ?? {};
  const references = [...(policy.StatefulRuleGroupReferences ?? [])].sort(
    (one, other) => (one.Priority ?? 0) - (other.Priority ?? 0),
  );
  // What is left out is the order by action (API_StatefulEngineOptions).
  const byAction = policy.StatefulEngineOptions?.RuleOrder !== 'STRICT_ORDER';
  const stateless = (policy.StatelessRuleGroupReferences ?? []).length > 0;
  const toStateful = (policy.StatelessDefaultActions ?? []).includes('aws:forward_to_sfe');
  // Stateless rules are asked first, and may pass or drop what they like.
  const unread = stateless ? [{ unread: 'its stateless rules' }] : [];
  const groups = await Promise.all(references.map(({ ResourceArn }) => groupOf(call, ResourceArn)));
  // Rules without a default action drop nothing; with the order by action there is none (API_FirewallPolicy).
  const dropsTheRest = !byAction && (policy.StatefulDefaultActions ?? []).some((action) => /^aws:drop_/.test(action));
  if (!toStateful) return { groups: [{ unread: 'its default action' }], dropsTheRest };
  // Before the stateful rules whatever their order: no passing rule among those makes it known.
  if (stateless) return { groups: [...unread, ...groups], dropsTheRest };
  return { ...(byAction ? { byAction } : {}), groups, dropsTheRest };
}

interface RuleGroup {
  readonly RulesSource?: {
    readonly RulesSourceList?: {
      readonly Targets?: readonly string[];
      readonly TargetTypes?: readonly string[];
      readonly GeneratedRulesType?: string;
    };
    readonly StatefulRules?: readonly {
      readonly Action?: string;
      readonly Header?: {
        readonly Protocol?: string;
        readonly Destination?: string;
        readonly DestinationPort?: string;
      };
      readonly RuleOptions?: readonly { readonly Keyword?: string }[];
    }[];
  };
}

async function groupOf(call: Call, RuleGroupArn: string | undefined): Promise<FirewallGroup> {
  const unread = { unread: RuleGroupArn?.split('/').at(-1) ?? 'a rule group' };
  // Of AWS's own groups nobody sees the rules.
  if (RuleGroupArn?.includes(':aws-managed:')) return unread;
  const answer = await call('DescribeRuleGroup', { RuleGroupArn, Type: 'STATEFUL' }).catch((error: unknown) => {
    // One of another account, which shares it, may be no matter of ours.
    if (error instanceof CloudError && error.reason === 'error') return undefined;
    throw error;
  });
  const source = (answer?.['RuleGroup'] as RuleGroup | undefined)?.RulesSource;
  const { RulesSourceList: list, StatefulRules: rules } = source ?? {};
  if (list?.GeneratedRulesType === 'ALLOWLIST' || list?.GeneratedRulesType === 'DENYLIST') {
    const types = list.TargetTypes ?? [];
    return {
      names: list.Targets ?? [],
      allows: list.GeneratedRulesType === 'ALLOWLIST',
      ports: [
        ...(types.includes('TLS_SNI') ? [443 as const] : []),
        ...(types.includes('HTTP_HOST') ? [80 as const] : []),
      ],
    };
  }
  // Options beyond a number look into packets.
  if (rules === undefined || rules.some(({ RuleOptions = [] }) => RuleOptions.some(({ Keyword }) => Keyword !== 'sid')))
    return unread;
  return {
    rules: rules
      .filter(({ Action }) => Action !== 'ALERT')
      .map(({ Action, Header = {} }) => ({
        passes: Action === 'PASS',
        protocol: Header.Protocol ?? '',
        destination: Header.Destination ?? '',
        port: Header.DestinationPort ?? '',
      })),
  };
}
