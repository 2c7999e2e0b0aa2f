import { randomUUID } from 'node:crypto';
import { azurermFacts } from './azurerm/facts.js';
import type { Subscription } from './azurerm/subscription.js';
import { azureadCredentials } from './azuread/credentials.js';
import { schemasOf } from './derived.js';
import { ProviderError, type Provider, type ResourceType } from './provider.js';
import { needText, text, textMap, type Values } from './value.js';

/**
 * Stand-in for hashicorp/azurerm 4.55.0: the types that sign-in monitoring uses, against a subscription in memory. It
 * models names, groups and what replaces what, not Azure Monitor itself: no log line is ever queried.
 */
export function azurermProvider(subscription: Subscription): Provider<Subscription> {
  return {
    address: 'hashicorp/azurerm',
    protocol: 5,
    pluginSdk: true,
    schema: schemasOf('azurerm', azurermFacts),
    async configure(_world, config, environment) {
      azureadCredentials(config, environment);
      const wanted = text(config, 'subscription_id') ?? environment['ARM_SUBSCRIPTION_ID'];
      if (!wanted)
        throw new ProviderError(
          '`subscription_id` is a required provider property when performing a plan/apply operation',
        );
      if (wanted.toLowerCase() !== subscription.id.toLowerCase()) {
        throw new ProviderError(`building account: the subscription ${wanted} was not found`, {
          detail: `The credentials of this run see the subscription ${subscription.id} alone.`,
        });
      }
      return subscription;
    },
    resources: {
      azurerm_resource_group: kind(
        'azurerm_resource_group',
        (values, of) => `/subscriptions/${of.id}/resourceGroups/${named(values)}`,
      ),
      azurerm_log_analytics_workspace: kind(
        'azurerm_log_analytics_workspace',
        (values, of) => inGroup(values, of, 'Microsoft.OperationalInsights/workspaces'),
        (values, of) => ({
          workspace_id: randomUUID(),
          primary_shared_key: of.newKey(),
          secondary_shared_key: of.newKey(),
          retention_in_days: values['retention_in_days'] ?? 30,
          local_authentication_enabled: true,
          local_authentication_disabled: false,
        }),
      ),
      azurerm_monitor_aad_diagnostic_setting: kind('azurerm_monitor_aad_diagnostic_setting', (values) => named(values)),
      azurerm_monitor_action_group: kind('azurerm_monitor_action_group', (values, of) =>
        inGroup(values, of, 'Microsoft.Insights/actionGroups'),
      ),
      azurerm_monitor_scheduled_query_rules_alert_v2: kind(
        'azurerm_monitor_scheduled_query_rules_alert_v2',
        (values, of) => inGroup(values, of, 'Microsoft.Insights/scheduledQueryRules'),
        () => ({
          created_with_api_version: '2023-12-01',
          is_a_legacy_log_analytics_rule: false,
          is_workspace_alerts_storage_configured: false,
        }),
        refusesUnknownTargets,
      ),
    },
    dataSources: {},
  };
}

type Computed = (values: Values, subscription: Subscription) => Values;

function kind(
  type: string,
  idOf: (values: Values, subscription: Subscription) => string,
  computed: Computed = () => ({}),
  check: (values: Values, subscription: Subscription) => void = () => undefined,
): ResourceType<Subscription> {
  return {
    async create({ client }, planned) {
      check(planned, client);
      const id = idOf(planned, client);
      const made = { ...planned, ...computed(planned, client), id };
      client.add(id, type, made);
      return made;
    },
    read: async ({ client }, state) => client.get(needText(state, 'id')),
    async update({ client }, planned, prior) {
      check(planned, client);
      const id = needText(prior, 'id');
      const changed = { ...client.get(id), ...planned };
      client.replace(id, type, changed);
      return changed;
    },
    async delete({ client }, state) {
      client.remove(needText(state, 'id'));
    },
    importState: async (_call, id) => ({ id, tags: textMap({}, 'tags') }),
  };
}

function named(values: Values): string {
  return needText(values, 'name');
}

function inGroup(values: Values, subscription: Subscription, type: string): string {
  return `/subscriptions/${subscription.id}/resourceGroups/${needText(values, 'resource_group_name')}/providers/${type}/${named(values)}`;
}

/** An alert names the workspace that it queries; one that does not exist is refused. */
function refusesUnknownTargets(values: Values, subscription: Subscription): void {
  const scopes = values['scopes'];
  for (const scope of Array.isArray(scopes) ? (scopes as readonly string[]) : []) {
    if (subscription.get(scope)) continue;
    throw new ProviderError(
      `creating Scheduled Query Rule: unexpected status 404 (404 Not Found) with error: ResourceNotFound`,
      {
        detail: `The resource ${scope} was not found.`,
        at: ['scopes'],
      },
    );
  }
}
