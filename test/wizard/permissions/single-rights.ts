import { functionRole, made, type Company } from './attacks.js';

const services = [
  'ec2',
  'cloudformation',
  'glue',
  'ecs-tasks',
  'sagemaker',
  'states',
  'events',
  'codebuild',
  'ssm',
  'datapipeline',
  'apprunner',
  'bedrock',
];

/** Single rights that are enough, on whatever they are asked of; what the twin does not play is asked of its IAM alone. */
export function rightsThatAreEnough(
  company: Company,
): readonly (readonly [action: string, resource: string, context?: Record<string, string>])[] {
  const { accountId, region, name } = company;
  const iam = (rest: string): string => `arn:aws:iam::${accountId}:${rest}`;
  const own = made(company, functionRole(company));
  return [
    ...['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicy', 'CreatePolicy'].map(
      (action) => [`iam:${action}`, company.boundaryArn ?? iam('policy/everything')] as const,
    ),
    ...[
      'AttachUserPolicy',
      'PutUserPolicy',
      'CreateAccessKey',
      'CreateLoginProfile',
      'UpdateLoginProfile',
      'CreateUser',
      'DeleteUserPermissionsBoundary',
      'EnableMFADevice',
    ].map((action) => [`iam:${action}`, iam('user/administrator')] as const),
    ...['AttachGroupPolicy', 'PutGroupPolicy', 'AddUserToGroup'].map(
      (action) => [`iam:${action}`, iam('group/administrators')] as const,
    ),
    ...[own, iam('role/workspaces_DefaultRole'), company.adminRole].flatMap((role) =>
      ['UpdateAssumeRolePolicy', 'DeleteRolePermissionsBoundary'].map((action) => [`iam:${action}`, role] as const),
    ),
    ...[own, company.adminRole, company.adminFunctionRole].flatMap((role) =>
      services.map((service) => ['iam:PassRole', role, { 'iam:PassedToService': `${service}.amazonaws.com` }] as const),
    ),
    ['iam:PassRole', company.adminFunctionRole, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
    ['iam:CreateOpenIDConnectProvider', iam('oidc-provider/evil.example')],
    ['iam:UpdateSAMLProvider', iam('saml-provider/x')],
    ['iam:CreateInstanceProfile', iam('instance-profile/x')],
    ['iam:AddRoleToInstanceProfile', iam('instance-profile/x')],
    ['iam:CreateServiceLinkedRole', iam('role/aws-service-role/x')],
    ['lambda:CreateEventSourceMapping', '*'],
    ['lambda:CreateFunctionUrlConfig', `arn:aws:lambda:${region}:${accountId}:function:${name}-control-plane`],
    ['lambda:PublishLayerVersion', `arn:aws:lambda:${region}:${accountId}:layer:x`],
    ['ec2:RunInstances', '*'],
    ['ec2:AuthorizeSecurityGroupIngress', `arn:aws:ec2:${region}:${accountId}:security-group/sg-1`],
    ['ec2:DeleteFlowLogs', `arn:aws:ec2:${region}:${accountId}:vpc-flow-log/fl-0a1b2c3d4e5f60718`],
    ['cloudformation:CreateStack', '*'],
    ['glue:CreateDevEndpoint', '*'],
    ['codebuild:CreateProject', '*'],
    ['ssm:SendCommand', '*'],
    ['states:CreateStateMachine', '*'],
    ['kms:CreateGrant', `arn:aws:kms:${region}:${accountId}:key/${company.companyKey}`],
    ['kms:Decrypt', `arn:aws:kms:${region}:${accountId}:key/${company.companyKey}`],
    [
      'kms:CreateGrant',
      `arn:aws:kms:${region}:${accountId}:key/${company.companyKey}`,
      { 'kms:ViaService': `workspaces.${region}.amazonaws.com`, 'kms:GrantIsForAWSResource': 'true' },
    ],
    ['events:PutTargets', `arn:aws:events:${region}:${accountId}:rule/payroll`],
    ['events:PutRule', `arn:aws:events:${region}:${accountId}:rule/payroll`],
    ['s3:PutObject', 'arn:aws:s3:::contoso-terraform-state/other.tfstate'],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::contoso-terraform-state'],
    ['s3:GetObject', 'arn:aws:s3:::contoso-terraform-state/other.tfstate'],
    ['sso:CreateAccountAssignment', '*'],
    ['sso:PutInlinePolicyToPermissionSet', '*'],
    ['sso:AttachManagedPolicyToPermissionSet', '*'],
    ['identitystore:CreateGroupMembership', `arn:aws:identitystore::${accountId}:identitystore/d-1`],
    ['organizations:AttachPolicy', '*'],
    ['workspaces:TerminateWorkspaces', `arn:aws:workspaces:${region}:${accountId}:workspace/ws-others`],
    ['workspaces:CreateTags', '*', { 'aws:RequestTag/entra-workspaces:deployment': name }],
    ['sts:AssumeRole', company.adminRole],
  ];
}
