/** Every rule, in the order in which they are reported: along the way from the account to the person. */
import type { Rule } from '../rule.js';
import { boundary } from './account/boundary.js';
import { access } from './identity-center/access.js';
import { activeCertificate } from './federation/active-certificate.js';
import { app } from './federation/app.js';
import { bundle } from './desktops/bundle.js';
import { byol } from './account/byol.js';
import { certificate } from './federation/certificate.js';
import { checkIn } from './desktops/check-in.js';
import { cleanUp } from './registration/clean-up.js';
import { consent } from './registration/consent.js';
import { desktopDouble } from './desktops/desktop-double.js';
import { desktopMissing } from './desktops/desktop-missing.js';
import { desktopQuota } from './account/desktop-quota.js';
import { desktopState } from './desktops/desktop-state.js';
import { deviceGroup } from './intune/device-group.js';
import { deviceLimits } from './intune/device-limits.js';
import { deviceNames } from './intune/device-names.js';
import { deviceProfile } from './desktops/device-profile.js';
import { deviceRegistered } from './desktops/device-registered.js';
import { directoryDrift } from './desktops/directory-drift.js';
import { directoryName } from './desktops/directory-name.js';
import { directoryQuota } from './account/directory-quota.js';
import { directory } from './desktops/directory.js';
import { ebsEncryption } from './account/ebs-encryption.js';
import { groupAssigned } from './federation/group-assigned.js';
import { groupNotSynced } from './federation/group-not-synced.js';
import { groupTag } from './intune/group-tag.js';
import { handshakeMissing } from './federation/handshake-missing.js';
import { heldMember } from './users/held-member.js';
import { image } from './desktops/image.js';
import { instanceKey } from './identity-center/instance-key.js';
import { instance } from './identity-center/instance.js';
import { jobScope } from './federation/job-scope.js';
import { jobSilent } from './federation/job-silent.js';
import { job } from './federation/job.js';
import { keyPolicy } from './registration/key-policy.js';
import { licences } from './account/licences.js';
import { managementRange } from './network/management-range.js';
import { mdmScope } from './intune/mdm-scope.js';
import { memberUpn } from './users/member-upn.js';
import { nestedGroups } from './federation/nested-groups.js';
import { olderProfile } from './intune/older-profile.js';
import { openAccess } from './identity-center/open-access.js';
import { profileDrift } from './intune/profile-drift.js';
import { profile } from './intune/profile.js';
import { provisioningErrors } from './federation/provisioning-errors.js';
import { regionEnabled } from './account/region-enabled.js';
import { registrationApp } from './registration/registration-app.js';
import { samlSettings } from './federation/saml-settings.js';
import { scimTokenExpiry } from './federation/scim-token-expiry.js';
import { scimToken } from './federation/scim-token.js';
import { secretExpiry } from './registration/secret-expiry.js';
import { secretKey } from './registration/secret-key.js';
import { secretKeys } from './registration/secret-keys.js';
import { secretPolicy } from './registration/secret-policy.js';
import { secretValue } from './registration/secret-value.js';
import { secret } from './registration/secret.js';
import { secretsPolicy } from './registration/secrets-policy.js';
import { serviceRole } from './account/service-role.js';
import { subnetIpv6 } from './network/subnet-ipv6.js';
import { subnetWayOut } from './network/subnet-way-out.js';
import { subnetZones } from './network/subnet-zones.js';
import { syncedUser } from './users/synced-user.js';
import { userAbsent } from './users/user-absent.js';
import { userDisabled } from './users/user-disabled.js';
import { userLicence } from './users/user-licence.js';
import { userNameMapping } from './federation/user-name-mapping.js';
import { userNames } from './users/user-names.js';
import { userNotMember } from './users/user-not-member.js';
import { userNotSynced } from './users/user-not-synced.js';
import { wrongAccount } from './account/wrong-account.js';
import { wrongTenant } from './account/wrong-tenant.js';

export const rules: readonly Rule[] = [
  wrongAccount,
  wrongTenant,
  regionEnabled,
  byol,
  desktopQuota,
  serviceRole,
  boundary,
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
  handshakeMissing,
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
  desktopDouble,
  deviceRegistered,
  deviceProfile,
  checkIn,
  userAbsent,
  userDisabled,
  userNames,
  userLicence,
  memberUpn,
  userNotMember,
  heldMember,
  userNotSynced,
  syncedUser,
];
