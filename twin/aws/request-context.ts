/** Condition keys that follow from a request: what it tags, and what single calls say of themselves. */
import { isRecord } from './api-validation.js';

export type Context = Readonly<Record<string, string | readonly string[]>>;

type Input = Readonly<Record<string, unknown>>;

/** Tags that a request puts on something. EC2 writes them under what they are for. */
export function tagsOf(input: Input): Map<string, string> {
  const specifications = input['TagSpecifications'];
  const specified = Array.isArray(specifications) ? specifications.filter(isRecord).map((each) => each['Tags']) : [];
  const desktops = input['Workspaces'];
  const each = Array.isArray(desktops) ? desktops.filter(isRecord).map((one) => new Map(pairsOf(one['Tags']))) : [];
  // Of several desktops in one call those that all of them get.
  const shared = [...(each[0] ?? [])].filter(([key, value]) => each.every((tags) => tags.get(key) === value));
  return new Map([...[input['Tags'], input['tags'], ...specified].flatMap(pairsOf), ...shared]);
}

function pairsOf(tags: unknown): [string, string][] {
  if (isRecord(tags)) return Object.entries(tags).map(([key, value]) => [key, textOf(value)]);
  if (!Array.isArray(tags)) return [];
  return tags
    .filter(isRecord)
    .map((tag) => [
      textOf(tag['Key'] ?? tag['key'] ?? tag['TagKey']),
      textOf(tag['Value'] ?? tag['value'] ?? tag['TagValue']),
    ]);
}

/** Keys of tags that a request takes away. */
function untagged(input: Input): string[] {
  const keys = input['TagKeys'] ?? input['tagKeys'];
  return Array.isArray(keys) ? keys.map(textOf) : [];
}

/**
 * What the service authorization reference lists for single actions, as far as a policy of this project asks for it:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html.
 */
const ofActions: Readonly<Record<string, (input: Input) => Readonly<Record<string, unknown>>>> = {
  'iam:CreateRole': (input) => ({ 'iam:PermissionsBoundary': input['PermissionsBoundary'] }),
  'iam:PutRolePermissionsBoundary': (input) => ({ 'iam:PermissionsBoundary': input['PermissionsBoundary'] }),
  'iam:AttachRolePolicy': (input) => ({ 'iam:PolicyARN': input['PolicyArn'] }),
  'iam:DetachRolePolicy': (input) => ({ 'iam:PolicyARN': input['PolicyArn'] }),
  'lambda:AddPermission': (input) => ({
    'lambda:Principal': input['Principal'],
    'lambda:FunctionUrlAuthType': input['FunctionUrlAuthType'],
  }),
  'sns:Subscribe': (input) => ({ 'sns:Protocol': input['Protocol'], 'sns:Endpoint': input['Endpoint'] }),
  'events:PutTargets': (input) => ({
    'events:TargetArn': Array.isArray(input['Targets'])
      ? input['Targets'].filter(isRecord).map((target) => textOf(target['Arn']))
      : undefined,
  }),
  'kms:CreateKey': (input) => ({
    'kms:BypassPolicyLockoutSafetyCheck': String(input['BypassPolicyLockoutSafetyCheck'] === true),
  }),
  // 30 days where the call says none: https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html.
  'kms:ScheduleKeyDeletion': (input) => ({
    'kms:ScheduleKeyDeletionPendingWindowInDays': String(
      typeof input['PendingWindowInDays'] === 'number' ? input['PendingWindowInDays'] : 30,
    ),
  }),
  'kms:PutKeyPolicy': (input) => ({
    'kms:BypassPolicyLockoutSafetyCheck': String(input['BypassPolicyLockoutSafetyCheck'] === true),
  }),
};

/** The keys of one action of a call. */
export function requestContext(action: string, input: Input): Context {
  const tags = tagsOf(input);
  const keys = [...tags.keys(), ...untagged(input)];
  const own = Object.entries(ofActions[action]?.(input) ?? {}).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(keys.length > 0 ? { 'aws:TagKeys': keys } : {}),
    ...Object.fromEntries(own),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
