import {
  IAMClient,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListAccountAliasesCommand,
} from '@aws-sdk/client-iam';

export const Client = IAMClient;
export const operations = {
  GetRole: GetRoleCommand,
  ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
  ListAccountAliases: ListAccountAliasesCommand,
} as const;
