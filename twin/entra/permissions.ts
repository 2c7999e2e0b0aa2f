import { rule } from '../rules.js';
import type { TenantContext } from './context.js';
import { GraphError } from './errors.js';

const leastPrivilege = rule(
  'graph-permission-needed',
  'https://learn.microsoft.com/graph/permissions-reference; test/recordings/azuread-3.7.0, experiment 403',
  'A call without one of the permissions that its page names is refused with 403, before anything is looked up.',
);
const intuneRefusal = rule(
  'intune-permission-text',
  'jseerden/IntuneBackupAndRestore#55; srozemuller/IntuneAssistant#6',
  'Intune answers 403 with code Forbidden and names the permissions that would do.',
);
const delegatedOnly = rule(
  'graph-delegated-only',
  'docs/facts/intune.md 3.1: mobileDeviceManagementPolicies, permissions table of its page',
  'Some calls take delegated permissions alone: no service principal can make them.',
);
const ownerOfGroup = rule(
  'graph-owner-of-group',
  'https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/group#api-permissions',
  'A service principal with Group.Create changes a group that it owns, members too.',
);
const userNeedsRole = rule(
  'graph-user-needs-directory-role',
  'https://learn.microsoft.com/graph/auth-v2-user: effective permissions',
  'With a delegated token the user needs a directory role as well as the scope.',
);

/** What a call takes. */
export interface Permission {
  /** Application permissions or delegated scopes: any one is enough. Empty: no permission needed. */
  readonly anyOf: readonly string[];
  readonly delegatedOnly?: boolean;
  /** Enough on objects that the caller owns. */
  readonly owned?: string;
  readonly intune?: boolean;
  /** A POST that changes nothing: roles that read are enough. */
  readonly reads?: true;
}

/** Whoever sent a request, as the token says. */
export interface Caller {
  readonly objectId: string;
  readonly appId: string;
  readonly kind: 'application' | 'user';
  /** Application roles, or delegated scopes. */
  readonly granted: readonly string[];
}

const ownedBy = 'Application.ReadWrite.OwnedBy';
const ownedGroup = 'Group.Create';
const readApplications = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const readGroups = [
  'GroupMember.Read.All',
  'Group.Read.All',
  'Directory.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
  'Directory.ReadWrite.All',
];

