/** Pages that questions point to. */
const workspaces = 'https://docs.aws.amazon.com/workspaces/latest/adminguide';

export const links = {
  entraDirectory: `${workspaces}/launch-entra-id.html`,
  zones: `${workspaces}/azs-workspaces.html`,
  byol: `${workspaces}/byol-windows-images.html`,
  runningMode: `${workspaces}/running-mode.html`,
  encryption: `${workspaces}/encrypt-workspaces.html`,
  sizes: `${workspaces}/launch-workspaces-tutorials.html`,
  network: `${workspaces}/amazon-workspaces-vpc.html`,
  outbound: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html',
  serviceRole: `${workspaces}/workspaces-access-control.html#create-default-role`,
  selfService: `${workspaces}/enable-user-self-service-workspace-management.html`,
  instances: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/identity-center-instances.html',
  identitySource: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/manage-your-identity-source-change.html',
  entraAsSource: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/idp-microsoft-entra.html',
  tenantId: 'https://learn.microsoft.com/entra/fundamentals/how-to-find-tenant',
  groups: 'https://learn.microsoft.com/entra/identity/users/groups-create-rule',
  accessPackages: 'https://learn.microsoft.com/entra/id-governance/entitlement-management-overview',
  autopilot: 'https://learn.microsoft.com/autopilot/profiles',
  enrolment: 'https://learn.microsoft.com/intune/intune-service/configuration/settings-catalog',
  microsoft365: 'https://learn.microsoft.com/intune/intune-service/apps/apps-add-office365',
  companyPortal: 'https://learn.microsoft.com/intune/intune-service/apps/store-apps-company-portal-app',
  consent: 'https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent',
  appSecrets: 'https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials',
  s3Backend: 'https://developer.hashicorp.com/terraform/language/backend/s3',
  azurermBackend: 'https://developer.hashicorp.com/terraform/language/backend/azurerm',
  localBackend: 'https://developer.hashicorp.com/terraform/language/backend/local',
  githubOidc: 'https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments',
  azureConnection: 'https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity',
  monitoring:
    'https://learn.microsoft.com/entra/identity/monitoring-health/howto-integrate-activity-logs-with-azure-monitor-logs',
} as const;
