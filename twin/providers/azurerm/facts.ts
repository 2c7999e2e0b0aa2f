import { between, length, matching, notEmpty, oneOf } from '../checks.js';
import type { FactTable } from '../overrides.js';

const docs = (page: string): string =>
  `https://registry.terraform.io/providers/hashicorp/azurerm/4.55.0/docs/resources/${page}`;
const isoDuration = matching(/^P(T?\d+[DHM])+$/, 'must be an ISO 8601 duration');

/** What the bindings of azurerm do not tell about the types that sign-in monitoring uses. */
export const azurermFacts: FactTable = {
  azurerm_resource_group: {
    source: docs('resource_group'),
    forceNew: ['name', 'location'],
    checks: { name: length(1, 90) },
  },
  azurerm_log_analytics_workspace: {
    source: docs('log_analytics_workspace'),
    forceNew: ['name', 'location', 'resource_group_name'],
    sensitive: ['primary_shared_key', 'secondary_shared_key'],
    defaults: {
      allow_resource_only_permissions: true,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
      daily_quota_gb: -1,
      sku: 'PerGB2018',
    },
    checks: {
      name: matching(/^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/, 'must have 4 to 63 letters, digits and hyphens'),
      retention_in_days: between(7, 730),
      sku: oneOf(
        'PerGB2018',
        'Free',
        'PerNode',
        'Premium',
        'Standalone',
        'Standard',
        'CapacityReservation',
        'LACluster',
        'Unlimited',
      ),
    },
    version: 3,
  },
  azurerm_monitor_aad_diagnostic_setting: {
    source: docs('monitor_aad_diagnostic_setting'),
    forceNew: [
      'name',
      'log_analytics_workspace_id',
      'storage_account_id',
      'eventhub_authorization_rule_id',
      'eventhub_name',
    ],
    checks: { 'enabled_log.category': notEmpty },
  },
  azurerm_monitor_action_group: {
    source: docs('monitor_action_group'),
    forceNew: ['name', 'resource_group_name', 'location'],
    defaults: { enabled: true, location: 'global' },
    checks: { short_name: length(1, 12), 'email_receiver.email_address': notEmpty, 'email_receiver.name': notEmpty },
  },
  azurerm_monitor_scheduled_query_rules_alert_v2: {
    source: docs('monitor_scheduled_query_rules_alert_v2'),
    forceNew: ['name', 'resource_group_name', 'location'],
    defaults: {
      auto_mitigation_enabled: false,
      enabled: true,
      skip_query_validation: false,
      workspace_alerts_storage_enabled: false,
    },
    checks: {
      severity: between(0, 4),
      evaluation_frequency: isoDuration,
      window_duration: isoDuration,
      'criteria.query': notEmpty,
      'criteria.operator': oneOf('Equal', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'),
      'criteria.time_aggregation_method': oneOf('Average', 'Count', 'Maximum', 'Minimum', 'Total'),
    },
    version: 1,
  },
};
