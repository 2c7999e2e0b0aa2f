/**
 * What an AWS error means here and what to do about it. Read by the function, and by the page on troubleshooting.
 * Source unless another is named: the API models of the services, and the guides of WorkSpaces and Identity Center.
 */
export interface ErrorSentence {
  /** AWS error code without the suffix `Exception`, one or several. */
  readonly code: string | readonly string[];
  /** `service:Operation`, one or several; without it the sentence is for every operation. */
  readonly operation?: string | readonly string[];
  /** Text that the message must hold, compared without case. */
  readonly says?: string;
  /** What it means here. */
  readonly means: string;
  /** What to do. */
  readonly fix: string;
}

const register = 'workspaces:RegisterWorkspaceDirectory';
const deregister = 'workspaces:DeregisterWorkspaceDirectory';
const createBundle = 'workspaces:CreateWorkspaceBundle';
const lookIntoStore = ['identitystore:GetGroupId', 'identitystore:GetUserId'];
const createInstance = 'sso:CreateInstance';
const updateBundle = 'workspaces:UpdateWorkspaceBundle';

/** Of those that fit, the most specific one is used. */
export const errorSentences: readonly ErrorSentence[] = [
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
      'https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html.',
  },
  {
    code: 'OperationNotSupported',
    operation: deregister,
    means: 'WorkSpaces are still in the directory.',
    fix: 'Remove them first and wait until they are gone; the list is under `aws workspaces describe-workspaces`.',
  },
  {
    code: 'OperationNotSupported',
    operation: updateBundle,
    means: 'The bundle cannot take this image: it was made for another protocol, operating system or tenancy.',
    fix: 'Give the new image a bundle of its own under a new name.',
  },
  {
    code: 'OperationNotSupported',
    means: 'AWS does not support this setting for a directory with Microsoft Entra ID, or not in its present state.',
    fix: 'Leave the setting out of the deployment, or set it in the WorkSpaces console, which may know more than the API.',
  },
  {
    code: 'ResourceLimitExceeded',
    operation: register,
    means: 'The account has as many directories in this Region as AWS allows: 50, a fixed quota.',
    fix: 'Deregister a directory that is no longer used.',
  },
  {
    code: 'ResourceLimitExceeded',
    operation: createBundle,
    means: 'The account has as many own bundles in this Region as AWS allows: 50, a fixed quota.',
    fix: 'Delete a bundle that is no longer used.',
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
    code: 'ResourceLimitExceeded',
    operation: 'workspaces:CreateTags',
    means: 'A resource takes 50 tags at most.',
    fix: 'Use fewer tags.',
  },
  {
    code: 'ResourceLimitExceeded',
    means: 'A quota of Amazon WorkSpaces is used up.',
    fix: 'Look at Service Quotas for Amazon WorkSpaces in this Region, then raise the quota or remove what is not used.',
  },
  {
    code: 'ResourceAlreadyExists',
    operation: register,
    means: 'A directory with this name exists in the account and Region, but AWS does not show it.',
    fix: 'Wait some minutes if one was just removed, then apply again; else choose another name for the directory.',
  },
  {
    code: 'ResourceAlreadyExists',
    means: 'Something with this name exists in the account and Region, but AWS does not show it.',
    fix: 'Wait some minutes if one was just removed, then apply again; else choose another name.',
  },
  {
    code: 'InvalidResourceState',
    means: 'The directory is being changed or removed right now, or is in an error state.',
    fix: 'Wait some minutes, then apply again; look at the state of the directory in the WorkSpaces console.',
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
    code: 'InvalidParameterValues',
    operation: createBundle,
    means:
      'AWS refuses the combination of image, compute type and volumes: there is no VALUE bundle with Windows 11, for one.',
    fix: 'Choose another compute type or other volume sizes.',
  },
  {
    code: ['InvalidParameterValues', 'InvalidParameterValue', 'InvalidParameter', 'Validation'],
    means: 'AWS refuses one of the values.',
    fix: 'The message of AWS names it; correct it in the deployment.',
  },
  {
    code: 'InvalidParameterCombination',
    means: 'AWS refuses these settings together.',
    fix: 'The message of AWS names them; correct them in the deployment.',
  },
  {
    code: 'ResourceNotFound',
    operation: register,
    means:
      'A subnet, the registration secret or the Identity Center instance does not exist where WorkSpaces looks for it.',
    fix: 'All must be in this account; subnets and secret in the Region of the directory. Check their ids and ARNs.',
  },
  {
    code: 'ResourceNotFound',
    operation: [createBundle, updateBundle],
    means: 'The image does not exist in this account and Region.',
    fix: 'Check its id with `aws workspaces describe-workspace-images`; copy the image to this Region where needed.',
  },
  {
    code: 'ResourceNotFound',
    operation: lookIntoStore,
    means: 'The identity store does not exist in this Region.',
    fix: 'Check `identityCenter.region` and the instance: an identity store is reached in the Region of Identity Center alone.',
  },
  {
    code: 'ResourceNotFound',
    operation: 'secretsmanager:DescribeSecret',
    means: 'A secret whose expiry is watched is gone, or scheduled for deletion.',
    fix: 'Restore it, or remove it from the deployment.',
  },
  {
    code: 'ResourceNotFound',
    means: 'AWS no longer knows something that was there a moment ago.',
    fix: 'Apply again. If it stays, someone removed it outside Terraform: replace the claim that the message names.',
  },
  {
    code: 'ResourceUnavailable',
    means: 'The image is not ready: it is still being imported or copied, or its import failed.',
    fix: 'Look at its state with `aws workspaces describe-workspace-images`, wait until it is AVAILABLE, then apply again.',
  },
  {
    code: 'ResourceAssociated',
    operation: 'workspaces:DeleteWorkspaceBundle',
    means: 'WorkSpaces still use the bundle.',
    fix: 'Move or remove them first.',
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
    says: 'service control policy',
    means: 'A service control policy of the organization forbids this.',
    fix: 'Ask the administrators of the organization to allow the action that the message names in this account and Region.',
  },
  {
    code: 'AccessDenied',
    says: 'permissions boundary',
    means: "The permissions boundary of the function's role forbids this.",
    fix: 'Allow the action that the message names in the boundary; `entra-workspaces permissions` lists what is needed.',
  },
  {
    code: 'AccessDenied',
    operation: 'sts:AssumeRole',
    means: 'The function may not take on the role in the account of Identity Center.',
    fix:
      "Let that role's trust policy name the function's role (`control_planes` among the outputs), and check " +
      '`identityCenter.roleArn`.',
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
    code: 'AccessDenied',
    operation: createInstance,
    means:
      'This account may not make an account instance: the organization forbids it, or it is older than November 2023 and ' +
      'has not turned account instances on.',
    fix: 'Ask the administrator of Identity Center to allow account instances (this cannot be undone), or use an existing one.',
  },
  {
    code: 'AccessDenied',
    operation: lookIntoStore,
    means: 'This account may not read the identity store.',
    fix:
      'The organization may limit reading for member accounts: give `identityCenter.roleArn`, a role in the account of ' +
      'Identity Center that may.',
  },
  {
    code: 'AccessDenied',
    means: "The function's role may not do this.",
    fix: 'Apply again if the role was just made. Else look for a service control policy or a permissions boundary that forbids it.',
  },
  {
    code: 'Conflict',
    operation: createInstance,
    means: 'The account has, or had a moment ago, an instance of Identity Center: one an account over all Regions.',
    fix: 'Use it as `identityCenter.instance: {"existing": …}`, or wait some minutes if it was just deleted.',
  },
  {
    code: 'Conflict',
    means: 'Another change to Identity Center is under way.',
    fix: 'Wait a minute, then run it again.',
  },
  {
    code: 'ServiceQuotaExceeded',
    operation: createInstance,
    means: 'The account has an instance of Identity Center already, maybe in another Region.',
    fix: 'Use it as `identityCenter.instance: {"existing": …}`: there is one an account over all Regions.',
  },
  {
    code: 'Validation',
    operation: createInstance,
    means: 'The management account of an organization cannot have an account instance.',
    fix: 'Enable the organization instance in the console, or make the account instance in a member account.',
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
  {
    code: ['Throttling', 'KMSThrottling'],
    means: 'Too many calls at once: WorkSpaces takes two a second in an account and Region, Identity Center twenty.',
    fix: 'Apply again; what was done stays done. Lower -parallelism if it comes back.',
  },
  {
    code: ['InternalServer', 'InternalServiceError', 'InternalError'],
    means: 'AWS had an internal error.',
    fix: 'Apply again; what was done stays done. See https://health.aws.amazon.com if it comes back.',
  },
  {
    code: ['InvalidSignature', 'ExpiredToken'],
    means: "The function's clock or credentials are not accepted.",
    fix: 'Apply again. If it comes back, look for a proxy between the function and AWS that changes requests.',
  },
  {
    code: ['UnrecognizedClient', 'RegionDisabled'],
    means:
      'AWS does not know the credentials in this Region: an opt-in Region that is not enabled, or a role just made.',
    fix: 'Enable the Region for the account, wait some minutes, then apply again.',
  },
  {
    code: 'NotFound',
    operation: 'sns:Publish',
    means: 'The topic of the alerts does not exist.',
    fix: 'Apply again, or correct `alerts.snsTopicArn`.',
  },
  {
    code: 'AuthorizationError',
    operation: 'sns:Publish',
    means: 'The function may not publish to the topic of the alerts.',
    fix: "Allow sns:Publish for the function's role in the topic's policy and, if it is encrypted, in its key's policy.",
  },
  {
    code: ['KMSAccessDenied', 'KMSDisabled', 'KMSInvalidState', 'KMSNotFound', 'KMSOptInRequired'],
    operation: 'sns:Publish',
    means: 'The topic of the alerts is encrypted with a key that cannot be used.',
    fix: "Enable the key, and allow kms:GenerateDataKey and kms:Decrypt for the function's role in its policy.",
  },
  {
    code: 'Unreachable',
    means: 'The endpoint of the service cannot be reached from the function.',
    fix:
      'With `aws.functionVpc`, give its subnets a way out or interface endpoints for WorkSpaces, Identity Center and SNS; ' +
      'without it, apply again.',
  },
];

/** The sentence that fits an error best, if there is one. */
export function sentenceFor(code: string, operation: string, message: string): ErrorSentence | undefined {
  const plain = code.replace(/(Exception|Error)$/, '') || code;
  const fits = errorSentences.filter(
    (sentence) =>
      [sentence.code].flat().some((each) => each === code || each === plain) &&
      (sentence.operation === undefined || [sentence.operation].flat().includes(operation)) &&
      (sentence.says === undefined || message.toLowerCase().includes(sentence.says.toLowerCase())),
  );
  const weight = (sentence: ErrorSentence): number => (sentence.says ? 2 : 0) + (sentence.operation ? 1 : 0);
  return fits.sort((one, other) => weight(other) - weight(one))[0];
}
