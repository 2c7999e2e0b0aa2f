import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace/index.js';
import { MonitorAadDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-aad-diagnostic-setting/index.js';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group/index.js';
import { MonitorScheduledQueryRulesAlertV2 } from '@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2/index.js';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
import { Construct } from 'constructs';

export interface SignInMonitoringProps {
  /** Name of the deployment: begins every name. */
  readonly name: string;
  /** Azure location, e.g. `westeurope`. */
  readonly location: string;
  /** Who gets mail. */
  readonly alertEmail: string;
  /** Application (client) id of the enterprise app: the alerts look at no other. */
  readonly enterpriseAppClientId: string;
  /** Object id of its service principal. */
  readonly enterpriseAppObjectId: string;
  /**
   * Days for which the logs are kept, 30 to 730.
   * @default 30
   */
  readonly retentionDays?: number;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Failed provisioning and failed sign-in of the enterprise app, watched in Azure Monitor. Needs an Azure subscription. */
export class SignInMonitoring extends Construct {
  /** Id of the Log Analytics workspace, to query it. */
  readonly workspaceId: string;

  constructor(scope: Construct, id: string, props: SignInMonitoringProps) {
    super(scope, id);
    void [MonitorAadDiagnosticSetting, MonitorActionGroup, MonitorScheduledQueryRulesAlertV2];
    const group = new ResourceGroup(this, 'group', { name: `${props.name}-monitoring`, location: props.location });
    const workspace = new LogAnalyticsWorkspace(this, 'workspace', {
      name: `${props.name}-logs`,
      location: props.location,
      resourceGroupName: group.name,
    });
    this.workspaceId = workspace.id;
  }
}
