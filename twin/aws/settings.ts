import { rule, type Rule } from '../rules.js';
import type { Clock } from '../clock.js';

const timesOfStates = rule(
  'times-of-states',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-workspaces-tutorials.html (10 to 20 minutes a WorkSpace), https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html (up to an hour)',
  'Directories, bundles and desktops take minutes to come up and to go.',
);

/** What becomes of a thing once it has been in a state for as long as that takes. @param minutes of the twin */
export function afterState(
  cloud: { leanOn(rule: Rule): void; readonly world: { readonly clock: Clock } },
  minutes: number,
  label: string,
  run: () => Promise<void> | void,
): void {
  cloud.leanOn(timesOfStates);
  cloud.world.clock.after(minutes, label, run);
}

/** How long things take, in minutes of the twin. */
export interface Timings {
  registerDirectory: number;
  deregisterDirectory: number;
  createDesktop: number;
  createEncryptedDesktop: number;
  rebuildDesktop: number;
  restoreDesktop: number;
  migrateDesktop: number;
  terminateDesktop: number;
  modifyDesktop: number;
  createBundle: number;
  createInstance: number;
  /** Until a new or changed function takes invocations and changes. */
  functionReady: number;
  /** Until a new role can be assumed and a new policy of a role counts. 0: at once. */
  roleEffective: number;
}

/** What is known to go otherwise for one user's desktop. */
export interface DesktopOutcome {
  /** Minutes until it is up, instead of the usual ones. */
  readonly minutes?: number;
  /** It ends in ERROR with this. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** How WorkSpaces treats desktops where its pages leave it open, and what most scenarios do without. */
export interface DesktopBehaviour {
  /** Minutes until DescribeWorkspaces shows a new desktop in lists, and by its id. 0: at once. */
  hiddenFromLists: number;
  hiddenById: number;
  /** Whether a second desktop of a user in a directory is refused. */
  onePerUser: boolean;
  /** Whether a stopped desktop is put into ADMIN_MAINTENANCE. */
  adminMaintenanceFromStopped: boolean;
  stopInAdminMaintenance: 'ignored' | 'refused';
  /** Whether AutoStop desktops stop when nobody is connected. */
  autoStop: boolean;
}

/** What a scenario can set before and while it runs. */
export interface Settings {
  readonly timings: Timings;
  /** By user name in lower case. */
  readonly desktopOutcomes: Map<string, DesktopOutcome>;
  /** User names in lower case whose next rebuild or restore ends in ERROR, and whose migration is taken back. */
  readonly failingChanges: Set<string>;
  readonly desktops: DesktopBehaviour;
  /** By directory name: the directory ends in ERROR with this message. */
  readonly directoryErrors: Map<string, string>;
  /** API rate of WorkSpaces (2 a second for real), counted in the twin's time. Undefined: not limited. */
  workspacesCallsPerSecond: number | undefined;
  /** How many of these calls others make all the time: consoles, scripts, another Terraform. */
  workspacesCallsOfOthers: number;
  /** Whether an organization's policy lets member accounts read the identity store. */
  memberAccountsReadIdentityStore: boolean;
  /** Whether WorkSpaces says for which account it acts (`aws:SourceAccount`) when it uses a role, a secret or a key. */
  workspacesSaysItsAccount: boolean;
  /**
   * What becomes of ListInstances with RegionScope: answered as the model of November 2026 says; left out of account, or
   * refused, by an API that does not know it yet.
   */
  listsInstancesOfAllRegions: 'answered' | 'ignored' | 'refused';
  /** Whether EBS encrypts every new volume, in each Region. */
  ebsEncryptionByDefault: boolean;
  /**
   * Whether networks may reach the internet, in each Region, and what is left out of that.
   * Source: https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
   */
  publicAccess: {
    mode: 'off' | 'block-bidirectional' | 'block-ingress';
    managedBy: 'account' | 'declarative-policy';
    leftOut: { arn: string; mode: 'allow-bidirectional' | 'allow-egress' }[];
  };
}

export function defaultSettings(timings: Partial<Timings> = {}): Settings {
  return {
    timings: {
      registerDirectory: 5,
      deregisterDirectory: 3,
      createDesktop: 15,
      createEncryptedDesktop: 45,
      rebuildDesktop: 30,
      restoreDesktop: 20,
      migrateDesktop: 40,
      terminateDesktop: 5,
      modifyDesktop: 2,
      createBundle: 2,
      createInstance: 1,
      functionReady: 0.05,
      roleEffective: 10 / 60,
      ...timings,
    },
    desktopOutcomes: new Map(),
    desktops: {
      hiddenFromLists: 0,
      hiddenById: 0,
      onePerUser: true,
      adminMaintenanceFromStopped: true,
      stopInAdminMaintenance: 'ignored',
      autoStop: false,
    },
    directoryErrors: new Map(),
    failingChanges: new Set(),
    workspacesCallsPerSecond: undefined,
    workspacesCallsOfOthers: 0,
    memberAccountsReadIdentityStore: true,
    workspacesSaysItsAccount: true,
    listsInstancesOfAllRegions: 'answered',
    ebsEncryptionByDefault: false,
    publicAccess: { mode: 'off', managedBy: 'account', leftOut: [] },
  };
}
