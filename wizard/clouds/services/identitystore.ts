import {
  IdentitystoreClient,
  DescribeUserCommand,
  DescribeGroupCommand,
  GetGroupIdCommand,
  GetUserIdCommand,
  ListGroupMembershipsCommand,
  ListGroupMembershipsForMemberCommand,
  ListUsersCommand,
} from '@aws-sdk/client-identitystore';

export const Client = IdentitystoreClient;
export const operations = {
  DescribeUser: DescribeUserCommand,
  DescribeGroup: DescribeGroupCommand,
  GetGroupId: GetGroupIdCommand,
  GetUserId: GetUserIdCommand,
  ListGroupMemberships: ListGroupMembershipsCommand,
  ListGroupMembershipsForMember: ListGroupMembershipsForMemberCommand,
  ListUsers: ListUsersCommand,
} as const;
