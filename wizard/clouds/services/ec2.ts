import {
  EC2Client,
  DescribeVpcsCommand,
  DescribeSubnetsCommand,
  DescribeRouteTablesCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';

export const Client = EC2Client;
export const operations = {
  DescribeVpcs: DescribeVpcsCommand,
  DescribeSubnets: DescribeSubnetsCommand,
  DescribeRouteTables: DescribeRouteTablesCommand,
  GetEbsEncryptionByDefault: GetEbsEncryptionByDefaultCommand,
} as const;
