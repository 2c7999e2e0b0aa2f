/**
 * What terraform's providers need for each resource type, as reviewed. Two sources for aws: the calls of the real provider
 * 5.100.0, recorded while it made, planned, changed and removed a whole deployment on the twin, and for the calls that such a run
 * does not reach the permissions of the CloudFormation handler of the same type
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/). For Graph: "API Permissions" on the page of
 * each resource of azuread (https://registry.terraform.io/providers/hashicorp/azuread/latest/docs), and the permissions
 * reference of Graph (https://learn.microsoft.com/graph/permissions-reference) for what msgraph sends.
 */

/** Rights in both clouds, by name. */
export interface Rights {
  /** IAM actions. */
  readonly aws?: readonly string[];
  /** Application permissions on Microsoft Graph. */
  readonly graph?: readonly string[];
  /** Actions of Azure Resource Manager, with where they are needed. */
  readonly azure?: readonly string[];
}

/** What a type needs in each phase of its life. */
export interface TypeRights {
  /** To plan. */
  readonly read: Rights;
  /** To make and to change. */
  readonly write?: Rights;
  /** To remove. */
  readonly remove?: Rights;
}

const of = (service: string, ...operations: readonly string[]): readonly string[] =>
  operations.map((operation) => `${service}:${operation}`);

const aws = (
  service: string,
  read: readonly string[],
  write: readonly string[] = [],
  remove: readonly string[] = [],
  more: readonly string[] = [],
): TypeRights => ({
  read: { aws: of(service, ...read) },
  write: { aws: [...of(service, ...write), ...more] },
  remove: { aws: of(service, ...remove) },
});

const ec2Tags = ['CreateTags', 'DeleteTags'];

