import type { IdentitySource } from './identity-source.js';
import type { IdentityStore } from './identity-store.js';
import type { InstanceNetwork } from './network-access.js';

export interface Application {
  readonly arn: string;
  readonly instanceArn: string;
  /** `WorkSpaces.wsd-…` */
  readonly name: string;
  readonly providerArn: string;
  readonly accountId: string;
  readonly created: Date;
  assignmentRequired: boolean;
  readonly assignments: { readonly principalId: string; readonly principalType: 'USER' | 'GROUP' }[];
}

export interface Instance {
  readonly arn: string;
  readonly region: string;
  readonly kind: 'organization' | 'account';
  readonly ownerAccountId: string;
  name: string | undefined;
  /** A key of one's own that encrypts it. */
  kmsKeyArn?: string;
  /** From where people may sign in; undefined: from everywhere. */
  network?: InstanceNetwork;
  status: 'CREATE_IN_PROGRESS' | 'DELETE_IN_PROGRESS' | 'ACTIVE';
  readonly created: Date;
  /** Regions to which the instance was replicated. */
  readonly additionalRegions: string[];
  readonly tags: Map<string, string>;
  readonly store: IdentityStore;
  readonly source: IdentitySource;
  readonly applications: Map<string, Application>;
}
