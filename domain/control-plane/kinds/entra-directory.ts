import type { ManagedRecord, Tags } from '../kind-record.js';
import { anywhereInRegion, directories, identityCenterKey, ipGroups, on, through } from '../permission.js';

const register = 'workspaces:RegisterWorkspaceDirectory';
const deregister = 'workspaces:DeregisterWorkspaceDirectory';

/** A WorkSpaces directory that trusts Microsoft Entra ID. The aws provider has none (hashicorp/terraform-provider-aws#39355). */
export interface EntraDirectoryContract {
  readonly manner: 'managed';
  readonly identity: { readonly name: string };
  readonly properties: DirectoryProperties;
  readonly attributes: DirectoryAttributes;
}

/** The client devices that WorkSpaces tells apart (WorkspaceAccessProperties of the API). */
export type DeviceType =
  'windows' | 'macos' | 'web' | 'ios' | 'android' | 'chromeos' | 'linux' | 'thinClient' | 'zeroClient';

/** What users may do to their own desktop (SelfservicePermissions of the API). Most of it changes the cost. */
export type SelfServiceAction =
  'restart' | 'increaseVolumeSize' | 'changeComputeType' | 'switchRunningMode' | 'rebuild';

export interface IpGroup {
  /** Unique within the directory. */
  readonly name: string;
  readonly description?: string;
  /** At most 30 (AWS quota). */
  readonly rules: readonly { readonly cidr: string; readonly description?: string }[];
}

/**
 * The first four are fixed when the directory is registered; a change is refused. Of the rest each is a call of its own,
 * made only when it differs. What is left out stays as AWS, or a person, set it.
 */
export interface DirectoryProperties {
  readonly tenantId: string;
  /** Secret with `application_id` and `application_password`, in the Region of the directory. */
  readonly secretArn: string;
  /** ARN of the Identity Center instance. */
  readonly identityCenterInstanceArn: string;
  /** Two subnets in different availability zones that WorkSpaces supports. */
  readonly subnetIds: readonly string[];
  /** Used when the directory is registered, never compared. */
  readonly description?: string;
  /** Added or overwritten; tags that others put there stay. */
  readonly tags?: Tags;
  /** The devices that may connect; all others may not. */
  readonly deviceTypes?: readonly DeviceType[];
  /** What users may do themselves; the rest they may not. */
  readonly selfService?: readonly SelfServiceAction[];
  readonly localAdministrator?: boolean;
  readonly maintenanceMode?: boolean;
  /** A public address for each desktop. */
  readonly internetAccess?: boolean;
  /** Security group that each new desktop also gets. */
  readonly securityGroupId?: string;
  /** "Remember me" in the client. */
  readonly rememberMe?: boolean;
  /** Upload of client diagnostics to AWS. */
  readonly diagnosticUpload?: boolean;
  /**
   * The address ranges that users may connect from, in groups that the control plane makes and removes with the
   * directory. The list is exact: no other group stays associated, and an empty one lets users connect from anywhere.
   */
  readonly ipGroups?: readonly IpGroup[];
}

export interface DirectoryAttributes {
  /** `wsd-…` */
  readonly directoryId: string;
  readonly registrationCode: string;
  /** ARN of the application that WorkSpaces made in Identity Center: assignments go there. */
  readonly applicationArn: string;
}

