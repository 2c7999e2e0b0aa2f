import type { ByRole, ManagedRecord, Tags } from '../kind-record.js';
import { anywhereInRegion, instances } from '../permission.js';

const createInstance = 'sso:CreateInstance';

/** An account instance of IAM Identity Center (hashicorp/terraform-provider-aws#45878). One an account over all Regions. */
export interface AccountInstanceContract {
  readonly manner: 'managed';
  readonly identity: AccountInstanceIdentity;
  readonly properties: AccountInstanceProperties;
  readonly attributes: { readonly instanceArn: string; readonly identityStoreId: string };
}

export interface AccountInstanceIdentity extends ByRole {
  readonly name: string;
  /** The account that owns the instance (12 digits). */
  readonly accountId: string;
}

export interface AccountInstanceProperties {
  /** Set when the instance is made, never compared. */
  readonly tags?: Tags;
}

export const accountInstance: ManagedRecord<AccountInstanceContract> = {
  manner: 'managed',
  noun: 'Identity Center account instance',
  called: ({ name }) => `the Identity Center instance ${name}`,
  attributes: { instanceArn: 'string', identityStoreId: 'string' },
  askedIn: 'home',
  readyTimeout: 60,
  deletionTimeout: 5,
  risk: { update: 'interrupts', remove: 'destroys-data' },
  fixed: [],
  howToChange: '',
  permissions: [
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
  sentences: [
    {
      code: 'AccessDenied',
      operation: createInstance,
      means:
        'This account may not make an account instance: the organization forbids it, or it is older than November 2023 and ' +
        'has not turned account instances on.',
      fix: 'Ask the administrator of Identity Center to allow account instances (this cannot be undone), or use an existing one.',
    },
    {
      code: 'Conflict',
      operation: createInstance,
      means: 'The account has, or had a moment ago, an instance of Identity Center: one an account over all Regions.',
      fix: 'Use it as `identityCenter.instance: {"existing": …}`, or wait some minutes if it was just deleted.',
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
  ],
};
