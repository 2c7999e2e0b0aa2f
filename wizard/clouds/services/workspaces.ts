import {
  WorkSpacesClient,
  DescribeAccountCommand,
  DescribeAccountModificationsCommand,
  DescribeIpGroupsCommand,
  DescribeTagsCommand,
  DescribeWorkspaceBundlesCommand,
  DescribeWorkspaceDirectoriesCommand,
  DescribeWorkspaceImagesCommand,
  DescribeWorkspacesCommand,
  DescribeWorkspacesConnectionStatusCommand,
} from '@aws-sdk/client-workspaces';

export const Client = WorkSpacesClient;
export const operations = {
  DescribeAccount: DescribeAccountCommand,
  DescribeAccountModifications: DescribeAccountModificationsCommand,
  DescribeIpGroups: DescribeIpGroupsCommand,
  DescribeTags: DescribeTagsCommand,
  DescribeWorkspaceBundles: DescribeWorkspaceBundlesCommand,
  DescribeWorkspaceDirectories: DescribeWorkspaceDirectoriesCommand,
  DescribeWorkspaceImages: DescribeWorkspaceImagesCommand,
  DescribeWorkspaces: DescribeWorkspacesCommand,
  DescribeWorkspacesConnectionStatus: DescribeWorkspacesConnectionStatusCommand,
} as const;
