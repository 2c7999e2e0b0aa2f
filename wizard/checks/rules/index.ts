/** Every rule, in the order in which they are reported: along the way from the account to the person. */
import type { Rule } from '../rule.js';
import { access } from './access.js';
import { activeCertificate } from './active-certificate.js';
import { app } from './app.js';
import { bundle } from './bundle.js';
import { byol } from './byol.js';
import { certificate } from './certificate.js';
import { checkIn } from './check-in.js';
import { cleanUp } from './clean-up.js';
import { consent } from './consent.js';
import { desktopMissing } from './desktop-missing.js';
import { desktopQuota } from './desktop-quota.js';
import { desktopState } from './desktop-state.js';
import { deviceGroup } from './device-group.js';
import { deviceLimits } from './device-limits.js';
import { deviceNames } from './device-names.js';
import { deviceProfile } from './device-profile.js';
import { deviceRegistered } from './device-registered.js';
import { directoryDrift } from './directory-drift.js';
import { directoryName } from './directory-name.js';
import { directoryQuota } from './directory-quota.js';
import { directory } from './directory.js';
import { ebsEncryption } from './ebs-encryption.js';
import { groupAssigned } from './group-assigned.js';
import { groupNotSynced } from './group-not-synced.js';
import { groupTag } from './group-tag.js';
import { image } from './image.js';
import { instanceKey } from './instance-key.js';
import { instance } from './instance.js';
import { jobScope } from './job-scope.js';
import { jobSilent } from './job-silent.js';
import { job } from './job.js';
import { keyPolicy } from './key-policy.js';
import { licences } from './licences.js';
import { managementRange } from './management-range.js';
import { mdmScope } from './mdm-scope.js';
import { memberUpn } from './member-upn.js';
import { nestedGroups } from './nested-groups.js';
import { olderProfile } from './older-profile.js';
import { openAccess } from './open-access.js';
import { profileDrift } from './profile-drift.js';
import { profile } from './profile.js';
import { provisioningErrors } from './provisioning-errors.js';
import { regionEnabled } from './region-enabled.js';
import { registrationApp } from './registration-app.js';
import { samlSettings } from './saml-settings.js';
import { scimTokenExpiry } from './scim-token-expiry.js';
import { scimToken } from './scim-token.js';
import { secretExpiry } from './secret-expiry.js';
import { secretKey } from './secret-key.js';
import { secretKeys } from './secret-keys.js';
import { secretPolicy } from './secret-policy.js';
import { secretValue } from './secret-value.js';
import { secret } from './secret.js';
import { secretsPolicy } from './secrets-policy.js';
import { serviceRole } from './service-role.js';
import { subnetIpv6 } from './subnet-ipv6.js';
import { subnetWayOut } from './subnet-way-out.js';
import { subnetZones } from './subnet-zones.js';
import { syncedUser } from './synced-user.js';
import { userAbsent } from './user-absent.js';
import { userDisabled } from './user-disabled.js';
import { userLicence } from './user-licence.js';
import { userNameMapping } from './user-name-mapping.js';
import { userNames } from './user-names.js';
import { userNotMember } from './user-not-member.js';
import { userNotSynced } from './user-not-synced.js';
import { wrongAccount } from './wrong-account.js';
import { wrongTenant } from './wrong-tenant.js';

export const rules: readonly Rule[] = [
  wrongAccount,
  wrongTenant,
  regionEnabled,
  byol,
  desktopQuota,
  serviceRole,
  directoryQuota,
  licences,
  ebsEncryption,
  managementRange,
  subnetZones,
  subnetWayOut,
  subnetIpv6,
  secret,
  secretKey,
  keyPolicy,
  secretPolicy,
  secretKeys,
  secretValue,
  registrationApp,
  consent,
  cleanUp,
  secretExpiry,
  secretsPolicy,
  instance,
  instanceKey,
  access,
  openAccess,
  app,
  samlSettings,
  certificate,
  activeCertificate,
  scimToken,
  scimTokenExpiry,
  job,
  jobSilent,
  userNameMapping,
  jobScope,
  groupAssigned,
  nestedGroups,
  groupNotSynced,
  provisioningErrors,
  mdmScope,
  deviceLimits,
  groupTag,
  deviceGroup,
  profile,
  olderProfile,
  profileDrift,
  deviceNames,
  image,
  bundle,
  directoryName,
  directory,
  directoryDrift,
  desktopMissing,
  desktopState,
  deviceRegistered,
  deviceProfile,
  checkIn,
  userAbsent,
  userDisabled,
  userNames,
  userLicence,
  memberUpn,
  userNotMember,
  userNotSynced,
  syncedUser,
];
