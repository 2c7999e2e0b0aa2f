import {
  SecretsManagerClient,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';

export const Client = SecretsManagerClient;
export const operations = {
  DescribeSecret: DescribeSecretCommand,
  GetResourcePolicy: GetResourcePolicyCommand,
  GetSecretValue: GetSecretValueCommand,
  ListSecrets: ListSecretsCommand,
  PutSecretValue: PutSecretValueCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
} as const;
