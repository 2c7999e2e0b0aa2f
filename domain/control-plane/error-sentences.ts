/** What an AWS error means here and what to do about it: of each kind, then of every call. Read by the function, and by the page on troubleshooting. */
import { kinds, records } from './contract.js';
import type { ErrorSentence } from './kind-record.js';

/** Asked for groups and for users. */
const lookIntoStore = ['identitystore:GetGroupId', 'identitystore:GetUserId'];

/** Of those that fit, the most specific one is used. */
export const errorSentences: readonly ErrorSentence[] = [
  ...kinds.flatMap((kind) => records[kind].sentences),
  {
    code: 'OperationNotSupported',
    means: 'AWS does not support this setting for a directory with Microsoft Entra ID, or not in its present state.',
    fix: 'Leave the setting out of the deployment, or set it in the WorkSpaces console, which may know more than the API.',
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
    means: 'Something with this name exists in the account and Region, but AWS does not show it.',
    fix: 'Wait some minutes if one was just removed, then apply again; else choose another name.',
  },
  {
    code: 'InvalidResourceState',
    means: 'The directory is being changed or removed right now, or is in an error state.',
    fix: 'Wait some minutes, then apply again; look at the state of the directory in the WorkSpaces console.',
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
    means: 'Another change to Identity Center is under way.',
    fix: 'Wait a minute, then run it again.',
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
