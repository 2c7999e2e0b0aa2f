/** Rows of the guard list whose break AWS documents, and what AWS advises against in the same page. */
import { among, csp, enabled, field, filled, is, over, policy, says, template, without } from './matchers.js';
import { groupPolicyPage, type GuardRow } from './row.js';

const endpoint = 'windows10EndpointProtectionConfiguration';
const general = 'windows10GeneralConfiguration';

/** Whoever ordinary users are among: names and SIDs of Users, Authenticated Users, Everyone, Interactive. */
const ordinary = [
  's-1-5-32-545',
  'users',
  'builtin\\users',
  's-1-5-11',
  'authenticated users',
  's-1-1-0',
  'everyone',
  's-1-5-4',
] as const;

/** As the settings catalog divides the XML of the CSP. */
const accessGroup = 'LocalUsersAndGroups/Configure_groupconfiguration_accessgroup';

export const documentedRows: readonly GuardRow[] = [
  {
    id: 'bitlocker',
    title: 'BitLocker is turned on',
    level: 'refuse',
    effect: 'AWS does not support it: a desktop that encrypts its own disk may not start again.',
    source: 'https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html',
    matchers: [
      csp('BitLocker/RequireDeviceEncryption', enabled),
      field(endpoint, 'bitLockerEncryptDevice', is('true')),
    ],
  },
  {
    id: 'removable-storage',
    title: 'Removable storage is denied',
    level: 'refuse',
    effect: 'The user volume (D:) counts as removable: the user signs in with a temporary profile and without D:.',
    source: groupPolicyPage,
    matchers: [
      policy('ADMX_RemovableStorage/RemovableStorageClasses_DenyAll_Access_*', enabled),
      policy('ADMX_RemovableStorage/RemovableDisks_Deny*_Access_*', enabled),
      policy('Storage/RemovableDiskDenyWriteAccess', enabled),
      policy('System/AllowStorageCard', is('0')),
      field(general, 'storageBlockRemovableStorage', is('true')),
      template('All Removable Storage classes: Deny all access'),
      template('Removable Disks: Deny read access'),
      template('Removable Disks: Deny write access'),
    ],
  },
  {
    id: 'log-on-rights',
    title: 'Ordinary users may not log on, or leave Remote Desktop Users',
    level: 'refuse',
    effect: 'The client cannot sign in, or loses its microphone.',
    source: groupPolicyPage,
    matchers: [
      policy('UserRights/AllowLocalLogOn', without(...ordinary)),
      policy('UserRights/DenyLocalLogOn', among(...ordinary)),
      policy('UserRights/DenyRemoteDesktopServicesLogOn', among(...ordinary, 's-1-5-32-555', 'remote desktop users')),
      policy(
        `${accessGroup}_desc`,
        says(/remotedesktopusers$/i, 'remotedesktopusers'),
        policy(`${accessGroup}_action`, says(/restrict|remove/i, 'add_restrict')),
      ),
      policy(
        'LocalUsersAndGroups/Configure',
        says(
          /desc\s*=\s*"(S-1-5-32-555|Remote Desktop Users)"\s*>\s*<\s*group\s+action\s*=\s*"R"/i,
          '<GroupConfiguration><accessgroup desc="S-1-5-32-555"><group action="R" /></accessgroup></GroupConfiguration>',
        ),
      ),
    ],
  },
  {
    id: 'drives-hidden',
    title: 'Drives are hidden, or access to them is prevented',
    level: 'refuse',
    effect: 'Without C: or D: neither sign-in nor profile work.',
    source: groupPolicyPage,
    matchers: [
      policy('ADMX_WindowsExplorer/NoDrives', enabled),
      policy('ADMX_WindowsExplorer/NoViewOnDrive', enabled),
      template('Hide these specified drives in My Computer'),
      template('Prevent access to drives from My Computer'),
    ],
  },
  {
    id: 'sleep',
    title: 'The desktop goes to sleep or hibernates',
    level: 'refuse',
    effect: 'A desktop that sleeps loses its session and is not woken by anybody.',
    source: groupPolicyPage,
    matchers: [
      policy('Power/StandbyTimeout*_enter*standbytimeout', over(0)),
      policy('Power/HibernateTimeout*_enter*hibernatetimeout', over(0)),
      // As a plain number of seconds; 1 alone is the choice "enabled", whose seconds are a setting of their own.
      policy('Power/StandbyTimeoutPluggedIn', over(1)),
      policy('Power/StandbyTimeoutOnBattery', over(1)),
      policy('Power/HibernateTimeoutPluggedIn', over(1)),
      policy('Power/HibernateTimeoutOnBattery', over(1)),
      policy('Power/UnattendedSleepTimeoutPluggedIn', over(0)),
      policy('Power/UnattendedSleepTimeoutOnBattery', over(0)),
      field('sharedPCConfiguration', 'idleTimeBeforeSleepInSeconds', over(0)),
      template('Specify the system sleep timeout (plugged in) value', over(0)),
      template('Specify the system hibernate timeout (plugged in) value', over(0)),
      template('Specify the unattended sleep timeout (plugged in) value', over(0)),
    ],
  },
  {
    id: 'session-limit',
    title: 'Sessions of Remote Desktop Services have a time limit',
    level: 'refuse',
    effect: 'A limit for active but idle sessions disconnects people from their desktop.',
    source: groupPolicyPage,
    matchers: [
      policy('ADMX_TerminalServer/TS_SESSIONS_Idle_Limit_*', enabled),
      policy('ADMX_TerminalServer/TS_SESSIONS_Limits_*', enabled),
      template('Set time limit for active but idle Remote Desktop Services sessions'),
      template('Set time limit for active Remote Desktop Services sessions'),
    ],
  },
  {
    id: 'power-plan',
    title: 'A power plan is set',
    level: 'warn',
    effect: 'WorkSpaces wants High performance: any other plan may put the desktop to sleep.',
    source: groupPolicyPage,
    matchers: [
      policy('ADMX_Power/InboxPowerSchemeOverride_2', enabled),
      policy('ADMX_Power/CustomPowerSchemeOverride_2', enabled),
      template('Select an active power plan'),
      template('Specify a custom active power plan'),
    ],
  },
  {
    id: 'logon-message',
    title: 'A message is shown before the sign-in',
    level: 'warn',
    effect: 'People sign in twice; with certificate-based sign-in they do not get in.',
    source: groupPolicyPage,
    matchers: [
      policy('LocalPoliciesSecurityOptions/InteractiveLogon_Message*ForUsersAttemptingToLogOn', filled),
      field(endpoint, 'localSecurityOptionsLogOnMessageText', filled),
      field(endpoint, 'localSecurityOptionsLogOnMessageTitle', filled),
    ],
  },
  {
    id: 'time-zone',
    title: 'The time zone is set',
    level: 'warn',
    effect: 'It fights with the time zone that the session brings along.',
    source: groupPolicyPage,
    matchers: [policy('TimeLanguageSettings/ConfigureTimeZone', filled)],
  },
];
