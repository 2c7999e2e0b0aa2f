import { createHash } from 'node:crypto';
import type { AppRole } from './objects.js';

/**
 * What Microsoft brings into every tenant: the Graph service principal with its application roles, the gallery
 * template, directory roles and licences. Sources: Graph permissions reference, Graph tutorial "application-saml-sso-
 * configure-api", Entra built-in roles reference, "Product names and service plan identifiers for licensing".
 */

export const graphAppId = '00000003-0000-0000-c000-000000000000';
/** The tenant that owns Microsoft's own applications. */
export const microsoftTenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

const knownGraphRoles: Readonly<Record<string, string>> = {
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'Application.ReadWrite.All': '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
  'Application.ReadWrite.OwnedBy': '18a4783c-866b-4cc7-a460-3d5e5662c884',
  'AppRoleAssignment.ReadWrite.All': '06b708a9-e830-4db3-a914-8e69da51d44f',
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
  'Device.Read.All': '7438b122-aefc-4978-80ed-43db9fcc7715',
  'Device.ReadWrite.All': '1138cb37-bd11-4084-a2b7-9f71582aeddb',
  'DeviceManagementApps.Read.All': '7a6ee1e7-141e-4cec-ae74-d9db155731ff',
  'DeviceManagementApps.ReadWrite.All': '78145de6-330d-4800-a6ce-494ff2d33d07',
  'DeviceManagementConfiguration.Read.All': 'dc377aa6-52d8-4e23-b271-2a7ae04cedf3',
  'DeviceManagementConfiguration.ReadWrite.All': '9241abd9-d0e6-425a-bd4f-47ba86e767a4',
  'DeviceManagementManagedDevices.Read.All': '2f51be20-0bb4-4fed-bf7b-db946066c75e',
  'DeviceManagementManagedDevices.ReadWrite.All': '243333ab-4d21-40cb-a475-36241daa0842',
  'DeviceManagementServiceConfig.Read.All': '06a5fe6d-c49d-46a7-b082-56b1b14103c7',
  'DeviceManagementServiceConfig.ReadWrite.All': '5ac13192-7ace-4fcf-b828-1a26f28068ee',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'Directory.ReadWrite.All': '19dbc75e-c2e2-444c-a770-ec69d8559fc7',
  'Domain.Read.All': 'dbb9058a-0e50-45d7-ae91-66909b5d4664',
  'Group.Create': 'bf7b1a76-6e77-406b-b258-bf5c7720e98f',
  'Group.Read.All': '5b567255-7703-4780-807c-7be8301ae99b',
  'Group.ReadWrite.All': '62a82d76-70ea-41e2-9197-370581804d09',
  'GroupMember.Read.All': '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  'GroupMember.ReadWrite.All': 'dbaae8cf-10b5-4b86-a4a1-f871c94c6695',
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  'Policy.Read.All': '246dd0d5-5bd0-4def-940b-0421030a5b68',
  'Policy.ReadWrite.ApplicationConfiguration': 'be74164b-cff1-491c-8741-e671cb536e13',
  'RoleManagement.Read.Directory': '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  'RoleManagement.ReadWrite.Directory': '9e3f62cf-ca3d-4989-b6ce-bf83c28f9fe8',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
  'Synchronization.ReadWrite.All': '9b50c33d-700f-43b1-b2eb-87e89b703581',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'User.ReadWrite.All': '741f803b-c850-494e-b5df-cde7c675a1ca',
};

/** Roles that the twin knows by name alone: their ids are made up, as nobody may rely on them. */
const namedGraphRoles = [
  'EntitlementManagement.Read.All',
  'EntitlementManagement.ReadWrite.All',
  'LicenseAssignment.Read.All',
  'Policy.Read.ApplicationConfiguration',
  'Policy.Read.ConditionalAccess',
  'Policy.Read.DeviceConfiguration',
  'Policy.ReadWrite.DeviceConfiguration',
  'ProvisioningLog.Read.All',
];

export const graphRoles: readonly AppRole[] = [
  ...Object.entries(knownGraphRoles),
  ...namedGraphRoles.map((name): [string, string] => [name, guidFrom(name)]),
].map(([value, id]) => ({
  id,
  value,
  displayName: value,
  description: value,
  allowedMemberTypes: ['Application'],
  isEnabled: true,
  origin: 'Application',
}));

/** Delegated scopes that Graph publishes; of those the twin shows the one that is mixed up with its application role. */
export const graphScopes: readonly object[] = [
  {
    id: '662ed50a-ac44-4eef-ad86-62eed9be2a29',
    value: 'DeviceManagementServiceConfig.ReadWrite.All',
    type: 'Admin',
    isEnabled: true,
    adminConsentDescription: 'Read and write Microsoft Intune configuration',
    adminConsentDisplayName: 'Read and write Microsoft Intune configuration',
    userConsentDescription: null,
    userConsentDisplayName: null,
  },
];

export const graphRoleNames: readonly string[] = graphRoles.map((role) => role.value as string);

/** The role of the gallery app that groups are assigned. Its value is null: azuread leaves it out of `app_role_ids`. */
export const galleryUserRoleId = '8774f594-1d59-4279-b9d9-59ef09a23530';

