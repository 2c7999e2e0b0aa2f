import {
  KMSClient,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  ListKeysCommand,
  ListAliasesCommand,
} from '@aws-sdk/client-kms';

export const Client = KMSClient;
export const operations = {
  DescribeKey: DescribeKeyCommand,
  GetKeyPolicy: GetKeyPolicyCommand,
  ListKeys: ListKeysCommand,
  ListAliases: ListAliasesCommand,
} as const;
