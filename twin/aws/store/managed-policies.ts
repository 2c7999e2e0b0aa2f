import type { PolicyDocument } from '../policy.js';

/**
 * Policies that AWS hands out, those in use. Where only the name decides (the policies of workspaces_DefaultRole) the
 * content is what the AWS managed policy reference lists.
 */
const contents: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  'service-role/AWSLambdaVPCAccessExecutionRole': [
    ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'ec2:CreateNetworkInterface'],
    ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface'],
    ...['ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
  ],
  AmazonWorkSpacesServiceAccess: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
  ],
  AmazonWorkSpacesSelfServiceAccess: [
    ...['workspaces:RebootWorkspaces', 'workspaces:RebuildWorkspaces', 'workspaces:ModifyWorkspaceProperties'],
  ],
  AmazonWorkSpacesPoolServiceAccess: ['ec2:CreateNetworkInterface', 'ec2:CreateSecurityGroup', 'ec2:DescribeSubnets'],
  AdministratorAccess: ['*'],
};

export function managedPolicyDocument(arn: string): PolicyDocument | undefined {
  const actions = contents[arn.replace(/^arn:[^:]+:iam::aws:policy\//, '')];
  return actions && { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/** Name, path and ARN of a policy as GetPolicy answers them. */
export function managedPolicy(arn: string): { PolicyName: string; Arn: string; Path: string } {
  const parts = arn.split(':policy/')[1]?.split('/') ?? [];
  const name = parts.at(-1) ?? '';
  return { PolicyName: name, Arn: arn, Path: parts.length > 1 ? `/${parts.slice(0, -1).join('/')}/` : '/' };
}
