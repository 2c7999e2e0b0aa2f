/** Every lookup. `permissions` prints what they need. Made by `npm run pages`. */
import { account } from './account/account.js';
import { alertsTopic } from './account/alerts-topic.js';
import { boundary } from './account/boundary.js';
import { ebsEncryption } from './account/ebs-encryption.js';
import { enabledRegions } from './account/enabled-regions.js';
import { encryptionKey } from './account/encryption-key.js';
import { functionNamed } from './account/function-named.js';
import { handshakeSecret } from './account/handshake-secret.js';
import { keyGrants } from './account/key-grants.js';
import { networks } from './account/networks.js';
import { outboundAcls } from './account/outbound-acls.js';
import { outboundFirewalls } from './account/outbound-firewalls.js';
import { outboundRules } from './account/outbound-rules.js';
import { publicAccess } from './account/public-access.js';
import { quotas } from './account/quotas.js';
import { secretShape } from './account/secret-shape.js';
import { secret } from './account/secret.js';
import { secretsNamed } from './account/secrets-named.js';
import { serviceRole } from './account/service-role.js';
import { stateAccount } from './account/state-account.js';
import { stateBucket } from './account/state-bucket.js';
import { tokenSecrets } from './account/token-secrets.js';
import { accessPackage } from './entra/access-package.js';
import { appAssignments } from './entra/app-assignments.js';
import { appManagementPolicy } from './entra/app-management-policy.js';
import { applicationsNamed } from './entra/applications-named.js';
import { compliantDevicePolicies } from './entra/conditional-access.js';
import { deviceLimits } from './entra/device-limits.js';
import { enterpriseApp } from './entra/enterprise-app.js';
import { entraDevices } from './entra/entra-devices.js';
import { entraUser } from './entra/entra-user.js';
import { entraUsers } from './entra/entra-users.js';
import { galleryApps } from './entra/gallery-apps.js';
import { groupHolding } from './entra/group-holding.js';
import { groupMembers } from './entra/group-members.js';
import { groupSearch } from './entra/group-search.js';
import { group } from './entra/group.js';
import { groupsNamed } from './entra/groups-named.js';
import { handshakeApp } from './entra/handshake-app.js';
import { intuneApp } from './entra/intune-app.js';
import { licences } from './entra/licences.js';
import { mdmScope } from './entra/mdm-scope.js';
import { organization } from './entra/organization.js';
import { ownedDevices } from './entra/owned-devices.js';
import { person } from './entra/person.js';
import { provisioningJob } from './entra/provisioning-job.js';
import { provisioningLog } from './entra/provisioning-log.js';
import { registrationApp } from './entra/registration-app.js';
import { signIns } from './entra/sign-ins.js';
import { tenant } from './entra/tenant.js';
import { userSearch } from './entra/user-search.js';
import { usersByMail } from './entra/users-by-mail.js';
import { applicationAssignments } from './identity-center/application-assignments.js';
import { identityCenterApplications } from './identity-center/identity-center-applications.js';
import { identityCenterEverywhere } from './identity-center/identity-center-everywhere.js';
import { identityCenterInstance } from './identity-center/identity-center-instance.js';
import { identityCenterInstances } from './identity-center/identity-center-instances.js';
import { identityStoreNetwork } from './identity-center/identity-store-network.js';
import { syncedGroup } from './identity-center/synced-group.js';
import { syncedUser } from './identity-center/synced-user.js';
import { syncedUsers } from './identity-center/synced-users.js';
import { appInstallStatus } from './intune/app-install-status.js';
import { assignmentFilters } from './intune/assignment-filters.js';
import { autopilotDevices } from './intune/autopilot-devices.js';
import { autopilotGroups } from './intune/autopilot-groups.js';
import { autopilotProfiles } from './intune/autopilot-profiles.js';
import { cleanUpRules } from './intune/clean-up-rules.js';
import { complianceSettings } from './intune/compliance-settings.js';
import { deviceContent } from './intune/device-content.js';
import { deviceGroup } from './intune/device-group.js';
import { devicePolicies } from './intune/device-policies.js';
import { enrolmentConfigurations } from './intune/enrolment-configurations.js';
import { enrolmentEvents } from './intune/enrolment-events.js';
import { failingSettings } from './intune/failing-settings.js';
import { managedDevices } from './intune/managed-devices.js';
import { azureDevOpsBranch } from './pipeline/azure-devops-branch.js';
import { azureDevOpsRules } from './pipeline/azure-devops-rules.js';
import { azureDevOpsRuns } from './pipeline/azure-devops-runs.js';
import { githubRules } from './pipeline/github-rules.js';
import { tokenIssuer } from './pipeline/gitlab-issuer.js';
import { gitlabRules } from './pipeline/gitlab-rules.js';
import { hostedRepository } from './pipeline/hosted-repository.js';
import { pipelineApps } from './pipeline/pipeline-apps.js';
import { pipelineLeftApps } from './pipeline/pipeline-left-apps.js';
import { pipelineRoles } from './pipeline/pipeline-roles.js';
import { bundles } from './workspaces/bundles.js';
import { byol } from './workspaces/byol.js';
import { desktopConnections } from './workspaces/desktop-connections.js';
import { desktopSnapshots } from './workspaces/desktop-snapshots.js';
import { desktops } from './workspaces/desktops.js';
import { directories } from './workspaces/directories.js';
import { imageApplications } from './workspaces/image-applications.js';
import { images } from './workspaces/images.js';
import { ipGroups } from './workspaces/ip-groups.js';

export const lookups = {
  accessPackage,
  account,
  alertsTopic,
  appAssignments,
  appInstallStatus,
  appManagementPolicy,
  applicationAssignments,
  applicationsNamed,
  assignmentFilters,
  autopilotDevices,
  autopilotGroups,
  autopilotProfiles,
  azureDevOpsBranch,
  azureDevOpsRules,
  azureDevOpsRuns,
  boundary,
  bundles,
  byol,
  cleanUpRules,
  complianceSettings,
  compliantDevicePolicies,
  desktopConnections,
  desktopSnapshots,
  desktops,
  deviceContent,
  deviceGroup,
  deviceLimits,
  devicePolicies,
  directories,
  ebsEncryption,
  enabledRegions,
  encryptionKey,
  enrolmentConfigurations,
  enrolmentEvents,
  enterpriseApp,
  entraDevices,
  entraUser,
  entraUsers,
  failingSettings,
  functionNamed,
  galleryApps,
  githubRules,
  gitlabRules,
  group,
  groupHolding,
  groupMembers,
  groupSearch,
  groupsNamed,
  handshakeApp,
  handshakeSecret,
  hostedRepository,
  identityCenterApplications,
  identityCenterEverywhere,
  identityCenterInstance,
  identityCenterInstances,
  identityStoreNetwork,
  imageApplications,
  images,
  intuneApp,
  ipGroups,
  keyGrants,
  licences,
  managedDevices,
  mdmScope,
  networks,
  organization,
  outboundAcls,
  outboundFirewalls,
  outboundRules,
  ownedDevices,
  person,
  pipelineApps,
  pipelineLeftApps,
  pipelineRoles,
  provisioningJob,
  provisioningLog,
  publicAccess,
  quotas,
  registrationApp,
  secret,
  secretShape,
  secretsNamed,
  serviceRole,
  signIns,
  stateAccount,
  stateBucket,
  syncedGroup,
  syncedUser,
  syncedUsers,
  tenant,
  tokenIssuer,
  tokenSecrets,
  userSearch,
  usersByMail,
} as const;

export type LookupName = keyof typeof lookups;
