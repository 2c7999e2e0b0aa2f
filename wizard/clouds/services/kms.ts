import {
  KMSClient,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  ListGrantsCommand,
  ListKeysCommand,
  ListAliasesCommand,
  ListResourceTagsCommand,
  CreateKeyCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
} from '@aws-sdk/client-kms';

export const Client = KMSClient;
export const operations = {
  DescribeKey: DescribeKeyCommand,
  GetKeyPolicy: GetKeyPolicyCommand,
  ListGrants: ListGrantsCommand,
  ListKeys: ListKeysCommand,
  ListAliases: ListAliasesCommand,
  ListResourceTags: ListResourceTagsCommand,
  CreateKey: CreateKeyCommand,
  CreateAlias: CreateAliasCommand,
  DeleteAlias: DeleteAliasCommand,
  EnableKeyRotation: EnableKeyRotationCommand,
  GetKeyRotationStatus: GetKeyRotationStatusCommand,
} as const;