const awsTypes: Readonly<Record<string, TypeRights>> = {
  aws_vpc: aws(
    'ec2',
    ['DescribeVpcs', 'DescribeVpcAttribute', 'DescribeNetworkAcls', 'DescribeRouteTables', 'DescribeSecurityGroups'],
    ['CreateVpc', 'ModifyVpcAttribute', ...ec2Tags],
    ['DeleteVpc'],
  ),
  aws_subnet: aws(
    'ec2',
    ['DescribeSubnets'],
    ['CreateSubnet', 'ModifySubnetAttribute', ...ec2Tags],
    // The provider looks for network interfaces that a function left behind. To remove one is a person's step: no function
    // runs in a subnet that is made here, and nothing tells an interface of ours from any other one.
    ['DeleteSubnet', 'DescribeNetworkInterfaces'],
  ),
  aws_internet_gateway: aws(
    'ec2',
    ['DescribeInternetGateways'],
    ['CreateInternetGateway', 'AttachInternetGateway', ...ec2Tags],
    ['DetachInternetGateway', 'DeleteInternetGateway'],
  ),
  aws_eip: aws(
    'ec2',
    ['DescribeAddresses', 'DescribeAddressesAttribute'],
    ['AllocateAddress', ...ec2Tags],
    ['DisassociateAddress', 'ReleaseAddress'],
  ),
  // Log delivery is what EC2 sets up and takes down for a bucket:
  // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
  aws_flow_log: {
    read: { aws: ['ec2:DescribeFlowLogs'] },
    write: {
      aws: [...of('ec2', 'CreateFlowLogs', ...ec2Tags), ...of('logs', 'CreateLogDelivery', 'DeleteLogDelivery')],
    },
    remove: { aws: ['ec2:DeleteFlowLogs', 'logs:DeleteLogDelivery'] },
  },
  aws_nat_gateway: aws('ec2', ['DescribeNatGateways'], ['CreateNatGateway', ...ec2Tags], ['DeleteNatGateway']),
  aws_route_table: aws(
    'ec2',
    ['DescribeRouteTables'],
    ['CreateRouteTable', ...ec2Tags],
    ['DisassociateRouteTable', 'DeleteRouteTable'],
  ),
  aws_route: aws('ec2', ['DescribeRouteTables'], ['CreateRoute', 'ReplaceRoute'], ['DeleteRoute']),
  aws_route_table_association: aws(
    'ec2',
    ['DescribeRouteTables'],
    ['AssociateRouteTable', 'ReplaceRouteTableAssociation'],
    ['DisassociateRouteTable'],
  ),
  aws_default_security_group: aws(
    'ec2',
    ['DescribeSecurityGroups'],
    ['DescribeSecurityGroupRules', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress', ...ec2Tags],
  ),
  aws_iam_role: aws(
    'iam',
    ['GetRole', 'ListRolePolicies', 'ListAttachedRolePolicies'],
    // Not UpdateAssumeRolePolicy and not DeleteRolePermissionsBoundary: the provider calls them only for a role whose trust was
    // changed by somebody else, or whose boundary left the deployment. Either is a person's step.
    ['CreateRole', 'UpdateRole', 'TagRole', 'UntagRole', 'PutRolePermissionsBoundary'],
    ['DeleteRole', 'ListInstanceProfilesForRole'],
  ),
  aws_iam_role_policy: aws('iam', ['GetRolePolicy'], ['PutRolePolicy'], ['DeleteRolePolicy']),
  aws_iam_role_policy_attachment: aws('iam', ['ListAttachedRolePolicies'], ['AttachRolePolicy'], ['DetachRolePolicy']),
  aws_kms_key: aws(
    'kms',
    ['DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListResourceTags'],
    [
      ...['CreateKey', 'PutKeyPolicy', 'EnableKeyRotation', 'UpdateKeyDescription'],
      ...['EnableKey', 'TagResource', 'UntagResource'],
    ],
    ['ScheduleKeyDeletion'],
  ),
  aws_kms_alias: aws('kms', ['ListAliases'], ['CreateAlias', 'UpdateAlias'], ['DeleteAlias']),
  aws_lambda_function: {
    read: {
      aws: of('lambda', 'GetFunction', 'GetFunctionCodeSigningConfig', 'ListVersionsByFunction'),
    },
    write: {
      aws: [
        ...of('lambda', 'CreateFunction', 'UpdateFunctionCode', 'UpdateFunctionConfiguration'),
        ...of('lambda', 'TagResource', 'UntagResource'),
        'iam:PassRole',
      ],
    },
    remove: { aws: of('lambda', 'DeleteFunction') },
  },
  aws_lambda_function_event_invoke_config: aws(
    'lambda',
    ['GetFunctionEventInvokeConfig'],
    ['PutFunctionEventInvokeConfig'],
    ['DeleteFunctionEventInvokeConfig'],
  ),
  // Never read: a plan invokes nothing.
  aws_lambda_invocation: aws('lambda', [], ['InvokeFunction'], ['InvokeFunction']),
  aws_lambda_permission: aws('lambda', ['GetPolicy'], ['AddPermission'], ['RemovePermission']),
  aws_cloudwatch_log_group: aws(
    'logs',
    ['DescribeLogGroups', 'ListTagsForResource'],
    ['CreateLogGroup', 'PutRetentionPolicy', 'TagResource', 'UntagResource'],
    ['DeleteLogGroup'],
  ),
  aws_cloudwatch_event_rule: aws(
    'events',
    ['DescribeRule', 'ListTagsForResource'],
    ['PutRule', 'TagResource', 'UntagResource'],
    ['DeleteRule'],
  ),
  aws_cloudwatch_event_target: aws('events', ['ListTargetsByRule'], ['PutTargets'], ['RemoveTargets']),
  aws_sns_topic: aws(
    'sns',
    ['GetTopicAttributes', 'ListTagsForResource'],
    ['CreateTopic', 'SetTopicAttributes', 'TagResource', 'UntagResource'],
    ['DeleteTopic'],
  ),
  aws_sns_topic_subscription: aws('sns', ['GetSubscriptionAttributes'], ['Subscribe'], ['Unsubscribe']),
  aws_secretsmanager_secret: aws(
    'secretsmanager',
    ['DescribeSecret', 'GetResourcePolicy'],
    ['CreateSecret', 'UpdateSecret', 'TagResource', 'UntagResource'],
    ['DeleteSecret'],
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html: of whoever writes a value
    // under a key of one's own.
    of('kms', 'Decrypt', 'GenerateDataKey'),
  ),
  aws_secretsmanager_secret_policy: aws(
    'secretsmanager',
    ['GetResourcePolicy'],
    ['PutResourcePolicy'],
    ['DeleteResourcePolicy'],
  ),
  aws_secretsmanager_secret_version: {
    read: { aws: [...of('secretsmanager', 'GetSecretValue'), 'kms:Decrypt'] },
    write: {
      aws: [...of('secretsmanager', 'PutSecretValue', 'UpdateSecretVersionStage'), ...of('kms', 'GenerateDataKey')],
    },
    remove: { aws: of('secretsmanager', 'UpdateSecretVersionStage') },
  },
  aws_ssoadmin_application_assignment: aws(
    'sso',
    ['DescribeApplicationAssignment'],
    ['CreateApplicationAssignment'],
    ['DeleteApplicationAssignment'],
  ),
  // Removing it puts the default back.
  aws_ssoadmin_application_assignment_configuration: aws(
    'sso',
    ['GetApplicationAssignmentConfiguration'],
    ['PutApplicationAssignmentConfiguration'],
    ['PutApplicationAssignmentConfiguration'],
  ),
  aws_workspaces_workspace: aws(
    'workspaces',
    ['DescribeWorkspaces', 'DescribeTags'],
    ['CreateWorkspaces', 'ModifyWorkspaceProperties', 'CreateTags', 'DeleteTags'],
    ['TerminateWorkspaces'],
    // https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html: of whoever makes an encrypted one.
    of('kms', 'CreateGrant', 'DescribeKey'),
  ),
};

/** Data sources: read while planning. */
const awsDataSources: Readonly<Record<string, TypeRights>> = {
  aws_iam_role: aws('iam', ['GetRole']),
  aws_identitystore_groups: aws('identitystore', ['ListGroups']),
  aws_secretsmanager_secret: aws('secretsmanager', ['DescribeSecret', 'GetResourcePolicy']),
  aws_secretsmanager_secret_version: {
    read: { aws: [...of('secretsmanager', 'GetSecretValue', 'DescribeSecret'), 'kms:Decrypt'] },
  },
  aws_secretsmanager_secret_versions: aws('secretsmanager', ['ListSecretVersionIds']),
  aws_ssoadmin_instances: aws('sso', ['ListInstances']),
  aws_subnet: aws('ec2', ['DescribeSubnets']),
  aws_workspaces_bundle: aws('workspaces', ['DescribeWorkspaceBundles']),
  aws_workspaces_directory: aws('workspaces', ['DescribeWorkspaceDirectories', 'DescribeTags']),
};

const graph = (read: string, write = read.replace('.Read.', '.ReadWrite.')): TypeRights => ({
  read: { graph: [read] },
  write: { graph: [write] },
  remove: { graph: [write] },
});
const applications = graph('Application.Read.All');
const groups = graph('Group.Read.All');
const synchronization = graph('Synchronization.Read.All');

const entraTypes: Readonly<Record<string, TypeRights>> = {
  azuread_application: applications,
  azuread_application_from_template: applications,
  azuread_application_identifier_uri: applications,
  azuread_application_password: applications,
  azuread_application_redirect_uris: applications,
  azuread_service_principal: applications,
  azuread_app_role_assignment: graph('Application.Read.All', 'AppRoleAssignment.ReadWrite.All'),
  azuread_group: groups,
  azuread_synchronization_job: synchronization,
  azuread_synchronization_job_provision_on_demand: { read: {}, write: { graph: ['Synchronization.ReadWrite.All'] } },
  azuread_synchronization_secret: synchronization,
};

const entraDataSources: Readonly<Record<string, TypeRights>> = {
  azuread_application: { read: { graph: ['Application.Read.All'] } },
  azuread_client_config: { read: {} },
  azuread_group: { read: { graph: ['Group.Read.All'] } },
  azuread_service_principal: { read: { graph: ['Application.Read.All'] } },
  azuread_users: { read: { graph: ['User.Read.All'] } },
};

/** msgraph says nothing of its own about Graph: what it needs follows from the address that it sends to. */
const graphPaths: readonly (readonly [beginning: RegExp, rights: TypeRights])[] = [
  [/^\/?deviceManagement\/windowsAutopilotDeploymentProfiles/, graph('DeviceManagementServiceConfig.Read.All')],
  [/^\/?(servicePrincipals|applications)\b/, applications],
];

const azure = (read: string, write: string): TypeRights => ({
  read: { azure: [read] },
  write: { azure: [write] },
  remove: { azure: [write] },
});
const onGroup = (type: string): TypeRights => azure(`${type}/read`, `${type}/*`);
const azureTypes: Readonly<Record<string, TypeRights>> = {
  azurerm_resource_group: onGroup('Microsoft.Resources/subscriptions/resourceGroups'),
  azurerm_log_analytics_workspace: onGroup('Microsoft.OperationalInsights/workspaces'),
  azurerm_monitor_action_group: onGroup('Microsoft.Insights/actionGroups'),
  azurerm_monitor_scheduled_query_rules_alert_v2: onGroup('Microsoft.Insights/scheduledQueryRules'),
  azurerm_monitor_aad_diagnostic_setting: azure(
    'microsoft.aadiam/diagnosticSettings/read (scope /providers/Microsoft.aadiam)',
    'microsoft.aadiam/diagnosticSettings/* (scope /providers/Microsoft.aadiam)',
  ),
};

const nothing: TypeRights = { read: {} };

/** A block of the synthesized stack, as far as its rights depend on it. */
export interface Block {
  readonly mode: 'resource' | 'data';
  readonly type: string;
  /** `url` or `resource_url` of a block of msgraph. */
  readonly url?: string;
}

/** What a block needs; undefined: its type was never reviewed. */
export function rightsOf({ mode, type, url }: Block): TypeRights | undefined {
  if (/^(time|terraform)_/.test(type)) return nothing;
  if (/^msgraph_/.test(type)) {
    const found = graphPaths.find(([beginning]) => url !== undefined && beginning.test(url))?.[1];
    return found && mode === 'data' ? { read: found.read } : found;
  }
  return mode === 'data'
    ? (awsDataSources[type] ?? entraDataSources[type])
    : (awsTypes[type] ?? entraTypes[type] ?? azureTypes[type]);
}

/** Every block that was reviewed: what a deployment may hold at most. */
export const everyBlock: readonly Block[] = [
  ...[awsTypes, entraTypes, azureTypes].flatMap((types) =>
    Object.keys(types).map((type): Block => ({ mode: 'resource', type })),
  ),
  ...[awsDataSources, entraDataSources].flatMap((types) =>
    Object.keys(types).map((type): Block => ({ mode: 'data', type })),
  ),
  { mode: 'resource', type: 'msgraph_resource', url: 'deviceManagement/windowsAutopilotDeploymentProfiles' },
];

/**
 * What stage `connected` adds to `foundation`, by type: rights are given once, before the handshake, and must do after it. A
 * test compares it with the stacks.
 */
export const addedByHandshake: readonly Block[] = [
  { mode: 'resource', type: 'aws_ssoadmin_application_assignment' },
  { mode: 'resource', type: 'aws_ssoadmin_application_assignment_configuration' },
  { mode: 'resource', type: 'aws_workspaces_workspace' },
  { mode: 'resource', type: 'azuread_application_identifier_uri' },
  { mode: 'resource', type: 'azuread_application_redirect_uris' },
  { mode: 'resource', type: 'azuread_synchronization_job' },
  { mode: 'resource', type: 'azuread_synchronization_job_provision_on_demand' },
  { mode: 'resource', type: 'azuread_synchronization_secret' },
  { mode: 'data', type: 'aws_identitystore_groups' },
  { mode: 'data', type: 'aws_secretsmanager_secret_version' },
  { mode: 'data', type: 'aws_secretsmanager_secret_versions' },
  { mode: 'data', type: 'aws_workspaces_bundle' },
  { mode: 'data', type: 'aws_workspaces_directory' },
];
