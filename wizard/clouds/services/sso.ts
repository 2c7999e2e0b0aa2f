import {
  SSOAdminClient,
  DescribeApplicationCommand,
  GetApplicationAssignmentConfigurationCommand,
  ListApplicationAssignmentsCommand,
  ListApplicationsCommand,
  ListInstancesCommand,
  ListRegionsCommand,
} from '@aws-sdk/client-sso-admin';

export const Client = SSOAdminClient;
export const operations = {
  DescribeApplication: DescribeApplicationCommand,
  GetApplicationAssignmentConfiguration: GetApplicationAssignmentConfigurationCommand,
  ListApplicationAssignments: ListApplicationAssignmentsCommand,
  ListApplications: ListApplicationsCommand,
  ListInstances: ListInstancesCommand,
  ListRegions: ListRegionsCommand,
} as const;
