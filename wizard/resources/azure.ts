/** Azure: where Entra's logs go. */
import type { Resource, Service } from './record.js';
import { azure, type TypeRights } from './rights.js';
import { plain, type Wording } from './wording.js';

const onGroup = (type: string): TypeRights => azure(`${type}/read`, `${type}/*`);

const record = (words: Wording, rights: TypeRights): Resource => ({
  words,
  stage: 'foundation',
  rights,
  // "already exists - to be managed via Terraform this resource needs to be imported into the State":
  // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs.
  adopt: 'not adopted: azurerm makes no second one, it stops the apply and names the id to import',
});

export const azureMonitor: Service = {
  things: 'parts of the log export',
  resources: {
    azurerm_resource_group: record(
      plain('Azure', 'resource group', { name: ['name'], remove: 'destroys-data' }),
      onGroup('Microsoft.Resources/subscriptions/resourceGroups'),
    ),
    azurerm_log_analytics_workspace: record(
      plain('Azure', 'log workspace', { name: ['name'], create: 'cost', remove: 'destroys-data' }),
      onGroup('Microsoft.OperationalInsights/workspaces'),
    ),
    azurerm_monitor_aad_diagnostic_setting: record(
      plain('Azure', 'Entra log export', { name: ['name'], create: 'cost' }),
      azure(
        'microsoft.aadiam/diagnosticSettings/read (scope /providers/Microsoft.aadiam)',
        'microsoft.aadiam/diagnosticSettings/* (scope /providers/Microsoft.aadiam)',
      ),
    ),
    azurerm_monitor_action_group: record(
      plain('Azure', 'action group', { name: ['name'] }),
      onGroup('Microsoft.Insights/actionGroups'),
    ),
    azurerm_monitor_scheduled_query_rules_alert_v2: record(
      plain('Azure', 'alert', { name: ['name'], create: 'cost' }),
      onGroup('Microsoft.Insights/scheduledQueryRules'),
    ),
  },
};
