import {
  EC2Client,
  DescribeVpcsCommand,
  DescribeSubnetsCommand,
  DescribeRouteTablesCommand,
  GetEbsEncryptionByDefaultCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeAddressesCommand,
} from '@aws-sdk/client-ec2';

export const Client = EC2Client;
export const operations = {
  DescribeVpcs: DescribeVpcsCommand,
  DescribeSubnets: DescribeSubnetsCommand,
  DescribeRouteTables: DescribeRouteTablesCommand,
  GetEbsEncryptionByDefault: GetEbsEncryptionByDefaultCommand,
  DescribeInternetGateways: DescribeInternetGatewaysCommand,
  DescribeNatGateways: DescribeNatGatewaysCommand,
  DescribeAddresses: DescribeAddressesCommand,
} as const;
