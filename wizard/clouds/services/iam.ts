import {
  IAMClient,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListAccountAliasesCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  ListRolesCommand,
  UpdateAssumeRolePolicyCommand,
  DetachRolePolicyCommand,
} from '@aws-sdk/client-iam';

export const Client = IAMClient;
export const operations = {
  GetRole: GetRoleCommand,
  ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
  ListRolePolicies: ListRolePoliciesCommand,
  ListAccountAliases: ListAccountAliasesCommand,
  GetPolicy: GetPolicyCommand,
  GetPolicyVersion: GetPolicyVersionCommand,
  GetRolePolicy: GetRolePolicyCommand,
  GetOpenIDConnectProvider: GetOpenIDConnectProviderCommand,
  CreateOpenIDConnectProvider: CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProvider: DeleteOpenIDConnectProviderCommand,
  ListRoles: ListRolesCommand,
  UpdateAssumeRolePolicy: UpdateAssumeRolePolicyCommand,
  DetachRolePolicy: DetachRolePolicyCommand,
} as const;
