import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';

export const Client = CloudWatchLogsClient;
export const operations = { DescribeLogGroups: DescribeLogGroupsCommand } as const;
