/** Every lookup, in one place: `permissions` prints what they need, the checks name theirs by id. */
import { boundary } from './account/boundary.js';
import { account } from './account/account.js';
import { appAssignments } from './entra/app-assignments.js';
import { appManagementPolicy } from './entra/app-management-policy.js';
import { applicationAssignments } from './identity-center/application-assignments.js';
import { applicationsNamed } from './entra/applications-named.js';
import { autopilotDevices } from './intune/autopilot-devices.js';
import { autopilotGroups } from './intune/autopilot-groups.js';
import { autopilotProfiles } from './intune/autopilot-profiles.js';
import { bundles } from './workspaces/bundles.js';
import { byol } from './workspaces/byol.js';
import { desktopConnections } from './workspaces/desktop-connections.js';
import { desktops } from './workspaces/desktops.js';
import { deviceGroup } from './intune/device-group.js';
import { deviceLimits } from './entra/device-limits.js';
import { directories } from './workspaces/directories.js';
import { ebsEncryption } from './account/ebs-encryption.js';
import { enabledRegions } from './account/enabled-regions.js';
import { encryptionKey } from './account/encryption-key.js';
import { enrolmentEvents } from './intune/enrolment-events.js';
import { enterpriseApp } from './entra/enterprise-app.js';
import { entraUser } from './entra/entra-user.js';
import { entraUsers } from './entra/entra-users.js';
import { failingSettings } from './intune/failing-settings.js';
import { galleryApps } from './entra/gallery-apps.js';
import { groupMembers } from './entra/group-members.js';
import { groupSearch } from './entra/group-search.js';
import { group } from './entra/group.js';
import { groupsNamed } from './entra/groups-named.js';
import { identityCenterApplications } from './identity-center/identity-center-applications.js';
import { identityCenterInstance } from './identity-center/identity-center-instance.js';
import { identityCenterInstances } from './identity-center/identity-center-instances.js';
import { images } from './workspaces/images.js';
import { ipGroups } from './workspaces/ip-groups.js';
import { licences } from './entra/licences.js';
import { managedDevices } from './intune/managed-devices.js';
import { mdmScope } from './entra/mdm-scope.js';
import { networks } from './account/networks.js';
import { organization } from './entra/organization.js';
import { ownedDevices } from './entra/owned-devices.js';
import { person } from './entra/person.js';
import { provisioningJob } from './entra/provisioning-job.js';
import { provisioningLog } from './entra/provisioning-log.js';
import { quotas } from './account/quotas.js';
import { registrationApp } from './entra/registration-app.js';
import { secretShape } from './account/secret-shape.js';
import { secret } from './account/secret.js';
import { secretsNamed } from './account/secrets-named.js';
import { serviceRole } from './account/service-role.js';
import { signIns } from './entra/sign-ins.js';
import { syncedGroup } from './identity-center/synced-group.js';
import { syncedUser } from './identity-center/synced-user.js';
import { syncedUsers } from './identity-center/synced-users.js';
import { tenant } from './entra/tenant.js';
import { tokenSecrets } from './account/token-secrets.js';
import { userSearch } from './entra/user-search.js';
import { usersByMail } from './entra/users-by-mail.js';

export const lookups = {
  account,
  appAssignments,
  appManagementPolicy,
  applicationAssignments,
  applicationsNamed,
  autopilotDevices,
  autopilotGroups,
  autopilotProfiles,
  boundary,
  bundles,
  byol,
  desktopConnections,
  desktops,
  deviceGroup,
  deviceLimits,
  directories,
  ebsEncryption,
  enabledRegions,
  encryptionKey,
  enrolmentEvents,
  enterpriseApp,
  entraUser,
  entraUsers,
  failingSettings,
  galleryApps,
  groupMembers,
  groupSearch,
  group,
  groupsNamed,
  identityCenterApplications,
  identityCenterInstance,
  identityCenterInstances,
  images,
  ipGroups,
  licences,
  managedDevices,
  mdmScope,
  networks,
  organization,
  ownedDevices,
  person,
  provisioningJob,
  provisioningLog,
  quotas,
  registrationApp,
  secretShape,
  secret,
  secretsNamed,
  serviceRole,
  signIns,
  syncedGroup,
  syncedUser,
  syncedUsers,
  tenant,
  tokenSecrets,
  userSearch,
  usersByMail,
} as const;

export type LookupName = keyof typeof lookups;
