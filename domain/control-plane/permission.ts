/**
 * What the function's role may do, as the records of the kinds name it, and no more: a test compares this with the calls
 * that the function can make. Resources and conditions are as narrow as
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html,
 * …/list_awsiamidentitycenter.html and …/list_awsidentitystore.html know them: directories, bundles and IP groups get
 * their ids from AWS, so a new one cannot be named before it exists.
 */

/** One thing that the function's role may do. */
export interface Permission {
  /** E.g. `workspaces:DescribeWorkspaceDirectories`. Always one action, never a pattern. */
  readonly action: string;
  /**
   * ARN with `{partition}`, `{region}`, `{account}`, `{identityStore}` (the id, or `*` while it is unknown), or `*` where
   * the API knows no resource for the action.
   */
  readonly resource: string;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Not called by the function itself: AWS checks it on the caller of this operation. */
  readonly neededBy?: string;
  /** Left out of the function's role where a role in the account of Identity Center makes the call. */
  readonly byRole?: boolean;
}

export const directories = 'arn:{partition}:workspaces:{region}:{account}:directory/*';
export const bundles = 'arn:{partition}:workspaces:{region}:{account}:workspacebundle/*';
export const images = 'arn:{partition}:workspaces:{region}:{account}:workspaceimage/*';
export const ipGroups = 'arn:{partition}:workspaces:{region}:{account}:workspaceipgroup/*';
export const instances = 'arn:{partition}:sso:::instance/*';
const inRegion = { StringEquals: { 'aws:RequestedRegion': '{region}' } };
const viaService = { Bool: { 'aws:ViaAWSService': 'true' } };

/**
 * On every resource, in the function's Region alone: the API knows no narrower resource, or the call names none because
 * it makes or lists them.
 */
export function anywhereInRegion(...actions: string[]): Permission[] {
  return actions.map((action) => ({ action, resource: '*', condition: inRegion }));
}

/** On one resource. */
export function on(resource: string, ...actions: string[]): Permission[] {
  return actions.map((action) => ({ action, resource }));
}

/** Checked on the caller by a service that acts in its name (forward access session), useless for a direct call. */
export function through(neededBy: string, resource: string, ...actions: string[]): Permission[] {
  return actions.map((action) => ({ action, resource, condition: viaService, neededBy }));
}

/** With a customer managed key on Identity Center, its callers must be allowed to use the key, through it alone. */
export function identityCenterKey(service: 'sso' | 'identitystore', neededBy: string): Permission {
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

/** The identity store may belong to another account of the organization. */
export const lookIntoStore = (action: string, members: string): Permission[] =>
  [
    'arn:{partition}:identitystore::*:identitystore/{identityStore}',
    `arn:{partition}:identitystore:::${members}/*`,
  ].map((resource) => ({ action, resource, byRole: true }));
