import { matching, oneOf } from '../checks.js';
import type { FactTable } from '../overrides.js';
import { notPlayed } from './not-played.js';

const resource = (name: string): string =>
  `https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/${name}; internal/service/networkfirewall/`;
const arn = matching(/^arn:[a-z-]+:network-firewall:/, 'is an invalid ARN');
const rule = 'rule_group.rules_source.stateful_rule';

/** What the bindings do not tell of a firewall and its rules. */
export const firewallFacts: FactTable = {
  aws_networkfirewall_firewall: {
    source: resource('networkfirewall_firewall'),
    forceNew: ['name', 'vpc_id'],
    defaults: { delete_protection: false },
    checks: { firewall_policy_arn: arn },
    rules: [notPlayed('availability_zone_mapping', 'encryption_configuration', 'enabled_analysis_types')],
  },
  aws_networkfirewall_firewall_policy: {
    source: resource('networkfirewall_firewall_policy'),
    forceNew: ['name'],
    checks: {
      'firewall_policy.stateful_engine_options.rule_order': oneOf('DEFAULT_ACTION_ORDER', 'STRICT_ORDER'),
      'firewall_policy.stateful_engine_options.stream_exception_policy': oneOf('DROP', 'CONTINUE', 'REJECT'),
      'firewall_policy.stateful_rule_group_reference.resource_arn': arn,
    },
    rules: [notPlayed('encryption_configuration')],
  },
  aws_networkfirewall_rule_group: {
    source: resource('networkfirewall_rule_group'),
    forceNew: ['name', 'capacity'],
    // `rule_group` is Optional and Computed.
    computed: ['rule_group'],
    checks: {
      type: oneOf('STATELESS', 'STATEFUL'),
      'rule_group.rules_source.rules_source_list.generated_rules_type': oneOf(
        ...['ALLOWLIST', 'DENYLIST', 'REJECTLIST', 'ALERTLIST'],
      ),
      [`${rule}.action`]: oneOf('PASS', 'DROP', 'ALERT', 'REJECT'),
      [`${rule}.header.direction`]: oneOf('FORWARD', 'ANY'),
    },
    rules: [notPlayed('encryption_configuration', 'rules')],
  },
};
