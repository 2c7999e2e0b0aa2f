import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace/index.js';
import { MonitorAadDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-aad-diagnostic-setting/index.js';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group/index.js';
import { MonitorScheduledQueryRulesAlertV2 } from '@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2/index.js';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
import { Token } from 'cdktf';
import { Construct } from 'constructs';

/** The logs of Entra that the alerts look at. Sign-in logs need Entra ID P1, which WorkSpaces users have anyway. */
const logCategories = ['SignInLogs', 'ProvisioningLogs'] as const;

/**
 * Sign-ins that Entra lists with an error although nothing is wrong with the setup: steps on the way (choose an account,
 * more proof asked for, stay signed in) and mistyped passwords.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
const harmlessSignInCodes = [
  '0',
  '16000',
  '16001',
  '50058',
  '50072',
  '50074',
  '50076',
  '50079',
  '50097',
  '50126',
  '50140',
];

/** Failed sign-ins within the window above which somebody is told: one person who is not assigned tries two or three times. */
const tolerableSignInFailures = 4;

/** Azure shows at most 12 characters of an action group in a text message. */
const shortName = 'WorkSpaces';

export interface SignInMonitoringProps {
  /** Name of the deployment: begins every name. Lower-case letters, digits and hyphens, at most 32. */
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

/**
 * Failed provisioning and failed sign-in of the enterprise app, watched in Azure Monitor. Needs an Azure subscription.
 *
 * The diagnostic setting belongs to the tenant, not to the subscription: writing it needs a role at the scope
 * `/providers/Microsoft.aadiam`, which a Global Administrator grants (hashicorp/terraform-provider-azurerm#18624).
 */
export class SignInMonitoring extends Construct {
  /** Id of the Log Analytics workspace, to query it. */
  readonly workspaceId: string;

  constructor(scope: Construct, id: string, props: SignInMonitoringProps) {
    super(scope, id);
    this.validateName(props.name);
    this.validateEmail(props.alertEmail);
    this.validateRetention(props.retentionDays ?? 30);
    const tags = props.tags ? { tags: { ...props.tags } } : {};
    const { name, location } = props;

    const group = new ResourceGroup(this, 'Resource', { name: `${name}-monitoring`, location, ...tags });
    const workspace = new LogAnalyticsWorkspace(this, 'logs', {
      name: `${name}-logs`,
      location,
      resourceGroupName: group.name,
      sku: 'PerGB2018',
      retentionInDays: props.retentionDays ?? 30,
      ...tags,
    });
    const setting = new MonitorAadDiagnosticSetting(this, 'entra-logs', {
      name: `${name}-entra-logs`,
      logAnalyticsWorkspaceId: workspace.id,
      enabledLog: logCategories.map((category) => ({ category })),
    });
    const people = new MonitorActionGroup(this, 'people', {
      name: `${name}-people`,
      resourceGroupName: group.name,
      shortName,
      emailReceiver: [{ name: 'mail', emailAddress: props.alertEmail, useCommonAlertSchema: true }],
      ...tags,
    });

    const alert = (alertId: string, what: Alert) =>
      new MonitorScheduledQueryRulesAlertV2(this, alertId, {
        name: `${name}-${alertId}`,
        displayName: what.title,
        description: what.description,
        location,
        resourceGroupName: group.name,
        scopes: [workspace.id],
        severity: 2,
        evaluationFrequency: 'PT30M',
        windowDuration: 'PT1H',
        autoMitigationEnabled: true,
        // The tables exist only after the first entry, so Azure would refuse the query of a new workspace.
        skipQueryValidation: true,
        criteria: [
          { query: what.query, timeAggregationMethod: 'Count', operator: 'GreaterThan', threshold: what.threshold },
        ],
        action: { actionGroups: [people.id] },
        dependsOn: [setting],
        ...tags,
      });
    alert('failed-provisioning', {
      title: `${name}: provisioning to AWS fails`,
      description:
        'Entra could not bring a user or a group to AWS IAM Identity Center. Usual causes: the SCIM token expired, or a user ' +
        'lacks first, last or display name. Look at the provisioning log of the enterprise app, then run `entra-workspaces doctor`.',
      query: `AADProvisioningLogs | where ResultType == "Failure" | where ServicePrincipal contains "${props.enterpriseAppObjectId}"`,
      threshold: 0,
    });
    alert('failed-sign-in', {
      title: `${name}: sign-in to AWS fails`,
      description:
        'Users cannot sign in to AWS through Entra. Usual causes: they are not in the group of desktop users, the signing ' +
        'certificate is not the one that Identity Center trusts, or Conditional Access blocks them. ' +
        'Look at the sign-in log of the enterprise app, then run `entra-workspaces doctor`.',
      query:
        `SigninLogs | where AppId == "${props.enterpriseAppClientId}" ` +
        `| where ResultType !in (${harmlessSignInCodes.map((code) => `"${code}"`).join(', ')})`,
      threshold: tolerableSignInFailures,
    });
    this.workspaceId = workspace.id;
  }

  private validateName(name: string): void {
    if (!/^[a-z][a-z0-9-]{2,31}$/.test(name)) {
      throw new Error(
        `\`name\` must be 3 to 32 lower-case letters, digits and hyphens, with a letter first, got: ${name}`,
      );
    }
  }

  private validateEmail(email: string): void {
    if (!Token.isUnresolved(email) && !/^[^\s@]+@[^\s@]+$/.test(email)) {
      throw new Error(`\`alertEmail\` must be an e-mail address, got: ${email}`);
    }
  }

  private validateRetention(days: number): void {
    if (!Number.isInteger(days) || days < 30 || days > 730) {
      throw new Error(`\`retentionDays\` must be a whole number of days from 30 to 730, got: ${days}`);
    }
  }
}

interface Alert {
  readonly title: string;
  readonly description: string;
  readonly query: string;
  /** More results than this within the window raise the alert. */
  readonly threshold: number;
}