export const entraDirectory: ManagedRecord<EntraDirectoryContract> = {
  manner: 'managed',
  noun: 'WorkSpaces directory',
  nouns: 'WorkSpaces directories',
  called: ({ name }) => `the directory ${name}`,
  attributes: { directoryId: 'string', registrationCode: 'string', applicationArn: 'string' },
  askedIn: 'each-region',
  readyTimeout: 60,
  deletionTimeout: 20,
  risk: { update: 'interrupts', remove: 'destroys-data' },
  fixed: ['tenantId', 'secretArn', 'identityCenterInstanceArn', 'subnetIds'],
  howToChange:
    'AWS fixes this when a directory is registered. Put the old value back; or give the new directory another name and ' +
    'site key, move the people, and remove this one.',
  permissions: [
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
  sentences: [
    {
      code: 'WorkspacesDefaultRoleNotFound',
      means: 'The role workspaces_DefaultRole is missing, or WorkSpaces cannot assume it.',
      fix:
        'Create it with exactly this name, path /, trust for workspaces.amazonaws.com and no permissions boundary, or let ' +
        'the deployment do so with `aws.serviceRole: "create"`.',
    },
    {
      code: 'UnsupportedNetworkConfiguration',
      means:
        'The VPC, one of its routes or a subnet overlaps the management network of WorkSpaces, or a subnet cannot be used.',
      fix:
        'Compare the CIDR of the VPC and every route with the management CIDR of the account ' +
        '(`aws workspaces describe-account`) and choose ranges that do not overlap.',
    },
    {
      code: 'OperationNotSupported',
      operation: register,
      means: 'The two subnets lie in the same availability zone, or in one that WorkSpaces does not support.',
      fix:
        'Choose two subnets in different supported zones, by zone id: ' +
        'https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html',
    },
    {
      code: 'OperationNotSupported',
      operation: deregister,
      means: 'WorkSpaces are still in the directory.',
      fix: 'Remove them first and wait until they are gone; the list is under `aws workspaces describe-workspaces`.',
    },
    {
      code: 'ResourceLimitExceeded',
      operation: register,
      means: 'The account has as many directories in this Region as AWS allows: 50, a fixed quota.',
      fix: 'Deregister a directory that is no longer used.',
    },
    {
      code: 'ResourceLimitExceeded',
      operation: 'workspaces:CreateIpGroup',
      means: 'The account has as many IP access control groups as AWS allows (140), or the group more than 30 rules.',
      fix: 'Join ranges, or delete groups that are no longer used.',
    },
    {
      code: 'ResourceLimitExceeded',
      operation: 'workspaces:UpdateRulesOfIpGroup',
      means: 'The group would have more than 30 rules.',
      fix: 'Join ranges, or split the group in two.',
    },
    {
      code: 'ResourceLimitExceeded',
      operation: 'workspaces:AssociateIpGroups',
      means: 'The directory would have more than 35 IP access control groups.',
      fix: 'Join groups; each takes 30 rules.',
    },
    {
      code: 'ResourceAlreadyExists',
      operation: register,
      means: 'A directory with this name exists in the account and Region, but AWS does not show it.',
      fix: 'Wait some minutes if one was just removed, then apply again; else choose another name for the directory.',
    },
    {
      code: 'InvalidParameterValues',
      operation: register,
      says: 'tenancy',
      means:
        'The account is not enabled for bring-your-own-licence (BYOL) in this Region, which DEDICATED tenancy needs.',
      fix: 'Enable BYOL under Account settings of the WorkSpaces console in this Region, then apply again.',
    },
    {
      code: 'InvalidParameterValues',
      operation: register,
      means:
        'AWS refuses one of the values: a name or secret ARN with characters it does not take (a secret name must not ' +
        'hold + = @), an Identity Center instance it cannot use from this Region, or an account without BYOL.',
      fix:
        'Check the directory name, the name of the registration secret, the instance and its Region, and whether BYOL is ' +
        'enabled in this Region (`aws workspaces describe-account`).',
    },
    {
      code: 'ResourceNotFound',
      operation: register,
      means:
        'A subnet, the registration secret or the Identity Center instance does not exist where WorkSpaces looks for it.',
      fix: 'All must be in this account; subnets and secret in the Region of the directory. Check their ids and ARNs.',
    },
    {
      code: 'ResourceAssociated',
      operation: 'workspaces:DeleteIpGroup',
      means: 'Another directory uses the IP access control group as well.',
      fix: 'Disassociate it there first.',
    },
    {
      code: 'ResourceCreationFailed',
      means: 'AWS could not make the IP access control group.',
      fix: 'Check its rules: each is an address or a CIDR range, each only once; then apply again.',
    },
    {
      code: 'AccessDenied',
      operation: register,
      says: 'kms',
      means: 'Identity Center is encrypted with a customer managed key that the caller may not use.',
      fix: "Allow kms:Decrypt in the key's policy for the function's role and for managed applications.",
    },
    {
      code: 'AccessDenied',
      operation: register,
      means:
        'WorkSpaces makes an application in Identity Center in the name of the caller, and that, or the registration ' +
        'itself, was refused.',
      fix:
        'Check service control policies for sso:CreateApplication and sso:PutApplicationGrant, and whether the organization ' +
        'lets member accounts use its instance.',
    },
    {
      code: 'Validation',
      operation: register,
      says: 'DirectoryId',
      means:
        'AWS asks for a DirectoryId, which an Entra directory does not have (hashicorp/terraform-provider-aws#46088). The cause is not ' +
        'known; it was seen where the Region does not offer directories with Identity Center to the account.',
      fix: 'Check that the WorkSpaces console in this Region offers Microsoft Entra ID as identity source, or ask AWS support.',
    },
  ],
};
