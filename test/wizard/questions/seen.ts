/** A well-prepared account and tenant, as discovery would have seen them. */
import type { Discovered } from '../../../wizard/discovery/discovered.js';

export const wellPrepared: Discovered = {
  account: { seen: { id: '111122223333', name: 'Desktops', caller: 'arn:aws:iam::111122223333:role/engineer' } },
  enabledRegions: { seen: ['eu-central-1', 'eu-west-1'] },
  instances: {
    seen: [
      {
        arn: 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f',
        identityStoreId: 'd-99672f0a1b',
        region: 'eu-central-1',
        kind: 'organization',
        fedByScim: true,
      },
    ],
  },
  byol: { seen: [{ region: 'eu-central-1', enabled: true, managementCidr: '172.20.0.0/16' }] },
  images: {
    seen: [
      { id: 'wsi-1a2b3c4d5', region: 'eu-central-1', name: 'win11', dedicated: true, created: '2026-10-01T00:00:00Z' },
    ],
  },
  bundles: { seen: [] },
  networks: {
    seen: [{ vpcId: 'vpc-0123456789abcdef0', region: 'eu-central-1', cidrs: ['172.24.0.0/16'], subnets: [] }],
  },
  serviceRole: { seen: true },
  tenant: {
    seen: {
      id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      displayName: 'Contoso',
      defaultDomain: 'contoso.com',
      verifiedDomains: ['contoso.com'],
    },
  },
  person: { seen: { upn: 'it@contoso.com', mail: 'it@contoso.com', roles: ['Global Administrator'] } },
  galleryApps: {
    seen: [
      {
        servicePrincipalObjectId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
        displayName: 'AWS IAM Identity Center',
        provisions: true,
        userNameFrom: 'userPrincipalName',
      },
    ],
  },
  autopilotProfiles: { seen: [] },
};

/** Enough answers for everything, as flags. */
export const enough: Readonly<Record<string, string>> = {
  accountId: '111122223333',
  tenantId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  region: 'eu-central-1',
  identityCenterInstance: 'create',
  notificationEmails: 'it@contoso.com',
  users: 'ada@contoso.com, grace@contoso.com',
  image: 'wsi-1a2b3c4d5',
};
