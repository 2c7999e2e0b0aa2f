import { ServiceQuotasClient, ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas';

export const Client = ServiceQuotasClient;
export const operations = {
  ListServiceQuotas: ListServiceQuotasCommand,
} as const;
