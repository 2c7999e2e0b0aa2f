import { block, blocks, count, needText, text, texts, type Values } from '../value.js';
import { part, parts, word, type Answer, type AwsClient } from './client.js';
import { pairs, tagList, tagged, tagsOf, type AwsCall, type AwsResource } from './tags.js';

/** All three kinds are tagged by their ARN. */
export const retagFirewallPart = async (
  { client }: AwsCall,
  state: Values,
  put: Readonly<Record<string, string>>,
  remove: readonly string[],
): Promise<void> => {
  const ResourceArn = needText(state, 'id');
  const doing = `updating tags for NetworkFirewall resource (${ResourceArn})`;
  if (remove.length > 0)
    await client.call('network-firewall', 'UntagResource', { ResourceArn, TagKeys: remove }, doing);
  if (Object.keys(put).length > 0)
    await client.call('network-firewall', 'TagResource', { ResourceArn, Tags: pairs(put) }, doing);
};

/** Undefined: none. */
export const tagsIn = (planned: Values): object[] | undefined => {
  const tags = tagList(planned);
  return tags.length > 0 ? tags : undefined;
};

export const networkFirewallRuleGroup: AwsResource = tagged({
  async create({ client }, planned) {
    const name = needText(planned, 'name');
    const made = await client.call(
      'network-firewall',
      'CreateRuleGroup',
      {
        RuleGroupName: name,
        Type: text(planned, 'type'),
        Capacity: count(planned, 'capacity'),
        Description: text(planned, 'description'),
        RuleGroup: groupIn(planned),
        Tags: tagsIn(planned),
      },
      `creating NetworkFirewall Rule Group (${name})`,
    );
    return (await readGroup(client, word(part(made, 'RuleGroupResponse'), 'RuleGroupArn') ?? '')) ?? {};
  },
  read: ({ client }, state) => readGroup(client, needText(state, 'id')),
  async update({ client }, planned, prior) {
    const RuleGroupArn = needText(prior, 'id');
    const doing = `updating NetworkFirewall Rule Group (${RuleGroupArn})`;
    const changes = {
      RuleGroupArn,
      Type: text(planned, 'type'),
      Description: text(planned, 'description'),
      RuleGroup: groupIn(planned),
      UpdateToken: text(prior, 'update_token'),
    };
    const same = JSON.stringify(groupIn(planned)) === JSON.stringify(groupIn(prior));
    if (!same) await client.call('network-firewall', 'UpdateRuleGroup', changes, doing);
    return (await readGroup(client, RuleGroupArn)) ?? {};
  },
  async delete({ client }, state) {
    const RuleGroupArn = needText(state, 'id');
    const doing = `deleting NetworkFirewall Rule Group (${RuleGroupArn})`;
    await client.find('network-firewall', 'DeleteRuleGroup', { RuleGroupArn }, doing);
  },
  retag: retagFirewallPart,
  importState: async (_, id) => ({ id }),
});

function groupIn(planned: Values): object {
  const group = block(planned, 'rule_group');
  const source = block(group, 'rules_source');
  const list = block(source, 'rules_source_list');
  const rules = blocks(source, 'stateful_rule');
  return {
    RulesSource: {
      ...(list && {
        RulesSourceList: {
          GeneratedRulesType: text(list, 'generated_rules_type'),
          TargetTypes: texts(list, 'target_types'),
          Targets: texts(list, 'targets'),
        },
      }),
      ...(rules.length > 0 && { StatefulRules: rules.map(ruleIn) }),
    },
    StatefulRuleOptions: { RuleOrder: text(block(group, 'stateful_rule_options'), 'rule_order') },
  };
}

const headerParts = [
  ['protocol', 'Protocol'],
  ['source', 'Source'],
  ['source_port', 'SourcePort'],
  ['direction', 'Direction'],
  ['destination', 'Destination'],
  ['destination_port', 'DestinationPort'],
] as const;

function ruleIn(rule: Values): object {
  const header = block(rule, 'header');
  return {
    Action: text(rule, 'action'),
    Header: Object.fromEntries(headerParts.map(([name, wire]) => [wire, text(header, name)])),
    RuleOptions: blocks(rule, 'rule_option').map((option) => ({
      Keyword: text(option, 'keyword'),
      Settings: texts(option, 'settings'),
    })),
  };
}

async function readGroup(client: AwsClient, arn: string): Promise<Values | undefined> {
  const answer = await client.find(
    'network-firewall',
    'DescribeRuleGroup',
    { RuleGroupArn: arn, Type: 'STATEFUL' },
    `reading NetworkFirewall Rule Group (${arn})`,
  );
  if (!answer) return undefined;
  const found = part(answer, 'RuleGroupResponse');
  const group = part(answer, 'RuleGroup');
  const source = part(group, 'RulesSource');
  const list = source['RulesSourceList'] as Answer | undefined;
  return {
    id: arn,
    arn,
    region: client.region,
    name: word(found, 'RuleGroupName'),
    type: word(found, 'Type'),
    capacity: found['Capacity'] as number,
    description: word(found, 'Description'),
    rule_group: [
      {
        reference_sets: [],
        rule_variables: [],
        rules_source: [
          {
            rules_source_list: list
              ? [
                  {
                    generated_rules_type: word(list, 'GeneratedRulesType'),
                    target_types: list['TargetTypes'] as string[],
                    targets: list['Targets'] as string[],
                  },
                ]
              : [],
            rules_string: '',
            stateful_rule: parts(source, 'StatefulRules').map(ruleSeen),
            stateless_rules_and_custom_actions: [],
          },
        ],
        stateful_rule_options: [{ rule_order: word(part(group, 'StatefulRuleOptions'), 'RuleOrder') }],
      },
    ],
    update_token: word(answer, 'UpdateToken'),
    tags_all: tagsOf(found['Tags']),
  };
}

