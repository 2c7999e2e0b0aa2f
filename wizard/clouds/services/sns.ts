import { SNSClient, GetTopicAttributesCommand } from '@aws-sdk/client-sns';

export const Client = SNSClient;
export const operations = { GetTopicAttributes: GetTopicAttributesCommand } as const;
