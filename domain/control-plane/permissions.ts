import type { Kind, Permission } from './contract.js';

/**
 * What the function's role may do for each kind, and no more: a test compares this with the calls that the function can
 * make. Resources and conditions are as narrow as
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html,
 * …/list_awsiamidentitycenter.html and …/list_awsidentitystore.html know them: directories, bundles and IP groups get
 * their ids from AWS, so a new one cannot be named before it exists.
 */

const directories = 'arn:{partition}:workspaces:{region}:{account}:directory/*';
const bundles = 'arn:{partition}:workspaces:{region}:{account}:workspacebundle/*';
const images = 'arn:{partition}:workspaces:{region}:{account}:workspaceimage/*';
const ipGroups = 'arn:{partition}:workspaces:{region}:{account}:workspaceipgroup/*';
const instances = 'arn:{partition}:sso:::instance/*';
const inRegion = { StringEquals: { 'aws:RequestedRegion': '{region}' } };
const viaService = { Bool: { 'aws:ViaAWSService': 'true' } };

/**
 * On every resource, in the function's Region alone: the API knows no narrower resource, or the call names none because
 * it makes or lists them.
 */
function anywhereInRegion(...actions: string[]): Permission[] {
  return actions.map((action) => ({ action, resource: '*', condition: inRegion }));
}

function on(resource: string, ...actions: string[]): Permission[] {
  return actions.map((action) => ({ action, resource }));
}

/** Checked on the caller by a service that acts in its name (forward access session), useless for a direct call. */
function through(neededBy: string, resource: string, ...actions: string[]): Permission[] {
  return actions.map((action) => ({ action, resource, condition: viaService, neededBy }));
}

/** With a customer managed key on Identity Center, its callers must be allowed to use the key, through it alone. */
function identityCenterKey(service: 'sso' | 'identitystore', neededBy: string): Permission {
  const context = service === 'sso' ? 'aws:sso:instance-arn' : 'aws:identitystore:identitystore-arn';
  return {
    action: 'kms:Decrypt',
    resource: '*',
    condition: {
      StringLike: { 'kms:ViaService': `${service}.*.amazonaws.com` },
      Null: { [`kms:EncryptionContext:${context}`]: 'false' },
    },
    neededBy,
    ...(service === 'identitystore' ? { byRole: true } : {}),
  };
}

const register = 'workspaces:RegisterWorkspaceDirectory';
const deregister = 'workspaces:DeregisterWorkspaceDirectory';
const createInstance = 'sso:CreateInstance';

/** The identity store may belong to another account of the organization. */
const lookIntoStore = (action: string, members: string): Permission[] =>
  [
    'arn:{partition}:identitystore::*:identitystore/{identityStore}',
    `arn:{partition}:identitystore:::${members}/*`,
  ].map((resource) => ({ action, resource, byRole: true }));

export const permissions: { readonly [K in Kind]: readonly Permission[] } = {
  'entra-directory': [
    ...anywhereInRegion(
      'workspaces:CreateIpGroup',
      'workspaces:CreateTags',
      'workspaces:DescribeIpGroups',
      'workspaces:DescribeTags',
      'workspaces:DescribeWorkspaceDirectories',
      'workspaces:DescribeWorkspaces',
      register,
    ),
    ...on(
      directories,
      deregister,
      'workspaces:AssociateIpGroups',
      'workspaces:DescribeClientProperties',
      'workspaces:DisassociateIpGroups',
      'workspaces:ModifyClientProperties',
      'workspaces:ModifySelfservicePermissions',
      'workspaces:ModifyWorkspaceAccessProperties',
      'workspaces:ModifyWorkspaceCreationProperties',
    ),
    ...on(
      ipGroups,
      'workspaces:AssociateIpGroups',
      'workspaces:DeleteIpGroup',
      'workspaces:DisassociateIpGroups',
      'workspaces:UpdateRulesOfIpGroup',
    ),
    ...on(ipGroups, 'workspaces:AuthorizeIpRules', 'workspaces:RevokeIpRules').map((permission) => ({
      ...permission,
      neededBy: 'workspaces:UpdateRulesOfIpGroup',
    })),
    // https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html: asked of the caller in a member account.
    ...through(
      register,
      '*',
      'sso:CreateApplication',
      'sso:DeleteApplication',
      'sso:DescribeApplication',
      'sso:DescribeInstance',
      'sso:GetApplicationGrant',
      'sso:PutApplicationAuthenticationMethod',
      'sso:PutApplicationGrant',
    ),
    identityCenterKey('sso', register),
    // https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-access-control.html: the part of the
    // administrator's policy that has to do with a directory's network. Which of it a registration really uses is not
    // documented.
    ...through(
      register,
      '*',
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:CreateNetworkInterface',
      'ec2:CreateSecurityGroup',
      'ec2:CreateTags',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ),
    ...through(
      deregister,
      '*',
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteSecurityGroup',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
    ),
    {
      action: 'iam:GetRole',
      resource: 'arn:{partition}:iam::{account}:role/workspaces_DefaultRole',
      neededBy: register,
    },
    {
      action: 'iam:PassRole',
      resource: 'arn:{partition}:iam::{account}:role/workspaces_DefaultRole',
      condition: { StringEquals: { 'iam:PassedToService': 'workspaces.amazonaws.com' } },
      neededBy: register,
    },
  ],
  bundle: [
    ...anywhereInRegion(
      'workspaces:CreateTags',
      'workspaces:DescribeTags',
      'workspaces:DescribeWorkspaceBundles',
      'workspaces:DescribeWorkspaces',
    ),
    ...on(
      bundles,
      'workspaces:CreateWorkspaceBundle',
      'workspaces:DeleteWorkspaceBundle',
      'workspaces:UpdateWorkspaceBundle',
    ),
    ...on(images, 'workspaces:CreateWorkspaceBundle', 'workspaces:UpdateWorkspaceBundle'),
  ],
  'account-instance': [
    { action: 'sso:ListInstances', resource: '*', byRole: true },
    { action: 'sso:ListApplications', resource: '*', byRole: true },
    ...anywhereInRegion(createInstance).map((permission) => ({ ...permission, byRole: true })),
    { action: 'sso:DeleteInstance', resource: instances, byRole: true },
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sso-instance.html: what the
    // handlers of the same resource type ask for.
    { action: 'sso:TagResource', resource: instances, neededBy: createInstance, byRole: true },
    { action: 'identitystore:CreateIdentityStore', resource: '*', neededBy: createInstance, byRole: true },
    { action: 'organizations:DescribeOrganization', resource: '*', neededBy: createInstance, byRole: true },
    { action: 'identitystore:DeleteIdentityStore', resource: '*', neededBy: 'sso:DeleteInstance', byRole: true },
    {
      action: 'iam:CreateServiceLinkedRole',
      resource: 'arn:{partition}:iam::{account}:role/aws-service-role/sso.amazonaws.com/*',
      condition: { StringEquals: { 'iam:AWSServiceName': 'sso.amazonaws.com' } },
      neededBy: createInstance,
      byRole: true,
    },
  ],
  'synced-group': [
    ...lookIntoStore('identitystore:DescribeGroup', 'group'),
    ...lookIntoStore('identitystore:GetGroupId', 'group'),
    identityCenterKey('identitystore', 'identitystore:GetGroupId'),
  ],
  'user-presence': [
    ...lookIntoStore('identitystore:GetUserId', 'user'),
    identityCenterKey('identitystore', 'identitystore:GetUserId'),
  ],
};