/** Permissions by what is done; the names are those of each call's page. */
export const allowed = {
  anyone: { anyOf: [] },
  readApplications: { anyOf: readApplications, owned: ownedBy },
  writeApplications: { anyOf: ['Application.ReadWrite.All', 'Directory.ReadWrite.All'], owned: ownedBy },
  readAppRoleAssignments: { anyOf: [...readApplications, 'AppRoleAssignment.ReadWrite.All'] },
  writeAppRoleAssignments: { anyOf: ['AppRoleAssignment.ReadWrite.All'] },
  readGroups: { anyOf: readGroups },
  writeGroups: { anyOf: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'], owned: ownedGroup },
  createGroups: { anyOf: ['Group.Create', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'] },
  writeMembers: {
    anyOf: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
    owned: ownedGroup,
  },
  readUsers: { anyOf: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'] },
  /** Page of `List ownedDevices`: application permissions are not supported. */
  readOwnedDevices: { anyOf: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'], delegatedOnly: true },
  writeUsers: { anyOf: ['User.ReadWrite.All', 'Directory.ReadWrite.All'] },
  readObjects: {
    anyOf: [
      'Directory.Read.All',
      'Directory.ReadWrite.All',
      'User.Read.All',
      'User.ReadWrite.All',
      'Group.Read.All',
      'Group.ReadWrite.All',
      'Application.Read.All',
      'Application.ReadWrite.All',
      'Device.Read.All',
      'Device.ReadWrite.All',
    ],
  },
  readDevices: { anyOf: ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'] },
  writeDevices: { anyOf: ['Device.ReadWrite.All'] },
  readOrganization: {
    anyOf: [
      'Organization.Read.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
      'Application.Read.All',
      'Application.ReadWrite.All',
    ],
  },
  readLicences: {
    anyOf: ['LicenseAssignment.Read.All', 'Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  },
  readDomains: { anyOf: ['Domain.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'] },
  readDirectoryRoles: {
    anyOf: [
      'RoleManagement.Read.Directory',
      'RoleManagement.ReadWrite.Directory',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  },
  writeDirectoryRoles: { anyOf: ['RoleManagement.ReadWrite.Directory'] },
  readPolicies: {
    anyOf: ['Policy.Read.All', 'Policy.Read.ApplicationConfiguration', 'Policy.ReadWrite.ApplicationConfiguration'],
  },
  readDeviceRegistration: {
    anyOf: ['Policy.Read.DeviceConfiguration', 'Policy.ReadWrite.DeviceConfiguration', 'Policy.Read.All'],
  },
  readMdmScope: { anyOf: ['Policy.Read.All', 'Policy.ReadWrite.MobilityManagement'], delegatedOnly: true },
  writeMdmScope: { anyOf: ['Policy.ReadWrite.MobilityManagement'], delegatedOnly: true },
  readSynchronization: {
    anyOf: [
      'Synchronization.Read.All',
      'Synchronization.ReadWrite.All',
      'Application.ReadWrite.All',
      'Directory.ReadWrite.All',
    ],
  },
  writeSynchronization: {
    anyOf: ['Synchronization.ReadWrite.All', 'Application.ReadWrite.All', 'Directory.ReadWrite.All'],
  },
  provisionOnDemand: { anyOf: ['Synchronization.ReadWrite.All'] },
  readProvisioningLog: { anyOf: ['AuditLog.Read.All', 'ProvisioningLog.Read.All'] },
  readSignInLog: { anyOf: ['AuditLog.Read.All'] },
  readAutopilot: {
    anyOf: ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'],
    intune: true,
  },
  writeAutopilot: { anyOf: ['DeviceManagementServiceConfig.ReadWrite.All'], intune: true },
  readManagedDevices: {
    anyOf: ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'],
    intune: true,
  },
  readDeviceConfiguration: {
    anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'],
    intune: true,
  },
  /** https://learn.microsoft.com/graph/api/intune-apps-mobileappinstallstatus-list; that the report takes the same is a guess. */
  readApps: {
    anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'],
    intune: true,
    reads: true,
  },
  /** Page of `List policies` of Conditional Access. */
  readConditionalAccess: { anyOf: ['Policy.Read.All', 'Policy.Read.ConditionalAccess'] },
  readEntitlement: { anyOf: ['EntitlementManagement.Read.All', 'EntitlementManagement.ReadWrite.All'] },
  writeEntitlement: { anyOf: ['EntitlementManagement.ReadWrite.All'] },
  writeManagedDevices: { anyOf: ['DeviceManagementManagedDevices.ReadWrite.All'], intune: true },
} as const satisfies Record<string, Permission>;

/** Roles that may read all, and those that may change all; enough for the delegated calls of the twin. */
const readingRoles = [
  'Global Administrator',
  'Global Reader',
  'Directory Readers',
  'Intune Administrator',
  'Application Administrator',
  'Cloud Application Administrator',
  'Privileged Role Administrator',
  'Groups Administrator',
];
const changingRoles: Readonly<Record<string, readonly string[]>> = {
  'Application Administrator': ['Application.', 'AppRoleAssignment.', 'Synchronization.'],
  'Cloud Application Administrator': ['Application.', 'AppRoleAssignment.', 'Synchronization.'],
  'Intune Administrator': [
    'DeviceManagement',
    'Device.',
    'Group.',
    'GroupMember.',
    'Policy.ReadWrite.MobilityManagement',
    'Policy.ReadWrite.DeviceConfiguration',
  ],
  'Groups Administrator': ['Group.', 'GroupMember.'],
  'Privileged Role Administrator': ['RoleManagement.', 'AppRoleAssignment.'],
};

/** Refuses a call that its caller may not make. `objectId` is the object that the call is about, for owners. */
export function checkPermission(
  context: TenantContext,
  caller: Caller,
  permission: Permission,
  method: string,
  objectId: string | undefined,
): void {
  if (permission.anyOf.length === 0) return;
  context.world.rules.leanOn(leastPrivilege);
  if (permission.delegatedOnly && caller.kind === 'application') {
    context.world.rules.leanOn(delegatedOnly);
    throw refusal(context, permission);
  }
  const held = permission.anyOf.filter((name) => caller.granted.includes(name));
  if (held.length > 0) {
    if (caller.kind === 'user' && !userMay(context, caller, held, permission.reads ? 'GET' : method)) {
      context.world.rules.leanOn(userNeedsRole);
      throw refusal(context, permission);
    }
    return;
  }
  if (permission.owned !== undefined && caller.granted.includes(permission.owned)) {
    if (permission.owned === ownedGroup) context.world.rules.leanOn(ownerOfGroup);
    if (objectId === undefined || context.state.ownersOf(objectId).includes(caller.objectId)) return;
  }
  throw refusal(context, permission);
}

function userMay(context: TenantContext, caller: Caller, held: readonly string[], method: string): boolean {
  const roles = directoryRoleNames(context, caller.objectId);
  if (roles.includes('Global Administrator')) return true;
  if (method === 'GET') return roles.some((role) => readingRoles.includes(role));
  return roles.some((role) => changingRoles[role]?.some((prefix) => held.some((name) => name.startsWith(prefix))));
}

/** Names of the directory roles that a user or service principal holds. */
export function directoryRoleNames(context: TenantContext, principalId: string): readonly string[] {
  return context.state
    .parentsOf(principalId)
    .map((id) => context.state.directoryRoles.get(id)?.displayName)
    .filter((name): name is string => typeof name === 'string');
}

function refusal(context: TenantContext, permission: Permission): GraphError {
  if (!permission.intune) {
    return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  context.world.rules.leanOn(intuneRefusal);
  const message = {
    _version: 3,
    Message: `Application is not authorized to perform this operation. Application must have one of the following scopes: ${permission.anyOf.join(', ')}`,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  };
  return new GraphError(403, 'Forbidden', JSON.stringify(message, null, 2));
}
