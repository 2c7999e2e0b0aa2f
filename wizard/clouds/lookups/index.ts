/** Every lookup, in one place: `permissions` prints what they need, the checks name theirs by id. */
import { account } from './account.js';
import { appAssignments } from './app-assignments.js';
import { appManagementPolicy } from './app-management-policy.js';
import { applicationAssignments } from './application-assignments.js';
import { applicationsNamed } from './applications-named.js';
import { autopilotDevices } from './autopilot-devices.js';
import { autopilotGroups } from './autopilot-groups.js';
import { autopilotProfiles } from './autopilot-profiles.js';
import { bundles } from './bundles.js';
import { byol } from './byol.js';
import { desktopConnections } from './desktop-connections.js';
import { desktops } from './desktops.js';
import { deviceGroup } from './device-group.js';
import { deviceLimits } from './device-limits.js';
import { directories } from './directories.js';
import { ebsEncryption } from './ebs-encryption.js';
import { enabledRegions } from './enabled-regions.js';
import { encryptionKey } from './encryption-key.js';
import { enrolmentEvents } from './enrolment-events.js';
import { enterpriseApp } from './enterprise-app.js';
import { entraUser } from './entra-user.js';
import { entraUsers } from './entra-users.js';
import { failingSettings } from './failing-settings.js';
import { galleryApps } from './gallery-apps.js';
import { groupMembers } from './group-members.js';
import { groupSearch } from './group-search.js';
import { group } from './group.js';
import { groupsNamed } from './groups-named.js';
import { identityCenterApplications } from './identity-center-applications.js';
import { identityCenterInstance } from './identity-center-instance.js';
import { identityCenterInstances } from './identity-center-instances.js';
import { images } from './images.js';
import { ipGroups } from './ip-groups.js';
import { licences } from './licences.js';
import { managedDevices } from './managed-devices.js';
import { mdmScope } from './mdm-scope.js';
import { networks } from './networks.js';
import { organization } from './organization.js';
import { ownedDevices } from './owned-devices.js';
import { person } from './person.js';
import { provisioningJob } from './provisioning-job.js';
import { provisioningLog } from './provisioning-log.js';
import { quotas } from './quotas.js';
import { registrationApp } from './registration-app.js';
import { secretShape } from './secret-shape.js';
import { secret } from './secret.js';
import { secretsNamed } from './secrets-named.js';
import { serviceRole } from './service-role.js';
import { signIns } from './sign-ins.js';
import { syncedGroup } from './synced-group.js';
import { syncedUser } from './synced-user.js';
import { syncedUsers } from './synced-users.js';
import { tenant } from './tenant.js';
import { tokenSecrets } from './token-secrets.js';
import { userSearch } from './user-search.js';
import { usersByMail } from './users-by-mail.js';

export const lookups = {
  account,
  appAssignments,
  appManagementPolicy,
  applicationAssignments,
  applicationsNamed,
  autopilotDevices,
  autopilotGroups,
  autopilotProfiles,
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
