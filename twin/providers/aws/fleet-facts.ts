import { between, matching, oneOf } from '../checks.js';
import type { FactTable } from '../overrides.js';

const resource = (name: string): string =>
  `https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/${name}`;

/** What the bindings do not tell of the parts of a fleet's engine. */
export const fleetFacts: FactTable = {
  aws_cloudwatch_metric_alarm: {
    source: resource('cloudwatch_metric_alarm'),
    forceNew: ['alarm_name'],
    defaults: { actions_enabled: true, treat_missing_data: 'missing' },
    checks: {
      comparison_operator: oneOf(
        ...['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'],
      ),
      evaluation_periods: between(1, 1440),
      treat_missing_data: oneOf('breaching', 'notBreaching', 'ignore', 'missing'),
    },
  },
  aws_dynamodb_table: {
    source: resource('dynamodb_table'),
    forceNew: ['name', 'hash_key', 'range_key'],
    defaults: { billing_mode: 'PROVISIONED' },
    checks: { billing_mode: oneOf('PAY_PER_REQUEST', 'PROVISIONED') },
  },
  aws_sfn_state_machine: {
    source: resource('sfn_state_machine'),
    forceNew: ['name', 'name_prefix', 'type'],
    defaults: { publish: false, type: 'STANDARD' },
    checks: { role_arn: matching(/^arn:[a-z-]+:iam::/, 'is an invalid ARN'), type: oneOf('EXPRESS', 'STANDARD') },
  },
};
