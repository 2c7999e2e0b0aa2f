import type {
  ClientProperties,
  ComputeType,
  IpRuleItem,
  SelfservicePermissions,
  WorkspaceAccessProperties,
  WorkspaceCreationProperties,
  WorkspaceProperties,
} from '@aws-sdk/client-workspaces';

export interface Directory {
  /** `wsd-…` */
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly registrationCode: string;
  readonly subnetIds: readonly string[];
  readonly tenancy: 'DEDICATED' | 'SHARED';
  readonly tenantId: string;
  readonly secretArn: string;
  readonly instanceArn: string;
  readonly instanceRegion: string;
  readonly securityGroupId: string;
  /** Of the application in Identity Center; it appears with the registration. */
  applicationArn: string | undefined;
  state: 'REGISTERING' | 'REGISTERED' | 'DEREGISTERING' | 'ERROR';
  errorMessage: string | undefined;
  access: WorkspaceAccessProperties;
  creation: WorkspaceCreationProperties;
  selfService: SelfservicePermissions;
  client: ClientProperties;
  readonly ipGroupIds: Set<string>;
}

export interface Image {
  /** `wsi-…` */
  readonly id: string;
  readonly name: string;
  readonly requiredTenancy: 'DEDICATED' | 'DEFAULT';
  readonly created: Date;
  state: 'AVAILABLE' | 'PENDING' | 'ERROR';
  /** No API tells these: what kind of Windows it is decides what can be made of it. */
  readonly windows11: boolean;
  /** Applications of AWS in it, by name. */
  applications?: readonly string[];
}

export interface Bundle {
  /** `wsb-…` */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  imageId: string;
  readonly compute: NonNullable<ComputeType['Name']>;
  readonly rootGib: string;
  readonly userGib: string;
  readonly created: Date;
  updated: Date;
  state: 'AVAILABLE' | 'PENDING' | 'ERROR';
}

export type DesktopState =
  | ('PENDING' | 'AVAILABLE' | 'REBOOTING' | 'STARTING' | 'REBUILDING' | 'TERMINATING' | 'UPDATING' | 'STOPPING')
  | ('STOPPED' | 'ADMIN_MAINTENANCE' | 'ERROR' | 'RESTORING' | 'IMPAIRED' | 'UNHEALTHY' | 'SUSPENDED');

export interface Desktop {
  /** `ws-…` */
  readonly id: string;
  readonly directoryId: string;
  readonly userName: string;
  readonly bundleId: string;
  /** The image that it runs: a new image of the bundle reaches it only by a rebuild. */
  imageId: string;
  readonly computerName: string;
  readonly ipAddress: string;
  readonly subnetId: string;
  readonly encryptionKey: string | undefined;
  readonly rootEncrypted: boolean | undefined;
  readonly userEncrypted: boolean | undefined;
  properties: WorkspaceProperties;
  state: DesktopState;
  /** Each state since it was made (desktop-life.ts). */
  states?: readonly { readonly state: DesktopState; readonly at: number }[];
  /** When its user last connected. */
  lastConnected?: Date;
  /** When somebody was connected, for a scenario to set: metrics tell it. */
  sessions?: readonly { readonly from: Date; readonly to: Date }[];
  /** When it came up. */
  upSince?: Date | undefined;
  /** When its volumes were last snapshot, where a scenario says so. */
  snapshotAt?: Date | undefined;
  error: { readonly code: string; readonly message: string } | undefined;
}

export interface IpGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  rules: IpRuleItem[];
}

export interface AccountModification {
  state: 'PENDING' | 'COMPLETED' | 'FAILED';
  readonly cidr: string | undefined;
  readonly started: Date;
}

/** What WorkSpaces keeps in one Region. */
export class RegionState {
  /** BYOL: bring your own licence. */
  byol: { enabled: boolean; managementCidr: string | undefined } = { enabled: false, managementCidr: undefined };
  readonly modifications: AccountModification[] = [];
  readonly images = new Map<string, Image>();
  readonly bundles = new Map<string, Bundle>();
  readonly directories = new Map<string, Directory>();
  readonly desktops = new Map<string, Desktop>();
  readonly ipGroups = new Map<string, IpGroup>();
  readonly tags = new Map<string, Map<string, string>>();
  /** How many desktops the Region may have. AWS starts with 1. */
  desktopQuota = 1;
  /**
   * How many directories: the same for everybody
   * (https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html).
   */
  directoryQuota = 50;
  /** Of Lambda; AWS gives new accounts less. Kept here with the other quotas of a Region. */
  functionConcurrency = 1000;

  constructor(readonly region: string) {}

  tagsOf(id: string): Map<string, string> {
    let tags = this.tags.get(id);
    if (!tags) this.tags.set(id, (tags = new Map<string, string>()));
    return tags;
  }

  desktopsIn(directoryId: string): Desktop[] {
    return [...this.desktops.values()].filter((desktop) => desktop.directoryId === directoryId);
  }
}
