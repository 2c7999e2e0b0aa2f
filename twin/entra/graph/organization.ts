import { rule } from '../../rules.js';
import { guidFrom } from '../catalogue.js';
import { badRequest, notFound } from '../errors.js';
import type { MdmScope } from '../intune-objects.js';
import { allowed } from '../permissions.js';
import { directoryObjects, entity, list, noContent, referenced, type GraphCall, type Route } from './route.js';

const mdmPolicyId = rule(
  'mdm-policy-id',
  'guess',
  'The MDM policy of Intune has the id of its application, 0000000a-0000-0000-c000-000000000000.',
);

const intuneAppId = '0000000a-0000-0000-c000-000000000000';

const domainsOf = (call: GraphCall): object[] =>
  call.state.verifiedDomains.map((id, index) => ({
    id,
    authenticationType: 'Managed',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: index === 0,
    isInitial: id.endsWith('.onmicrosoft.com'),
    isRoot: true,
    isVerified: true,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
    passwordValidityPeriodInDays: null,
    passwordNotificationWindowInDays: null,
    state: null,
  }));

const organization = (call: GraphCall): object => ({
  id: call.state.tenantId,
  deletedDateTime: null,
  displayName: call.state.displayName,
  countryLetterCode: 'DE',
  preferredLanguage: 'en',
  tenantType: 'AAD',
  createdDateTime: '2020-01-01T00:00:00Z',
  assignedPlans: call.state.skus.flatMap((sku) =>
    sku.servicePlans.map(({ servicePlanId }) => ({
      capabilityStatus: 'Enabled',
      service: 'cloud',
      servicePlanId,
      assignedDateTime: '2020-01-01T00:00:00Z',
    })),
  ),
  verifiedDomains: call.state.verifiedDomains.map((name, index) => ({
    capabilities: 'Email, OfficeCommunicationsOnline',
    isDefault: index === 0,
    isInitial: name.endsWith('.onmicrosoft.com'),
    name,
    type: 'Managed',
  })),
  ...(call.version === 'beta' ? { directorySizeQuota: { used: 1, total: 300_000 } } : {}),
});

const skusOf = (call: GraphCall): object[] =>
  call.state.skus.map((sku) => ({
    id: `${call.state.tenantId}_${sku.skuId}`,
    accountId: call.state.tenantId,
    accountName: call.state.displayName,
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: [...call.state.users.values()].filter((user) =>
      user.assignedLicenses.some((each) => each.skuId === sku.skuId),
    ).length,
    prepaidUnits: { enabled: 1000, suspended: 0, warning: 0, lockedOut: 0 },
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    servicePlans: sku.servicePlans,
    subscriptionIds: [guidFrom(sku.skuId)],
  }));

function appManagementPolicy(call: GraphCall): object {
  const { passwordAdditionBlocked, passwordMaxLifetimeDays } = call.state.appManagementPolicy;
  const restriction = (restrictionType: string, maxLifetime: string | null): object => ({
    restrictionType,
    state: 'enabled',
    maxLifetime,
    restrictForAppsCreatedAfterDateTime: '2020-01-01T00:00:00Z',
  });
  const passwordCredentials = [
    ...(passwordAdditionBlocked ? [restriction('passwordAddition', null)] : []),
    ...(passwordMaxLifetimeDays !== undefined ? [restriction('passwordLifetime', `P${passwordMaxLifetimeDays}D`)] : []),
  ];
  return {
    id: '00000000-0000-0000-0000-000000000000',
    displayName: 'Default app management tenant policy',
    description:
      'Default tenant policy that enforces app management restrictions on applications and service principals.',
    isEnabled: passwordCredentials.length > 0,
    applicationRestrictions: { passwordCredentials, keyCredentials: [] },
    servicePrincipalRestrictions: { passwordCredentials, keyCredentials: [] },
  };
}

const mdmPolicy = (call: GraphCall): object => ({
  id: intuneAppId,
  appliesTo: call.state.mdmScope.appliesTo,
  complianceUrl: 'https://portal.manage.microsoft.com/?portalAction=Compliance',
  description: 'Microsoft Intune',
  discoveryUrl: 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc',
  displayName: 'Microsoft Intune',
  isValid: true,
  termsOfUseUrl: 'https://portal.manage.microsoft.com/TermsofUse.aspx',
});

function checkMdmId(call: GraphCall): void {
  call.context.world.rules.leanOn(mdmPolicyId);
  if (call.params['id'] !== intuneAppId) throw notFound(call.params['id'] ?? '');
}

