/**
 * What the control plane manages and how it is asked to: read by the constructs, by the function and by those who list
 * permissions. No AWS SDK and no cdktf in here.
 */
import type { KindContract, KindRecord } from './kind-record.js';
import { accountInstance, type AccountInstanceContract } from './kinds/account-instance.js';
import { bundle, type BundleContract } from './kinds/bundle.js';
import { entraDirectory, type EntraDirectoryContract } from './kinds/entra-directory.js';
import { syncedGroup, type SyncedGroupContract } from './kinds/synced-group.js';
import { userPresence, type UserPresenceContract } from './kinds/user-presence.js';

/** The types of each kind. */
export interface Contracts {
  'entra-directory': EntraDirectoryContract;
  bundle: BundleContract;
  'account-instance': AccountInstanceContract;
  'synced-group': SyncedGroupContract;
  'user-presence': UserPresenceContract;
}

export type Kind = keyof Contracts;
type OfManner<M extends KindContract['manner']> = { [K in Kind]: Contracts[K]['manner'] extends M ? K : never }[Kind];
/** Kinds that the control plane makes and removes. */
export type ManagedKind = OfManner<'managed'>;
/** Kinds that something else (SCIM) makes: the control plane only waits for them and gives their ids. */
export type ObservedKind = OfManner<'observed'>;

/** Everything that is known of each kind without calling AWS. */
export const records: { readonly [K in Kind]: KindRecord<Contracts[K]> } = {
  'entra-directory': entraDirectory,
  bundle,
  'account-instance': accountInstance,
  'synced-group': syncedGroup,
  'user-presence': userPresence,
};

/** Every kind, in a fixed order. */
export const kinds = Object.keys(records) as readonly Kind[];

export function isObserved(kind: Kind): kind is ObservedKind {
  return records[kind].manner === 'observed';
}

export type Identity<K extends Kind> = Contracts[K]['identity'];
export type Properties<K extends Kind> = Contracts[K]['properties'];
export type Attributes<K extends Kind> = Contracts[K]['attributes'];

/** Asks for one thing of one kind. A kind without properties takes `properties: {}`. */
export interface Request<K extends Kind> {
  readonly kind: K;
  readonly identity: Identity<K>;
  readonly properties: Properties<K>;
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

/** Days that CloudWatch Logs keeps logs for: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
