import { OrganizationsClient, DescribeOrganizationCommand } from '@aws-sdk/client-organizations';

export const Client = OrganizationsClient;
export const operations = {
  DescribeOrganization: DescribeOrganizationCommand,
} as const;