function ruleSeen(rule: Answer): Values {
  const header = part(rule, 'Header');
  return {
    action: word(rule, 'Action'),
    header: [Object.fromEntries(headerParts.map(([name, wire]) => [name, word(header, wire)]))],
    rule_option: parts(rule, 'RuleOptions').map((option) => ({
      keyword: word(option, 'Keyword'),
      settings: option['Settings'] as string[],
    })),
  };
}

export const networkFirewallPolicy: AwsResource = tagged({
  async create({ client }, planned) {
    const name = needText(planned, 'name');
    const made = await client.call(
      'network-firewall',
      'CreateFirewallPolicy',
      {
        FirewallPolicyName: name,
        Description: text(planned, 'description'),
        FirewallPolicy: policyIn(planned),
        Tags: tagsIn(planned),
      },
      `creating NetworkFirewall Firewall Policy (${name})`,
    );
    return (await readPolicy(client, word(part(made, 'FirewallPolicyResponse'), 'FirewallPolicyArn') ?? '')) ?? {};
  },
  read: ({ client }, state) => readPolicy(client, needText(state, 'id')),
  async update({ client }, planned, prior) {
    const FirewallPolicyArn = needText(prior, 'id');
    const doing = `updating NetworkFirewall Firewall Policy (${FirewallPolicyArn})`;
    const changes = {
      FirewallPolicyArn,
      FirewallPolicy: policyIn(planned),
      Description: text(planned, 'description'),
      UpdateToken: text(prior, 'update_token'),
    };
    const same = JSON.stringify(policyIn(planned)) === JSON.stringify(policyIn(prior));
    if (!same) await client.call('network-firewall', 'UpdateFirewallPolicy', changes, doing);
    return (await readPolicy(client, FirewallPolicyArn)) ?? {};
  },
  async delete({ client }, state) {
    const FirewallPolicyArn = needText(state, 'id');
    const doing = `deleting NetworkFirewall Firewall Policy (${FirewallPolicyArn})`;
    await client.find('network-firewall', 'DeleteFirewallPolicy', { FirewallPolicyArn }, doing);
  },
  retag: retagFirewallPart,
  importState: async (_, id) => ({ id }),
});

function policyIn(planned: Values): object {
  const policy = block(planned, 'firewall_policy');
  const options = block(policy, 'stateful_engine_options');
  return {
    StatelessDefaultActions: texts(policy, 'stateless_default_actions'),
    StatelessFragmentDefaultActions: texts(policy, 'stateless_fragment_default_actions'),
    StatefulDefaultActions: texts(policy, 'stateful_default_actions'),
    StatefulEngineOptions: {
      RuleOrder: text(options, 'rule_order'),
      StreamExceptionPolicy: text(options, 'stream_exception_policy'),
    },
    StatefulRuleGroupReferences: blocks(policy, 'stateful_rule_group_reference').map((each) => ({
      ResourceArn: text(each, 'resource_arn'),
      Priority: count(each, 'priority'),
    })),
  };
}

async function readPolicy(client: AwsClient, arn: string): Promise<Values | undefined> {
  const doing = `reading NetworkFirewall Firewall Policy (${arn})`;
  const answer = await client.find('network-firewall', 'DescribeFirewallPolicy', { FirewallPolicyArn: arn }, doing);
  if (!answer) return undefined;
  const found = part(answer, 'FirewallPolicyResponse');
  const policy = part(answer, 'FirewallPolicy');
  const options = part(policy, 'StatefulEngineOptions');
  return {
    id: arn,
    arn,
    region: client.region,
    name: word(found, 'FirewallPolicyName'),
    description: word(found, 'Description'),
    firewall_policy: [
      {
        stateless_default_actions: policy['StatelessDefaultActions'] as string[],
        stateless_fragment_default_actions: policy['StatelessFragmentDefaultActions'] as string[],
        stateful_default_actions: (policy['StatefulDefaultActions'] ?? []) as string[],
        stateful_engine_options: [
          {
            rule_order: word(options, 'RuleOrder'),
            stream_exception_policy: word(options, 'StreamExceptionPolicy'),
            flow_timeouts: [],
          },
        ],
        stateful_rule_group_reference: parts(policy, 'StatefulRuleGroupReferences').map((each) => ({
          resource_arn: word(each, 'ResourceArn'),
          priority: each['Priority'] as number,
          deep_threat_inspection: '',
          override: [],
        })),
        stateless_custom_action: [],
        stateless_rule_group_reference: [],
        policy_variables: [],
        tls_inspection_configuration_arn: '',
      },
    ],
    update_token: word(answer, 'UpdateToken'),
    tags_all: tagsOf(found['Tags']),
  };
}
