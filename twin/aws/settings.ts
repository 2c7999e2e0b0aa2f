import { rule } from '../rules.js';

export const timesOfStates = rule(
  'times-of-states',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-workspaces-tutorials.html (10 to 20 minutes a WorkSpace), https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html (up to an hour)',
  'Directories, bundles and desktops take minutes to come up and to go.',
);

/** How long things take, in minutes of the twin. */
export interface Timings {
  registerDirectory: number;
  deregisterDirectory: number;
  createDesktop: number;
  createEncryptedDesktop: number;
  rebuildDesktop: number;
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

/** What a scenario can set before and while it runs. */
export interface Settings {
  readonly timings: Timings;
  /** By user name in lower case. */
  readonly desktopOutcomes: Map<string, DesktopOutcome>;
  /** By directory name: the directory ends in ERROR with this message. */
  readonly directoryErrors: Map<string, string>;
  /** API rate of WorkSpaces (2 a second for real), counted in the twin's time. Undefined: not limited. */
  workspacesCallsPerSecond: number | undefined;
  /** Whether an organization's policy lets member accounts read the identity store. */
  memberAccountsReadIdentityStore: boolean;
  /** Whether WorkSpaces says for which account it acts (`aws:SourceAccount`) when it uses a role, a secret or a key. */
  workspacesSaysItsAccount: boolean;
  /** Whether EBS encrypts every new volume, in each Region. */
  ebsEncryptionByDefault: boolean;
}

export function defaultSettings(timings: Partial<Timings> = {}): Settings {
  return {
    timings: {
      registerDirectory: 5,
      deregisterDirectory: 3,
      createDesktop: 15,
      createEncryptedDesktop: 45,
      rebuildDesktop: 30,
      terminateDesktop: 5,
      modifyDesktop: 2,
      createBundle: 2,
      createInstance: 1,
      functionReady: 0.05,
      roleEffective: 10 / 60,
      ...timings,
    },
    desktopOutcomes: new Map(),
    directoryErrors: new Map(),
    workspacesCallsPerSecond: undefined,
    memberAccountsReadIdentityStore: true,
    workspacesSaysItsAccount: true,
    ebsEncryptionByDefault: false,
  };
}
