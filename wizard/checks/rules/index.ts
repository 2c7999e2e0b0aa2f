/** Every rule, from the account to the person; lines of one area may change places. Made by `npm run pages`. */
import type { Rule } from '../rule.js';
import { alertsKey } from './account/alerts-key.js';
import { alertsTopic } from './account/alerts-topic.js';
import { approver } from './account/approver.js';
import { boundary } from './account/boundary.js';
import { byol } from './account/byol.js';
import { desktopQuota } from './account/desktop-quota.js';
import { directoryQuota } from './account/directory-quota.js';
import { ebsEncryption } from './account/ebs-encryption.js';
import { fleetRoom } from './account/fleet-room.js';
import { pipelineIssuer } from './account/gitlab-issuer.js';
import { keyGrants } from './account/key-grants.js';
import { licences } from './account/licences.js';
import { nameTaken } from './account/name-taken.js';
import { othersCode } from './account/others-code.js';
import { pipelineApps } from './account/pipeline-apps.js';
import { pipelineBypass } from './account/pipeline-bypass.js';
import { pipelineHostRules } from './account/pipeline-host-rules.js';
import { pipelinePolicies } from './account/pipeline-policies.js';
import { pipelineRights } from './account/pipeline-rights.js';
import { pipelineRunSettings } from './account/pipeline-run-settings.js';
import { pipelineTrust } from './account/pipeline-trust.js';
import { regionEnabled } from './account/region-enabled.js';
import { selfServiceLicence } from './account/self-service-licence.js';
import { serviceRole } from './account/service-role.js';
import { stateReaders } from './account/state-readers.js';
import { wrongAccount } from './account/wrong-account.js';
import { wrongTenant } from './account/wrong-tenant.js';
import { bundle } from './desktops/bundle.js';
import { checkIn } from './desktops/check-in.js';
import { desktopDouble } from './desktops/desktop-double.js';
import { desktopMissing } from './desktops/desktop-missing.js';
import { desktopState } from './desktops/desktop-state.js';
import { deviceProfile } from './desktops/device-profile.js';
import { deviceRegistered } from './desktops/device-registered.js';
import { directoryDrift } from './desktops/directory-drift.js';
import { directoryName } from './desktops/directory-name.js';
import { directory } from './desktops/directory.js';
import { imageOffice } from './desktops/image-office.js';
import { image } from './desktops/image.js';
import { activeCertificate } from './federation/active-certificate.js';
import { app } from './federation/app.js';
import { certificate } from './federation/certificate.js';
import { groupAssigned } from './federation/group-assigned.js';
import { groupNotSynced } from './federation/group-not-synced.js';
import { handshakeMissing } from './federation/handshake-missing.js';
import { jobScope } from './federation/job-scope.js';
import { jobSilent } from './federation/job-silent.js';
import { job } from './federation/job.js';
import { nestedGroups } from './federation/nested-groups.js';
import { provisioningErrors } from './federation/provisioning-errors.js';
import { samlSettings } from './federation/saml-settings.js';
import { scimTokenExpiry } from './federation/scim-token-expiry.js';
import { scimToken } from './federation/scim-token.js';
import { userNameMapping } from './federation/user-name-mapping.js';
import { access } from './identity-center/access.js';
import { instanceKey } from './identity-center/instance-key.js';
import { instance } from './identity-center/instance.js';
import { openAccess } from './identity-center/open-access.js';
import { signInNetwork } from './identity-center/sign-in-network.js';
import { storeNetwork } from './identity-center/store-network.js';
import { complianceMissing } from './intune/compliance-missing.js';
import { complianceValidity } from './intune/compliance-validity.js';
import { compliantDevice } from './intune/compliant-device.js';
import { deviceCleanUp } from './intune/device-clean-up.js';
import { deviceGroup } from './intune/device-group.js';
import { deviceLimits } from './intune/device-limits.js';
import { deviceNames } from './intune/device-names.js';
import { groupTag } from './intune/group-tag.js';
import { inheritedEnrolment } from './intune/inherited-enrolment.js';
import { inheritedPolicy } from './intune/inherited-policy.js';
import { intuneCertificate } from './intune/intune-certificate.js';
import { mdmScope } from './intune/mdm-scope.js';
import { olderProfile } from './intune/older-profile.js';
import { profileDrift } from './intune/profile-drift.js';
import { profile } from './intune/profile.js';
import { updateRings } from './intune/update-rings.js';
import { managementRange } from './network/management-range.js';
import { outboundAcl } from './network/outbound-acl.js';
import { outboundBlocked } from './network/outbound-blocked.js';
import { outboundFirewall } from './network/outbound-firewall.js';
import { publicAccessBlocked } from './network/public-access-blocked.js';
import { subnetIpv6 } from './network/subnet-ipv6.js';
import { subnetWayOut } from './network/subnet-way-out.js';
import { subnetZones } from './network/subnet-zones.js';
import { cleanUp } from './registration/clean-up.js';
import { consent } from './registration/consent.js';
import { keyPolicy } from './registration/key-policy.js';
import { registrationApp } from './registration/registration-app.js';
import { secretExpiry } from './registration/secret-expiry.js';
import { secretKey } from './registration/secret-key.js';
import { secretKeys } from './registration/secret-keys.js';
import { secretPolicy } from './registration/secret-policy.js';
import { secretValue } from './registration/secret-value.js';
import { secret } from './registration/secret.js';
import { secretsPolicy } from './registration/secrets-policy.js';
import { fleetMember } from './users/fleet-member.js';
import { heldMember } from './users/held-member.js';
import { memberUpn } from './users/member-upn.js';
import { syncedUser } from './users/synced-user.js';
import { userAbsent } from './users/user-absent.js';
import { userDisabled } from './users/user-disabled.js';
import { userLicence } from './users/user-licence.js';
import { userNames } from './users/user-names.js';
import { userNotMember } from './users/user-not-member.js';
import { userNotSynced } from './users/user-not-synced.js';

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
  pipelineApps,
  pipelineTrust,
  selfServiceLicence,
  approver,
  pipelineRights,
  fleetRoom,
  pipelineHostRules,
  keyGrants,
  stateReaders,
  pipelinePolicies,
  pipelineBypass,
  pipelineRunSettings,
  pipelineIssuer,
  othersCode,
  nameTaken,
  alertsTopic,
  alertsKey,
  managementRange,
  subnetZones,
  subnetWayOut,
  subnetIpv6,
  outboundBlocked,
  outboundAcl,
  outboundFirewall,
  publicAccessBlocked,
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
  signInNetwork,
  storeNetwork,
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
  complianceMissing,
  complianceValidity,
  compliantDevice,
  deviceCleanUp,
  inheritedEnrolment,
  inheritedPolicy,
  updateRings,
  intuneCertificate,
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
  imageOffice,
  userAbsent,
  userDisabled,
  userNames,
  userLicence,
  memberUpn,
  userNotMember,
  heldMember,
  userNotSynced,
  syncedUser,
  fleetMember,
];
