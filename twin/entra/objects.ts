/**
 * What a tenant holds, in the field names of Microsoft Graph. Only what the twin's rules or its callers look at is
 * typed; what Graph also returns is filled in by new-objects.ts.
 */

export interface DirectoryObject {
  readonly id: string;
  displayName: string | null;
  deletedDateTime: string | null;
}

/** Kinds that `directoryObjects`, owners and members know, with their `@odata.type`. */
export const odataTypes = {
  users: '#microsoft.graph.user',
  groups: '#microsoft.graph.group',
  applications: '#microsoft.graph.application',
  servicePrincipals: '#microsoft.graph.servicePrincipal',
  devices: '#microsoft.graph.device',
  directoryRoles: '#microsoft.graph.directoryRole',
} as const;
export type DirectoryKind = keyof typeof odataTypes;

export interface AssignedLicense {
  readonly skuId: string;
  readonly disabledPlans: readonly string[];
}

export interface User extends DirectoryObject {
  userPrincipalName: string;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  mailNickname: string | null;
  accountEnabled: boolean;
  userType: 'Member' | 'Guest';
  usageLocation: string | null;
  department: string | null;
  jobTitle: string | null;
  assignedLicenses: AssignedLicense[];
  createdDateTime: string;
}

export interface Group extends DirectoryObject {
  description: string | null;
  groupTypes: string[];
  mailNickname: string | null;
  securityEnabled: boolean;
  membershipRule: string | null;
  membershipRuleProcessingState: 'On' | 'Paused' | null;
  membershipRuleProcessingStatus: {
    status: 'NotStarted' | 'Running' | 'Succeeded' | 'Failed';
    lastMembershipUpdated: string | null;
    errorMessage: string | null;
  } | null;
  createdDateTime: string;
}

export interface AppRole {
  readonly id: string;
  readonly value: string | null;
  readonly displayName: string;
  readonly description: string;
  readonly allowedMemberTypes: readonly string[];
  readonly isEnabled: boolean;
  readonly origin: string;
}

/** A client secret. The text is kept for the token endpoint; Graph shows it once. */
export interface PasswordCredential {
  readonly customKeyIdentifier: string | null;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly hint: string | null;
  readonly keyId: string;
  readonly secretText: string | null;
}

export interface KeyCredential {
  readonly customKeyIdentifier: string | null;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly type: string;
  readonly usage: string;
  readonly keyId: string;
  /** Base64 DER; shown only with `$select=keyCredentials`. */
  readonly key: string | null;
}

export interface WebSettings {
  homePageUrl: string | null;
  logoutUrl: string | null;
  redirectUris: string[];
  implicitGrantSettings: { enableAccessTokenIssuance: boolean; enableIdTokenIssuance: boolean };
  redirectUriSettings: unknown[];
}

export interface Application extends DirectoryObject {
  readonly appId: string;
  readonly applicationTemplateId: string | null;
  identifierUris: string[];
  appRoles: AppRole[];
  web: WebSettings;
  spa: { redirectUris: string[] };
  publicClient: { redirectUris: string[] };
  keyCredentials: KeyCredential[];
  passwordCredentials: PasswordCredential[];
  signInAudience: string;
  createdDateTime: string;
}

export interface ServicePrincipal extends DirectoryObject {
  readonly appId: string;
  readonly applicationTemplateId: string | null;
  accountEnabled: boolean;
  appDisplayName: string | null;
  appOwnerOrganizationId: string;
  appRoleAssignmentRequired: boolean;
  appRoles: AppRole[];
  keyCredentials: KeyCredential[];
  passwordCredentials: PasswordCredential[];
  loginUrl: string | null;
  oauth2PermissionScopes: object[];
  notificationEmailAddresses: string[];
  preferredSingleSignOnMode: string | null;
  preferredTokenSigningKeyThumbprint: string | null;
  replyUrls: string[];
  servicePrincipalNames: string[];
  tags: string[];
  createdDateTime: string;
}

export interface AppRoleAssignment {
  readonly id: string;
  readonly deletedDateTime: null;
  readonly appRoleId: string;
  readonly createdDateTime: string;
  readonly principalDisplayName: string | null;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group' | 'ServicePrincipal';
  readonly resourceDisplayName: string | null;
  readonly resourceId: string;
}

export interface FederatedIdentityCredential {
  readonly id: string;
  name: string;
  issuer: string;
  /** Null where an expression stands in its place. */
  subject: string | null;
  description: string | null;
  audiences: string[];
  claimsMatchingExpression?: { value: string; languageVersion: number };
}

/** A computer as Entra knows it. `physicalIds` is what rules call `device.devicePhysicalIds`. */
export interface Device extends DirectoryObject {
  readonly deviceId: string;
  accountEnabled: boolean;
  physicalIds: string[];
  operatingSystem: string;
  trustType: string | null;
  profileType: string | null;
  isManaged: boolean | null;
  enrollmentProfileName: string | null;
  createdDateTime: string;
}

export interface DirectoryRole extends DirectoryObject {
  readonly roleTemplateId: string;
  readonly description: string;
}

export interface RoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string | null;
  readonly appScopeId: string | null;
  readonly condition: null;
}
