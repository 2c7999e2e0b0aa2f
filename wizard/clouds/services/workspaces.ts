import {
  WorkSpacesClient,
  CreateTagsCommand,
  DescribeAccountCommand,
  DescribeAccountModificationsCommand,
  DescribeApplicationsCommand,
  DescribeImageAssociationsCommand,
  DescribeIpGroupsCommand,
  DescribeTagsCommand,
  DescribeWorkspaceBundlesCommand,
  DescribeWorkspaceDirectoriesCommand,
  DescribeWorkspaceImagesCommand,
  DescribeWorkspaceSnapshotsCommand,
  DescribeWorkspacesCommand,
  DescribeWorkspacesConnectionStatusCommand,
} from '@aws-sdk/client-workspaces';

export const Client = WorkSpacesClient;
export const operations = {
  CreateTags: CreateTagsCommand,
  DescribeAccount: DescribeAccountCommand,
  DescribeAccountModifications: DescribeAccountModificationsCommand,
  DescribeApplications: DescribeApplicationsCommand,
  DescribeImageAssociations: DescribeImageAssociationsCommand,
  DescribeIpGroups: DescribeIpGroupsCommand,
  DescribeTags: DescribeTagsCommand,
  DescribeWorkspaceBundles: DescribeWorkspaceBundlesCommand,
  DescribeWorkspaceDirectories: DescribeWorkspaceDirectoriesCommand,
  DescribeWorkspaceImages: DescribeWorkspaceImagesCommand,
  DescribeWorkspaceSnapshots: DescribeWorkspaceSnapshotsCommand,
  DescribeWorkspaces: DescribeWorkspacesCommand,
  DescribeWorkspacesConnectionStatus: DescribeWorkspacesConnectionStatusCommand,
} as const;
