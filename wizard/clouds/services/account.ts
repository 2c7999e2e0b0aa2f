import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';

export const Client = AccountClient;
export const operations = {
  ListRegions: ListRegionsCommand,
} as const;
