import {
  IAMClient,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListAccountAliasesCommand,
  GetRolePolicyCommand,
} from '@aws-sdk/client-iam';

export const Client = IAMClient;
export const operations = {
  GetRole: GetRoleCommand,
  ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
  ListAccountAliases: ListAccountAliasesCommand,
  GetRolePolicy: GetRolePolicyCommand,
} as const;
