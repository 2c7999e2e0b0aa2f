/**
 * What the control plane manages and how it is asked to: read by the constructs, by the function and by those who list
 * permissions. No AWS SDK and no cdktf in here.
 *
 * An *identity* finds a thing and never changes (another identity is another thing); *properties* are what it should be
 * like; *attributes* are what AWS made of it and others need.
 */
export interface Contracts {
  /** A WorkSpaces directory that trusts Microsoft Entra ID. The aws provider has none (hashicorp/terraform-provider-aws#39355). */
  'entra-directory': {
    identity: { readonly name: string };
    properties: DirectoryProperties;
    attributes: DirectoryAttributes;
  };
  /** A bundle made of an own image. No provider has one (hashicorp/terraform-provider-aws#39357). */
  bundle: {
    identity: { readonly name: string };
    properties: BundleProperties;
    attributes: { readonly bundleId: string };
  };
  /** An account instance of IAM Identity Center (hashicorp/terraform-provider-aws#45878). One an account over all Regions. */
  'account-instance': {
    identity: AccountInstanceIdentity;
    properties: AccountInstanceProperties;
    attributes: { readonly instanceArn: string; readonly identityStoreId: string };
  };
  /** A group that SCIM brings into the identity store. Waited for, never made. */
  'synced-group': {
    identity: IdentityStore & { readonly displayName: string };
    properties: SyncedGroupProperties;
    attributes: { readonly groupId: string };
  };
  /** Users that SCIM brings into the identity store. Waited for, never made. One invocation takes hundreds of names. */
  'user-presence': {
    identity: IdentityStore & { readonly userNames: readonly string[] };
    properties: Nothing;
    /** Ids by user name as it was asked for, only of those who are there. */
    attributes: { readonly userIds: Readonly<Record<string, string>> };
  };
}

export type Kind = keyof Contracts;
/** Kinds that the control plane makes and removes. */
export type ManagedKind = 'entra-directory' | 'bundle' | 'account-instance';
/** Kinds that something else (SCIM) makes: the control plane only waits for them and gives their ids. */
export type ObservedKind = Exclude<Kind, ManagedKind>;

export const managedKinds: readonly ManagedKind[] = ['entra-directory', 'bundle', 'account-instance'];
export const observedKinds: readonly ObservedKind[] = ['synced-group', 'user-presence'];
/** Every kind, in a fixed order. */
export const kinds: readonly Kind[] = [...managedKinds, ...observedKinds];

export type Identity<K extends Kind> = Contracts[K]['identity'];
export type Properties<K extends Kind> = Contracts[K]['properties'];
export type Attributes<K extends Kind> = Contracts[K]['attributes'];

/** Asks for one thing of one kind. A kind without properties takes `properties: {}`. */
export interface Request<K extends Kind> {
  readonly kind: K;
  readonly identity: Identity<K>;
  readonly properties: Properties<K>;
}

/** What must be true of the group that is found by its name. */
export interface SyncedGroupProperties {
  /**
   * The group in Entra that it has to come from. A group that was deleted there and made again has the same name and
   * another object id, and for some time Identity Center holds the one that came from the old.
   * @default - any group of this name; so in a state that was made before this was looked at
   */
  readonly entraObjectId?: string;
}

/** No properties. */
export type Nothing = Readonly<Record<string, never>>;

export type Tags = Readonly<Record<string, string>>;

/** A role in the account of Identity Center that the function takes on for calls to it, when that is another account. */
export interface ByRole {
  readonly roleArn?: string;
}

export interface IdentityStore extends ByRole {
  /** `d-…`, of the instance. */
  readonly identityStoreId: string;
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

/** All but `imageId`, `description` and `tags` are fixed when the bundle is made; a change is refused. */
export interface BundleProperties {
  /** `wsi-…`. Changed in place: the bundle keeps its id, existing desktops take the image by a rebuild. */
  readonly imageId: string;
  /** As the API writes it, e.g. `STANDARD`, `POWERPRO`. */
  readonly computeType: string;
  readonly rootVolumeGib: number;
  readonly userVolumeGib: number;
  /** Used when the bundle is made, never compared. */
  readonly description?: string;
  /** Added or overwritten; tags that others put there stay. */
  readonly tags?: Tags;
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

/** One link of a chain of waits. */
export interface Wait {
  /** 1 … `of`. */
  readonly number: number;
  readonly of: number;
  /** How long this link may wait; 0 looks once. */
  readonly seconds: number;
  /** The last link fails with `PENDING: …` when it is not ready by then; an earlier one returns. */
  readonly last: boolean;
}

/** What `aws_lambda_invocation` with `lifecycle_scope = "CRUD"` adds to its input under the key `tf`. */
export interface TerraformAction {
  readonly action: 'create' | 'update' | 'delete';
  readonly prev_input?: unknown;
}

/** A thing whose end is watched: by a date, or by the tag `expiryTag` of a secret. */
export type WatchedExpiry = {
  /** What a person calls it, e.g. `SCIM token`. */
  readonly label: string;
  /** What to do about it, one sentence. */
  readonly fix: string;
} & ({ readonly secretArn: string } | { readonly date: string });

/** The tag of a secret that says when its content expires, as an ISO date. Written by `connect`, read by the watch. */
export const expiryTag = 'entra-workspaces:expires-at';

/** Asks for an observed or managed thing in one step of its life. */
export type StepInvocation<K extends Kind = Kind> = {
  [Each in K]: { readonly kind: Each; readonly identity: Identity<Each> } & (
    | /** CRUD. Create does nothing, delete removes what exists. */ {
        readonly step: 'claim';
        readonly tf: TerraformAction;
      }
    | /** Makes or adopts, and updates. */ {
        readonly step: 'ensure';
        readonly properties: Properties<Each>;
        readonly repair: string;
      }
    | /** Waits until it is ready and as asked for. */ {
        readonly step: 'wait';
        readonly properties: Properties<Each>;
        readonly wait: Wait;
        readonly repair: string;
      }
    | /** Gives the attributes. */ { readonly step: 'ids' }
    | /** CRUD. Delete waits until it is gone. */ {
        readonly step: 'gone';
        readonly wait: Wait;
        readonly tf: TerraformAction;
      }
    | /** Waits until it is there; `last` false on every link makes a wait that never fails. */ {
        readonly step: 'condition';
        readonly wait: Wait;
      }
  );
}[K];

/** Waits until the permissions of the function's new or changed role are effective. */
export interface RoleInvocation {
  readonly step: 'role';
  readonly kinds: readonly Kind[];
  /** Of Identity Center's account, where calls to it are made by role. */
  readonly roleArn?: string;
  /** Changes with the policy, so that a changed policy is waited for too. */
  readonly policy: string;
}

/** The daily look at what expires. Sent by EventBridge. */
export interface ExpiryInvocation {
  readonly step: 'expiry';
  readonly deployment: string;
  readonly topicArn: string;
  readonly watch: readonly WatchedExpiry[];
}

/** Everything that the function is invoked with. */
export type Invocation = StepInvocation | RoleInvocation | ExpiryInvocation;

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

/** Days that CloudWatch Logs keeps logs for: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
