import {
  EC2Client,
  DescribeVpcsCommand,
  DescribeSubnetsCommand,
  DescribeRouteTablesCommand,
  GetEbsEncryptionByDefaultCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeAddressesCommand,
  DescribeSecurityGroupsCommand,
  DescribeNetworkAclsCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
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
  DescribeSecurityGroups: DescribeSecurityGroupsCommand,
  DescribeNetworkAcls: DescribeNetworkAclsCommand,
  DescribeVpcBlockPublicAccessExclusions: DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptions: DescribeVpcBlockPublicAccessOptionsCommand,
} as const;
