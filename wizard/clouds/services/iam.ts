import {
  IAMClient,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListAccountAliasesCommand,
  GetPolicyCommand,
  GetRolePolicyCommand,
} from '@aws-sdk/client-iam';

export const Client = IAMClient;
export const operations = {
  GetRole: GetRoleCommand,
  ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
  ListAccountAliases: ListAccountAliasesCommand,
  GetPolicy: GetPolicyCommand,
  GetRolePolicy: GetRolePolicyCommand,
} as const;