export const galleryAppRoles: readonly AppRole[] = [
  [galleryUserRoleId, 'User'] as const,
  ['e7f1a7f3-9eda-48e0-9963-bd67bf531afd', 'msiam_access'] as const,
].map(([id, name]) => ({
  id,
  value: null,
  displayName: name,
  description: name,
  allowedMemberTypes: ['User'],
  isEnabled: true,
  origin: 'Application',
}));

export interface ApplicationTemplate {
  readonly id: string;
  readonly displayName: string;
  readonly homePageUrl: string;
  readonly supportedSingleSignOnModes: readonly string[];
  readonly supportedProvisioningTypes: readonly string[];
  readonly logoUrl: string;
  readonly categories: readonly string[];
  readonly publisher: string;
  readonly description: string | null;
}

const fromAmazon = {
  homePageUrl: 'https://aws.amazon.com/',
  logoUrl: 'https://images.microsoft.com/aws.png',
  categories: ['itInfrastructure'],
  publisher: 'Amazon',
  description: null,
};

/** The right template, and the one that is often taken for it. */
export const applicationTemplates: readonly ApplicationTemplate[] = [
  {
    id: '21ed01d2-ec13-4e9e-86c1-cd546719ebc4',
    displayName: 'AWS IAM Identity Center (successor to AWS Single Sign-On)',
    supportedSingleSignOnModes: ['saml', 'external'],
    supportedProvisioningTypes: ['sync'],
    ...fromAmazon,
  },
  {
    id: '8b1025e4-1dd2-430b-a150-2ef79cd700f5',
    displayName: 'AWS Single-Account Access',
    supportedSingleSignOnModes: ['password', 'saml', 'external'],
    supportedProvisioningTypes: ['sync'],
    ...fromAmazon,
  },
];

/** Built-in directory roles that matter here, by template id. */
export const directoryRoleTemplates: readonly { id: string; displayName: string; description: string }[] = [
  ['62e90394-69f5-4237-9190-012177145e10', 'Global Administrator', 'Can manage all aspects of Microsoft Entra ID.'],
  ['3a2c62db-5318-420d-8d74-23affee5d9d5', 'Intune Administrator', 'Can manage all aspects of the Intune product.'],
  [
    'e8611ab8-c189-46e8-94e1-60213ab1f814',
    'Privileged Role Administrator',
    'Can manage role assignments in Microsoft Entra ID.',
  ],
  [
    '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
    'Application Administrator',
    'Can create and manage all aspects of app registrations and enterprise apps.',
  ],
  [
    '158c047a-c907-4556-b7ef-446551a6b5f7',
    'Cloud Application Administrator',
    'Can create and manage all aspects of app registrations and enterprise apps except App Proxy.',
  ],
  ['fdd7a751-b60b-444a-984c-02652fe8fa1c', 'Groups Administrator', 'Can manage all aspects of groups.'],
  [
    'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
    'Global Reader',
    'Can read everything that a Global Administrator can, but not update anything.',
  ],
  ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'Directory Readers', 'Can read basic directory information.'],
].map(([id = '', displayName = '', description = '']) => ({ id, displayName, description }));

export interface ServicePlan {
  readonly servicePlanId: string;
  readonly servicePlanName: string;
  readonly provisioningStatus: string;
  readonly appliesTo: string;
}

export interface Sku {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly servicePlans: readonly ServicePlan[];
}

const plan = (servicePlanName: string, servicePlanId: string): ServicePlan => ({
  servicePlanId,
  servicePlanName,
  provisioningStatus: 'Success',
  appliesTo: 'User',
});
const entraP1 = plan('AAD_PREMIUM', '41781fb2-bc02-4b7c-bd55-b576c07bb09d');
const entraP2 = plan('AAD_PREMIUM_P2', 'eec0eb4f-6444-4f95-aba0-50c24d67f998');
const intune = plan('INTUNE_A', 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5');
const windowsVirtual = plan('Virtualization Rights for Windows 10 (E3/E5+VDA)', 'e7c91390-7625-45be-94e0-e16907e03118');

/** Licences by the names their pages give them. */
export const skus = {
  microsoft365E3: {
    skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965',
    skuPartNumber: 'SPE_E3',
    servicePlans: [entraP1, intune, windowsVirtual],
  },
  entraP1: { skuId: '078d2b04-f1bd-4111-bbd4-b4b1b354cef4', skuPartNumber: 'AAD_PREMIUM', servicePlans: [entraP1] },
  entraP2: {
    skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
    skuPartNumber: 'AAD_PREMIUM_P2',
    servicePlans: [entraP1, entraP2],
  },
  intune: { skuId: '061f9ace-7d42-4136-88ac-31dc755f143f', skuPartNumber: 'INTUNE_A', servicePlans: [intune] },
  windowsVda: {
    skuId: 'd13ef257-988a-46f3-8fce-f47484dd4550',
    skuPartNumber: 'E3_VDA_only',
    servicePlans: [windowsVirtual],
  },
} as const satisfies Record<string, Sku>;

export const servicePlanIds = { entraP1: entraP1.servicePlanId, intune: intune.servicePlanId } as const;

/** A GUID that is the same in every run. */
export function guidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
