/** A new object of a tenant as Graph returns it: what was given, and beside it every other property with its default. */
import type { Application, Group, ServicePrincipal, User } from './objects.js';

const nobody = { displayName: null, verifiedPublisherId: null, addedDateTime: null };
const noInfo = {
  logoUrl: null,
  marketingUrl: null,
  privacyStatementUrl: null,
  supportUrl: null,
  termsOfServiceUrl: null,
};

export function makeUser(given: Pick<User, 'id' | 'userPrincipalName' | 'createdDateTime'> & Partial<User>): User {
  const extra = {
    businessPhones: [],
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    employeeId: null,
    onPremisesImmutableId: null,
    onPremisesSamAccountName: null,
    onPremisesUserPrincipalName: null,
    onPremisesSyncEnabled: null,
  };
  return {
    deletedDateTime: null,
    displayName: null,
    givenName: null,
    surname: null,
    mail: null,
    mailNickname: given.userPrincipalName.split('@')[0] ?? null,
    accountEnabled: true,
    userType: 'Member',
    usageLocation: null,
    department: null,
    jobTitle: null,
    assignedLicenses: [],
    ...extra,
    ...given,
  };
}

export function makeGroup(given: Pick<Group, 'id' | 'createdDateTime'> & Partial<Group>): Group {
  const extra = {
    classification: null,
    expirationDateTime: null,
    isAssignableToRole: null,
    mail: null,
    mailEnabled: false,
    onPremisesDomainName: null,
    onPremisesLastSyncDateTime: null,
    onPremisesNetBiosName: null,
    onPremisesSamAccountName: null,
    onPremisesSecurityIdentifier: null,
    onPremisesSyncEnabled: null,
    preferredDataLocation: null,
    preferredLanguage: null,
    proxyAddresses: [],
    renewedDateTime: given.createdDateTime,
    resourceBehaviorOptions: [],
    resourceProvisioningOptions: [],
    securityIdentifier: securityIdentifier(given.id),
    theme: null,
    visibility: null,
    onPremisesProvisioningErrors: [],
    writebackConfiguration: { isEnabled: null, onPremisesGroupType: null },
  };
  return {
    deletedDateTime: null,
    description: null,
    displayName: null,
    groupTypes: [],
    mailNickname: null,
    membershipRule: null,
    membershipRuleProcessingState: null,
    membershipRuleProcessingStatus: null,
    securityEnabled: true,
    ...extra,
    ...given,
  };
}

export function makeApplication(
  given: Pick<Application, 'id' | 'appId' | 'createdDateTime'> & Partial<Application> & { publisherDomain?: string },
): Application {
  const extra = {
    description: null,
    groupMembershipClaims: null,
    isDeviceOnlyAuthSupported: null,
    isFallbackPublicClient: null,
    notes: null,
    publisherDomain: null,
    serviceManagementReference: null,
    tags: [],
    tokenEncryptionKeyId: null,
    samlMetadataUrl: null,
    defaultRedirectUri: null,
    certification: null,
    optionalClaims: null,
    disabledByMicrosoftStatus: null,
    addIns: [],
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      requestedAccessTokenVersion: null,
      oauth2PermissionScopes: [],
      preAuthorizedApplications: [],
    },
    info: { ...noInfo },
    parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
    requiredResourceAccess: [],
    verifiedPublisher: { ...nobody },
  };
  return {
    deletedDateTime: null,
    applicationTemplateId: null,
    displayName: null,
    identifierUris: [],
    appRoles: [],
    keyCredentials: [],
    passwordCredentials: [],
    signInAudience: 'AzureADMyOrg',
    publicClient: { redirectUris: [] },
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: [],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
      redirectUriSettings: [],
    },
    spa: { redirectUris: [] },
    ...extra,
    ...given,
  };
}

export function makeServicePrincipal(
  given: Pick<ServicePrincipal, 'id' | 'appId' | 'appOwnerOrganizationId' | 'createdDateTime'> &
    Partial<ServicePrincipal>,
): ServicePrincipal {
  const extra = {
    alternativeNames: [],
    appDescription: null,
    description: null,
    disabledByMicrosoftStatus: null,
    homepage: null,
    logoutUrl: null,
    notes: null,
    servicePrincipalType: 'Application',
    signInAudience: 'AzureADMyOrg',
    tokenEncryptionKeyId: null,
    samlSingleSignOnSettings: null,
    verifiedPublisher: { ...nobody },
    addIns: [],
    info: { ...noInfo },
    resourceSpecificApplicationPermissions: [],
  };
  return {
    deletedDateTime: null,
    accountEnabled: true,
    appDisplayName: given.displayName ?? null,
    applicationTemplateId: null,
    appRoleAssignmentRequired: false,
    appRoles: [],
    displayName: null,
    keyCredentials: [],
    loginUrl: null,
    notificationEmailAddresses: [],
    oauth2PermissionScopes: [],
    passwordCredentials: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    replyUrls: [],
    servicePrincipalNames: [given.appId],
    tags: [],
    ...extra,
    ...given,
  };
}

/** Entra derives the security identifier from the object id: its 16 bytes as four little-endian numbers. */
function securityIdentifier(objectId: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = objectId.split('-');
  const bytes = Buffer.concat([
    Buffer.from(a, 'hex').reverse(),
    Buffer.from(b, 'hex').reverse(),
    Buffer.from(c, 'hex').reverse(),
    Buffer.from(d + e, 'hex'),
  ]);
  return `S-1-12-1-${[0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)).join('-')}`;
}
