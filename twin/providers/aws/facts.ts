import { between, exactlyOneOf, matching, oneOf } from '../checks.js';
import { firewallFacts } from './firewall-facts.js';
import { fleetFacts } from './fleet-facts.js';
import type { FactTable } from '../overrides.js';
import type { Check } from '../schema.js';
import { crudNeedsObject } from './invocation.js';
import { notPlayed } from './not-played.js';

const docs = (page: string): string => `https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/${page}`;
const resource = (name: string): string => docs(`resources/${name}`);

const json: Check = (value) => {
  try {
    JSON.parse(value as string);
    return undefined;
  } catch (error) {
    return `contains an invalid JSON: ${error instanceof Error ? error.message : ''}`;
  }
};
const arn = matching(/^arn:[a-z-]+:[a-z0-9-]+:/, 'is an invalid ARN: arn: invalid prefix');

const volume =
  (least: readonly number[], from: number): Check =>
  (value) =>
    least.includes(value as number) || ((value as number) >= from && (value as number) <= 2000)
      ? undefined
      : `expected to be one of [${least.join(' ')}] or in the range (${from} - 2000), got ${JSON.stringify(value)}`;

/** What the bindings of aws 6.25.0 do not tell: ForceNew, defaults, sensitive, validation. */
export const awsFacts: FactTable = {
  aws_cloudwatch_event_rule: {
    source: resource('cloudwatch_event_rule'),
    forceNew: ['name', 'name_prefix', 'event_bus_name'],
    defaults: { event_bus_name: 'default', force_destroy: false, state: 'ENABLED' },
    checks: { state: oneOf('DISABLED', 'ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') },
    rules: [notPlayed('is_enabled')],
  },
  aws_cloudwatch_event_target: {
    source: resource('cloudwatch_event_target'),
    forceNew: ['rule', 'target_id', 'event_bus_name'],
    defaults: { event_bus_name: 'default', force_destroy: false },
    checks: { arn, input: json },
    rules: [notPlayed('input_path', 'input_transformer', 'dead_letter_config', 'ecs_target', 'batch_target')],
  },
  aws_cloudwatch_log_group: {
    source: resource('cloudwatch_log_group'),
    forceNew: ['name', 'name_prefix', 'log_group_class'],
    defaults: { retention_in_days: 0, skip_destroy: false },
  },
  ...fleetFacts,
  ...firewallFacts,
  aws_default_security_group: {
    source: resource('default_security_group'),
    forceNew: ['vpc_id'],
    defaults: { revoke_rules_on_delete: false },
    rules: [notPlayed('ingress', 'egress')],
  },
  aws_eip: {
    source: resource('eip'),
    forceNew: ['domain', 'address', 'customer_owned_ipv4_pool', 'public_ipv4_pool', 'network_border_group'],
    rules: [notPlayed('instance', 'network_interface', 'ipam_pool_id')],
  },
  aws_iam_policy: {
    source: resource('iam_policy'),
    forceNew: ['name', 'name_prefix', 'path', 'description'],
    defaults: { path: '/' },
    checks: { policy: json },
  },
  aws_iam_role: {
    source: resource('iam_role'),
    forceNew: ['name', 'name_prefix', 'path'],
    defaults: { force_detach_policies: false, max_session_duration: 3600, path: '/' },
    checks: { assume_role_policy: json, permissions_boundary: arn },
    rules: [notPlayed('inline_policy')],
  },
  aws_iam_role_policy: {
    source: resource('iam_role_policy'),
    forceNew: ['name', 'name_prefix', 'role'],
    checks: { policy: json },
  },
  aws_iam_role_policy_attachment: {
    source: resource('iam_role_policy_attachment'),
    forceNew: 'all',
    checks: { policy_arn: arn },
  },
  aws_internet_gateway: { source: resource('internet_gateway'), forceNew: [] },
  aws_kms_alias: {
    source: resource('kms_alias'),
    forceNew: ['name', 'name_prefix'],
    checks: { name: matching(/^alias\//, 'name must begin with alias/') },
  },
  aws_kms_key: {
    source: resource('kms_key'),
    forceNew: ['key_usage', 'customer_master_key_spec', 'custom_key_store_id', 'multi_region', 'xks_key_id'],
    defaults: {
      bypass_policy_lockout_safety_check: false,
      customer_master_key_spec: 'SYMMETRIC_DEFAULT',
      enable_key_rotation: false,
      is_enabled: true,
      key_usage: 'ENCRYPT_DECRYPT',
    },
    checks: { deletion_window_in_days: between(7, 30), rotation_period_in_days: between(90, 2560), policy: json },
    rules: [notPlayed('custom_key_store_id', 'xks_key_id')],
  },
  aws_lambda_function: {
    source: resource('lambda_function'),
    forceNew: ['function_name', 'package_type'],
    defaults: {
      memory_size: 128,
      package_type: 'Zip',
      publish: false,
      reserved_concurrent_executions: -1,
      skip_destroy: false,
      timeout: 3,
    },
    checks: { timeout: between(1, 900), memory_size: between(128, 10240), role: arn },
    rules: [notPlayed('image_uri', 's3_bucket', 'layers', 'file_system_config', 'snap_start', 'dead_letter_config')],
  },
  aws_lambda_function_event_invoke_config: {
    source: resource('lambda_function_event_invoke_config'),
    forceNew: ['function_name', 'qualifier'],
    defaults: { maximum_retry_attempts: 2 },
    checks: { maximum_retry_attempts: between(0, 2), maximum_event_age_in_seconds: between(60, 21600) },
  },
  aws_lambda_invocation: {
    source: 'hashicorp/terraform-provider-aws internal/service/lambda/invocation.go at 0133e9e; PR 29367',
    forceNew: ['function_name', 'qualifier', 'triggers'],
    defaults: { lifecycle_scope: 'CREATE_ONLY', qualifier: '$LATEST', terraform_key: 'tf' },
    checks: { input: json, lifecycle_scope: oneOf('CREATE_ONLY', 'CRUD') },
    rules: [crudNeedsObject, notPlayed('tenant_id')],
    version: 1,
  },
  aws_lambda_permission: { source: resource('lambda_permission'), forceNew: 'all' },
  aws_flow_log: {
    source: resource('flow_log'),
    // Tags alone change in place.
    forceNew: [
      ...['deliver_cross_account_role', 'destination_options', 'iam_role_arn', 'log_destination'],
      ...['log_destination_type', 'log_format', 'max_aggregation_interval', 'traffic_type', 'vpc_id'],
    ],
    defaults: { log_destination_type: 'cloud-watch-logs', max_aggregation_interval: 600 },
    checks: {
      log_destination: arn,
      log_destination_type: oneOf('cloud-watch-logs', 'kinesis-data-firehose', 's3'),
      traffic_type: oneOf('ACCEPT', 'ALL', 'REJECT'),
    },
    rules: [
      exactlyOneOf('eni_id', 'subnet_id', 'transit_gateway_attachment_id', 'transit_gateway_id', 'vpc_id'),
      notPlayed('destination_options', 'eni_id', 'subnet_id', 'transit_gateway_id', 'transit_gateway_attachment_id'),
    ],
  },
  aws_nat_gateway: {
    source: resource('nat_gateway'),
    forceNew: ['allocation_id', 'connectivity_type', 'private_ip', 'subnet_id'],
    defaults: { connectivity_type: 'public' },
    rules: [notPlayed('availability_zone_address', 'secondary_allocation_ids', 'secondary_private_ip_addresses')],
  },
  aws_route: {
    source: resource('route'),
    forceNew: ['route_table_id', 'destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'],
    rules: [
      exactlyOneOf('destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'),
      notPlayed('carrier_gateway_id', 'core_network_arn', 'egress_only_gateway_id', 'local_gateway_id'),
    ],
  },
  aws_route_table: {
    source: resource('route_table'),
    forceNew: ['vpc_id'],
    rules: [notPlayed('route', 'propagating_vgws')],
  },
  aws_route_table_association: {
    source: resource('route_table_association'),
    forceNew: 'all',
    rules: [exactlyOneOf('subnet_id', 'gateway_id'), notPlayed('gateway_id')],
  },
  aws_secretsmanager_secret: {
    source: resource('secretsmanager_secret'),
    forceNew: ['name', 'name_prefix'],
    defaults: { force_overwrite_replica_secret: false, recovery_window_in_days: 30 },
    checks: {
      policy: json,
      recovery_window_in_days: (value) => (value === 0 ? undefined : between(7, 30)(value)),
    },
    rules: [notPlayed('replica')],
  },
  aws_secretsmanager_secret_policy: {
    source: resource('secretsmanager_secret_policy'),
    forceNew: ['secret_arn'],
    checks: { policy: json, secret_arn: arn },
  },
  aws_secretsmanager_secret_version: {
    source: resource('secretsmanager_secret_version'),
    forceNew: ['secret_id', 'secret_string', 'secret_binary', 'secret_string_wo_version'],
    sensitive: ['secret_string', 'secret_binary', 'secret_string_wo'],
    rules: [notPlayed('secret_binary', 'secret_string_wo')],
  },
  aws_sns_topic: {
    source: resource('sns_topic'),
    forceNew: ['name', 'name_prefix', 'fifo_topic'],
    defaults: { content_based_deduplication: false, fifo_topic: false },
    checks: { policy: json },
    rules: [notPlayed('delivery_policy', 'archive_policy')],
  },
  aws_sns_topic_subscription: {
    source: resource('sns_topic_subscription'),
    forceNew: ['endpoint', 'protocol', 'topic_arn'],
    defaults: { confirmation_timeout_in_minutes: 1, endpoint_auto_confirms: false, raw_message_delivery: false },
    checks: { topic_arn: arn },
    rules: [notPlayed('filter_policy', 'delivery_policy', 'redrive_policy', 'replay_policy', 'subscription_role_arn')],
  },
  aws_ssoadmin_application_assignment: {
    source: resource('ssoadmin_application_assignment'),
    forceNew: ['application_arn', 'principal_id', 'principal_type'],
    checks: { application_arn: arn, principal_type: oneOf('USER', 'GROUP') },
  },
  aws_ssoadmin_application_assignment_configuration: {
    source: resource('ssoadmin_application_assignment_configuration'),
    forceNew: ['application_arn'],
    checks: { application_arn: arn },
  },
  aws_subnet: {
    source: resource('subnet'),
    forceNew: ['availability_zone', 'availability_zone_id', 'cidr_block', 'ipv6_native', 'outpost_arn', 'vpc_id'],
    defaults: {
      assign_ipv6_address_on_creation: false,
      enable_dns64: false,
      enable_resource_name_dns_a_record_on_launch: false,
      enable_resource_name_dns_aaaa_record_on_launch: false,
      ipv6_native: false,
      map_public_ip_on_launch: false,
    },
    rules: [notPlayed('ipv6_cidr_block', 'outpost_arn', 'customer_owned_ipv4_pool')],
  },
  aws_vpc: {
    source: resource('vpc'),
    forceNew: ['cidr_block', 'ipv4_ipam_pool_id', 'ipv4_netmask_length'],
    defaults: { enable_dns_support: true, instance_tenancy: 'default' },
    rules: [notPlayed('assign_generated_ipv6_cidr_block', 'ipv6_cidr_block', 'ipv4_ipam_pool_id')],
  },
  aws_workspaces_workspace: {
    source: `${resource('workspaces_workspace')}; internal/service/workspaces/workspace.go; hashicorp/terraform-provider-aws#41850`,
    forceNew: [
      ...['bundle_id', 'directory_id', 'root_volume_encryption_enabled', 'user_name', 'user_volume_encryption_enabled'],
      'volume_encryption_key',
    ],
    defaults: {
      root_volume_encryption_enabled: false,
      user_volume_encryption_enabled: false,
      'workspace_properties.compute_type_name': 'VALUE',
      'workspace_properties.root_volume_size_gib': 80,
      'workspace_properties.running_mode': 'ALWAYS_ON',
      'workspace_properties.user_volume_size_gib': 10,
    },
    checks: {
      'workspace_properties.root_volume_size_gib': volume([80], 175),
      'workspace_properties.user_volume_size_gib': volume([10, 50], 100),
      'workspace_properties.running_mode': oneOf('AUTO_STOP', 'ALWAYS_ON'),
      'workspace_properties.running_mode_auto_stop_timeout_in_minutes': (value) =>
        (value as number) % 60 === 0 ? undefined : `expected to be a multiple of 60, got ${JSON.stringify(value)}`,
    },
  },
  'data.aws_secretsmanager_secret_version': {
    source: docs('data-sources/secretsmanager_secret_version'),
    sensitive: ['secret_string', 'secret_binary'],
  },
};