/** The tenant itself: name, domains, licences, policies. */
export const organizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/organization',
    allow: allowed.readOrganization,
    handle: (call) => list(call, 'organization', [organization(call)]),
  },
  {
    method: 'GET',
    path: '/organization/{id}',
    allow: allowed.readOrganization,
    handle: (call) => {
      if (call.params['id'] !== call.state.tenantId) throw notFound(call.params['id'] ?? '');
      return entity(call, 'organization', organization(call));
    },
  },
  {
    method: 'GET',
    path: '/domains',
    allow: allowed.readDomains,
    handle: (call) => list(call, 'domains', domainsOf(call)),
  },
  {
    method: 'GET',
    path: '/subscribedSkus',
    allow: allowed.readLicences,
    handle: (call) => list(call, 'subscribedSkus', skusOf(call)),
  },
  {
    method: 'GET',
    path: '/policies/defaultAppManagementPolicy',
    allow: allowed.readPolicies,
    handle: (call) => entity(call, 'policies/defaultAppManagementPolicy', appManagementPolicy(call)),
  },
  {
    method: 'GET',
    path: '/policies/appManagementPolicies',
    allow: allowed.readPolicies,
    handle: (call) => list(call, 'policies/appManagementPolicies', []),
  },
  {
    method: 'GET',
    path: '/policies/deviceRegistrationPolicy',
    allow: allowed.readDeviceRegistration,
    handle: (call) =>
      entity(call, 'policies/deviceRegistrationPolicy', {
        id: 'deviceRegistrationPolicy',
        displayName: 'Device Registration Policy',
        description:
          'Tenant-wide policy that manages intial provisioning controls using quota restrictions, additional authentication and authorization checks',
        userDeviceQuota: call.state.deviceRegistration.userDeviceQuota,
        multiFactorAuthConfiguration: 'notRequired',
        azureADRegistration: {
          isAdminConfigurable: false,
          allowedToRegister: { '@odata.type': '#microsoft.graph.allDeviceRegistrationMembership' },
        },
        azureADJoin: {
          isAdminConfigurable: true,
          allowedToJoin: {
            '@odata.type': `#microsoft.graph.${call.state.deviceRegistration.mayJoin === 'all' ? 'all' : 'no'}DeviceRegistrationMembership`,
          },
        },
        localAdminPassword: { isEnabled: false },
      }),
  },
  {
    method: 'GET',
    path: '/policies/mobileDeviceManagementPolicies',
    versions: ['beta'],
    allow: allowed.readMdmScope,
    handle: (call) => list(call, 'policies/mobileDeviceManagementPolicies', [mdmPolicy(call)]),
  },
  {
    method: 'GET',
    path: '/policies/mobileDeviceManagementPolicies/{id}',
    versions: ['beta'],
    allow: allowed.readMdmScope,
    handle: (call) => {
      checkMdmId(call);
      return entity(call, 'policies/mobileDeviceManagementPolicies', mdmPolicy(call));
    },
  },
  {
    method: 'PATCH',
    path: '/policies/mobileDeviceManagementPolicies/{id}',
    versions: ['beta'],
    allow: allowed.writeMdmScope,
    body: { appliesTo: 'string!' },
    handle: (call) => {
      checkMdmId(call);
      const appliesTo = String(call.body['appliesTo']);
      if (!['none', 'all', 'selected'].includes(appliesTo))
        throw badRequest(`Invalid value specified for property 'appliesTo'.`);
      call.state.mdmScope.appliesTo = appliesTo as MdmScope['appliesTo'];
      return noContent();
    },
  },
  {
    method: 'GET',
    path: '/policies/mobileDeviceManagementPolicies/{id}/includedGroups',
    versions: ['beta'],
    allow: allowed.readMdmScope,
    handle: (call) => {
      checkMdmId(call);
      return list(call, 'groups', directoryObjects(call.state, call.state.mdmScope.includedGroups));
    },
  },
  {
    method: 'POST',
    path: '/policies/mobileDeviceManagementPolicies/{id}/includedGroups/$ref',
    versions: ['beta'],
    allow: allowed.writeMdmScope,
    body: { '@odata.id': 'string!' },
    handle: (call) => {
      checkMdmId(call);
      const id = referenced(call.body['@odata.id']);
      if (!call.state.groups.has(id)) throw notFound(id);
      call.state.mdmScope.includedGroups.push(id);
      return noContent();
    },
  },
];
