/** Rows of the guard list that nobody documents for WorkSpaces: they follow from how a desktop is made and reached. */
import { csp, enabled, field, filled, is, kind, policy, says, template } from './matchers.js';
import type { GuardRow } from './row.js';

const endpoint = 'windows10EndpointProtectionConfiguration';
const general = 'windows10GeneralConfiguration';
const compliance = 'windows10CompliancePolicy';
const statusPage = 'windows10EnrollmentCompletionPageConfiguration';
const profiles = ['Domain', 'Private', 'Public'] as const;
const accessGroup = 'LocalUsersAndGroups/Configure_groupconfiguration_accessgroup';

const ports = 'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-port-requirements.html';
const csps = 'https://learn.microsoft.com/windows/client-management/mdm/';

export const inferredRows: readonly GuardRow[] = [
  {
    id: 'firewall',
    title: 'The firewall ignores local rules, or lets nothing in',
    level: 'warn',
    effect: 'The rules for the management interface and for DCV are local ones: the desktop becomes unreachable.',
    source: ports,
    inferred: true,
    matchers: [
      ...profiles.flatMap((profile) => [
        csp(`Firewall/MdmStore/${profile}Profile/AllowLocalPolicyMerge`, is('false', '0')),
        csp(`Firewall/MdmStore/${profile}Profile/Shielded`, enabled),
        field(endpoint, `firewallProfile${profile}.policyRulesFromGroupPolicyNotMerged`, is('true')),
        field(endpoint, `firewallProfile${profile}.incomingTrafficBlocked`, is('true')),
      ]),
      template('Windows Defender Firewall: Do not allow exceptions'),
    ],
  },
  {
    id: 'virtualization-based-security',
    title: 'Virtualization-based security, Credential Guard or memory integrity are turned on',
    level: 'warn',
    effect:
      'EC2 does not offer memory integrity beside Credential Guard, and what a WorkSpace offers is not documented.',
    source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/credential-guard.html',
    inferred: true,
    matchers: [
      policy('DeviceGuard/EnableVirtualizationBasedSecurity', enabled),
      policy('DeviceGuard/LsaCfgFlags', is('1', '2')),
      policy('DeviceGuard/ConfigureSystemGuardLaunch', is('1')),
      policy('VirtualizationBasedTechnology/HypervisorEnforcedCodeIntegrity', is('1', '2')),
      field(endpoint, 'deviceGuardEnableVirtualizationBasedSecurity', is('true')),
      field(
        endpoint,
        'deviceGuardLocalSystemAuthorityCredentialGuardSettings',
        is('enableWithUEFILock', 'enableWithoutUEFILock'),
      ),
      template('Turn On Virtualization Based Security'),
    ],
  },
  {
    id: 'compliance-encryption',
    title: 'Compliance asks for an encrypted disk',
    level: 'warn',
    effect: 'BitLocker is not supported, so the desktop never becomes compliant.',
    source: 'https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html',
    inferred: true,
    matchers: [
      field(compliance, 'bitLockerEnabled', is('true')),
      field(compliance, 'storageRequireEncryption', is('true')),
    ],
  },
  {
    id: 'compliance-hardware',
    title: 'Compliance asks for TPM, Secure Boot, code integrity or health attestation',
    level: 'warn',
    effect: 'Which of these a WorkSpace shows to Windows is not documented: the desktop may never become compliant.',
    source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/credential-guard.html',
    inferred: true,
    matchers: [
      'tpmRequired',
      'secureBootEnabled',
      'codeIntegrityEnabled',
      'earlyLaunchAntiMalwareDriverEnabled',
      'memoryIntegrityEnabled',
      'kernelDmaProtectionEnabled',
      'virtualizationBasedSecurityEnabled',
      'firmwareProtectionEnabled',
    ].map((name) => field(compliance, name, is('true'))),
  },
  {
    id: 'compliance-signatures',
    title: 'Compliance asks for signatures of today',
    level: 'warn',
    effect: 'A desktop that stops by itself is not compliant in the minute in which it starts.',
    source: 'https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html',
    inferred: true,
    matchers: [field(compliance, 'signatureOutOfDate', is('true'))],
  },
  {
    id: 'profiles-deleted',
    title: 'User profiles are deleted by age',
    level: 'warn',
    effect: 'Somebody who comes back from leave finds an empty profile.',
    source: `${csps}policy-csp-admx-userprofiles#cleanupprofiles`,
    inferred: true,
    matchers: [
      policy('ADMX_UserProfiles/CleanupProfiles', enabled),
      csp('AccountManagement/UserProfileManagement/EnableProfileManager', enabled),
      template('Delete user profiles older than a specified number of days on system restart'),
    ],
  },
  {
    id: 'shared-pc',
    title: 'The desktop is set up as a shared PC',
    level: 'warn',
    effect: 'Shared PC mode deletes profiles, locks C: and sets a power plan: a personal desktop loses its user.',
    source: `${csps}sharedpc-csp`,
    inferred: true,
    matchers: [
      csp('SharedPC/EnableSharedPCMode', enabled),
      csp('SharedPC/EnableSharedPCModeWithOneDriveSync', enabled),
      field('sharedPCConfiguration', 'enabled', is('true')),
    ],
  },
  {
    id: 'tunnel-or-proxy',
    title: 'All traffic is sent through a tunnel or a proxy',
    level: 'warn',
    effect: 'Traffic of the management interface must go its own way: with it in a tunnel the desktop is unreachable.',
    source: ports,
    inferred: true,
    matchers: [
      csp('NetworkProxy/ProxyServer/ProxyAddress', filled),
      csp('NetworkProxy/SetupScriptUrl', filled),
      csp('VPNv2/*/ProfileXML', says(/<RoutingPolicyType>\s*ForceTunnel/i, '<RoutingPolicyType>ForceTunnel')),
      csp('VPNv2/*/NativeProfile/RoutingPolicyType', is('ForceTunnel')),
      field(general, 'networkProxyServer.address', filled),
      field(general, 'networkProxyAutomaticConfigurationUrl', filled),
      field(
        'windows10VpnConfiguration',
        'enableSplitTunneling',
        is('false'),
        field('windows10VpnConfiguration', 'enableAlwaysOn', is('true')),
      ),
    ],
  },
  {
    id: 'application-control',
    title: 'Only listed programs may run',
    level: 'warn',
    effect: "AWS's agents and DCV are programs too: without them on the list the desktop is lost at its next start.",
    source: `${csps}applicationcontrol-csp`,
    inferred: true,
    matchers: [
      csp('ApplicationControl/Policies/*', filled),
      policy('ApplicationControl/*', filled),
      csp('AppLocker/ApplicationLaunchRestrictions/*', filled),
      field(
        endpoint,
        'appLockerApplicationControl',
        is('enforceComponentsAndStoreApps', 'enforceComponentsStoreAppsAndSmartlocker'),
      ),
    ],
  },
  {
    id: 'local-groups',
    title: 'The members of local groups are replaced',
    level: 'warn',
    effect: 'Who AWS put into a local group is thrown out, the user of the desktop among them.',
    source: `${csps}policy-csp-localusersandgroups`,
    inferred: true,
    matchers: [
      policy(`${accessGroup}_action`, says(/restrict/i, 'add_restrict')),
      policy(
        'LocalUsersAndGroups/Configure',
        says(
          /<\s*group\s+action\s*=\s*"R"/i,
          '<GroupConfiguration><accessgroup desc="S-1-5-32-544"><group action="R" /></accessgroup></GroupConfiguration>',
        ),
      ),
      policy('RestrictedGroups/ConfigureGroupMembership', filled),
    ],
  },
  {
    id: 'kiosk',
    title: 'The desktop is a kiosk',
    level: 'warn',
    effect: 'One app, or a few, take the place of the desktop of its user.',
    source: `${csps}assignedaccess-csp`,
    inferred: true,
    matchers: [kind('windowsKioskConfiguration'), csp('AssignedAccess/*', filled)],
  },
  {
    id: 'reset',
    title: 'A desktop may be reset, retired or wiped',
    level: 'warn',
    effect: 'A reset WorkSpace is not registered with Autopilot again by AWS: only a rebuild brings it back.',
    source: 'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
    inferred: true,
    matchers: [
      policy('CredentialProviders/DisableAutomaticReDeploymentCredentials', is('0')),
      field(general, 'enableAutomaticRedeployment', is('true')),
      field(compliance, 'scheduledActionsForRule.scheduledActionConfigurations.actionType', is('retire', 'wipe')),
      field(statusPage, 'allowDeviceResetOnInstallFailure', is('true')),
    ],
  },
  {
    id: 'hello',
    title: 'Windows Hello asks for a PIN',
    level: 'warn',
    effect: 'The first sign-in stops for a PIN in a streaming session; where a TPM is required it fails.',
    source: `${csps}passportforwork-csp`,
    inferred: true,
    matchers: [
      csp('PassportForWork/*/Policies/UsePassportForWork', enabled),
      csp('PassportForWork/*/Policies/RequireSecurityDevice', enabled),
      field('windowsIdentityProtectionConfiguration', 'windowsHelloForBusinessBlocked', is('false')),
      field('deviceEnrollmentWindowsHelloForBusinessConfiguration', 'state', is('enabled')),
    ],
  },
  {
    id: 'windows-upgrade',
    title: 'Windows is brought to another version',
    level: 'warn',
    effect: 'The desktop works, but a Windows 11 that was upgraded in place cannot become an image.',
    source: 'https://docs.aws.amazon.com/workspaces/latest/adminguide/byol-windows-images.html',
    inferred: true,
    matchers: [
      policy('Update/TargetReleaseVersion', filled),
      policy('Update/ProductVersion', filled),
      field('windowsUpdateForBusinessConfiguration', 'allowWindows11Upgrade', is('true')),
    ],
  },
];
