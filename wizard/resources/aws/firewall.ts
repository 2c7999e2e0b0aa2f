/** The firewall of an outbound allow-list. All three kinds are named by the network they are for, and unique by that name. */
import { CloudError } from '../../clouds/cloud-error.js';
import { jsonCall } from '../../clouds/json-call.js';
import type { Finder } from '../finder.js';
import type { AwsService } from '../record.js';
import { aws } from '../rights.js';
import { known } from '../values.js';
import { carrying } from '../wording.js';
import { all, inRegions, tagged, tagging } from './condition.js';
import { inEachRegion } from './place.js';

const api = 'network-firewall';

/** The one of the name that the block gives, in its Region. Its import takes the ARN. */
function named(operation: string, nameMember: string, part: string, arnMember: string, fixed: Fixed): Finder {
  return {
    needs: { aws: [`${api}:${operation}`] },
    fixed: Object.keys(fixed),
    async find({ clouds, region, values }) {
      const name = known(values, 'name');
      if (name === undefined) return [];
      const type = operation === 'DescribeRuleGroup' ? { Type: 'STATEFUL' } : {};
      const input = { [nameMember]: name, ...type };
      const answer = await jsonCall(clouds, { service: api, operation, region, input }).catch(absent);
      const found = answer?.[part] as Record<string, unknown> | undefined;
      const arn = found?.[arnMember];
      if (found === undefined || typeof arn !== 'string') return [];
      const seen = Object.fromEntries(Object.entries(fixed).map(([argument, member]) => [argument, found[member]]));
      return [{ name, importId: arn, attributes: { id: arn, arn }, seen: seen }];
    },
  };
}

/** Arguments whose change replaces it, with their members in the answer. */
type Fixed = Readonly<Record<string, string>>;

function absent(error: unknown): undefined {
  if (error instanceof CloudError && error.details.code === 'ResourceNotFoundException') return undefined;
  throw error;
}

const tags = ['TagResource', 'UntagResource'];

export const firewalls: AwsService = {
  api,
  things: 'firewalls and their rules',
  allowed: (operation, place) => {
    const of = (...types: readonly string[]): string[] =>
      types.flatMap((type) => inEachRegion(place, api, `${type}/${place.name}-*`));
    const kinds = ['firewall', 'firewall-policy', 'stateful-rulegroup'].filter((kind) => {
      if (/^(Tag|Untag)Resource$/.test(operation)) return true;
      if (/RuleGroup$/.test(operation)) return kind === 'stateful-rulegroup';
      // A policy names its rule groups, and a firewall its policy: the call is asked about both.
      if (/FirewallPolicy$/.test(operation)) return kind !== 'firewall';
      return operation === 'CreateFirewall' ? kind !== 'stateful-rulegroup' : kind === 'firewall';
    });
    const resources = of(...kinds);
    if (operation === 'TagResource')
      return [tagging(place), tagged(place)].map((own) => ({ resources, condition: all(inRegions(place), own) }));
    if (operation.startsWith('Create') || operation.startsWith('Describe'))
      return [{ resources, condition: all(inRegions(place)) }];
    return [{ resources, condition: all(inRegions(place), tagged(place)) }];
  },
  resources: {
    aws_networkfirewall_rule_group: {
      words: carrying('AWS', 'list of a firewall', { nouns: 'lists of a firewall', name: ['name'] }),
      stage: 'foundation',
      rights: aws(api, ['DescribeRuleGroup'], ['CreateRuleGroup', 'UpdateRuleGroup', ...tags], ['DeleteRuleGroup']),
      adopt: named('DescribeRuleGroup', 'RuleGroupName', 'RuleGroupResponse', 'RuleGroupArn', { capacity: 'Capacity' }),
    },
    aws_networkfirewall_firewall_policy: {
      words: carrying('AWS', 'firewall policy', { nouns: 'firewall policies', name: ['name'] }),
      stage: 'foundation',
      rights: aws(
        api,
        ['DescribeFirewallPolicy'],
        ['CreateFirewallPolicy', 'UpdateFirewallPolicy', ...tags],
        ['DeleteFirewallPolicy'],
      ),
      adopt: named('DescribeFirewallPolicy', 'FirewallPolicyName', 'FirewallPolicyResponse', 'FirewallPolicyArn', {}),
    },
    aws_networkfirewall_firewall: {
      words: carrying('AWS', 'firewall', { name: ['name'], create: 'cost' }),
      stage: 'foundation',
      // The role that Network Firewall works with is made by the first firewall of an account:
      // https://docs.aws.amazon.com/network-firewall/latest/developerguide/using-service-linked-roles.html
      rights: aws(
        api,
        ['DescribeFirewall'],
        ['CreateFirewall', ...tags],
        ['DeleteFirewall'],
        ['iam:CreateServiceLinkedRole'],
      ),
      adopt: named('DescribeFirewall', 'FirewallName', 'Firewall', 'FirewallArn', { vpc_id: 'VpcId' }),
    },
  },
};
