import type { Account } from './aws/account.js';
import { skus } from './entra/catalogue.js';
import type { Credentials } from './entra/given-applications.js';
import type { Tenant } from './entra/tenant.js';

/** What there is before anybody runs Terraform. */
export interface Seed {
  /** Users of the tenant by UPN. Default: ada and grace at contoso.com. */
  readonly users?: readonly string[];
  /** The organization's Identity Center instance, with the ARN that a file names; `none`. Default: in eu-central-1. */
  readonly identityCenter?: { readonly region: string; readonly arn?: string } | 'none';
  /** Regions with BYOL and a Windows image of one's own. Default: eu-central-1. */
  readonly byolRegions?: readonly string[];
  /** By Region: ids that a file names, for the images there. Default: one image with an id of its own. */
  readonly imageIds?: Readonly<Record<string, readonly string[]>>;
  /** How many desktops a Region may have; AWS starts with 1. Default: 100. */
  readonly desktopQuota?: number;
  /** Application permissions of the service principal that Terraform signs in as. Default: the least that it needs. */
  readonly terraformRoles?: readonly string[];
  /** Licences of Entra ID P2 beside the usual ones, as access packages need them. Default: none. */
  readonly entraP2?: boolean;
}

/** What a scenario needs to know of it. */
export interface Seeded {
  readonly tenantId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  /** The service principal that Terraform signs in as. */
  readonly terraform: Credentials;
  /** Of the organization instance. Undefined when there is none. */
  readonly instanceArn?: string;
  /** The first image by Region. */
  readonly images: Readonly<Record<string, string>>;
}

/**
 * The least application permissions of the service principal that runs Terraform: Microsoft Graph permissions reference,
 * each for the calls that the recordings of azuread and the msgraph provider make; `User.Read.All` for users by UPN.
 */
const leastTerraformRoles: readonly string[] = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'Synchronization.ReadWrite.All',
  'Group.ReadWrite.All',
  'User.Read.All',
  'DeviceManagementServiceConfig.ReadWrite.All',
  'DeviceManagementConfiguration.ReadWrite.All',
  'DeviceManagementApps.ReadWrite.All',
];

const homeRegion = 'eu-central-1';

/** Sets both clouds up as their administrators would have left them. */
export function plantSeed(tenant: Tenant, account: Account, subscriptionId: string, seed: Seed): Seeded {
  if (seed.entraP2) tenant.state.skus = [...tenant.state.skus, skus.entraP2];
  for (const user of seed.users ?? ['ada@contoso.com', 'grace@contoso.com']) tenant.addUser(user);
  tenant.setMdmScope('all');
  // Intune begins with 30; desktops that stop by themselves may be away for longer.
  tenant.state.deviceManagementSettings.deviceComplianceCheckinThresholdDays = 45;
  const terraform = tenant.addServicePrincipal('Terraform', { roles: seed.terraformRoles ?? leastTerraformRoles });
  const instance =
    seed.identityCenter === 'none'
      ? undefined
      : account.identityCenter.enableOrganizationInstance(
          seed.identityCenter?.region ?? homeRegion,
          seed.identityCenter?.arn,
        );
  const images = (seed.byolRegions ?? [homeRegion]).map((region) => {
    account.workspaces.enableByol(region);
    account.workspaces.region(region).desktopQuota = seed.desktopQuota ?? 100;
    const [first] = (seed.imageIds?.[region] ?? []).map((id) => account.workspaces.addImage(region, { id }));
    return [region, first ?? account.workspaces.addImage(region)] as const;
  });
  return {
    tenantId: tenant.id,
    accountId: account.accountId,
    subscriptionId,
    terraform,
    ...(instance ? { instanceArn: instance.arn } : {}),
    images: Object.fromEntries(images),
  };
}
