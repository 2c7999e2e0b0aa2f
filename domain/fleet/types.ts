/** What the fleet's decision is made of. Times are milliseconds since 1970. */
import type { RunningMode } from '../bundle-options.js';

/** What a site wants of its fleet; written by Terraform, read by each pass. */
export interface FleetPolicy {
  /** Of this form; a pass refuses one that it does not know. */
  readonly schema: 1;
  /** `DEPLOYMENT/SITE`: the value of the tag on every desktop of the fleet. */
  readonly fleet: string;
  /** `report`: only says what it would do. */
  readonly mode: 'report' | 'apply';
  /** Minutes between two full comparisons. */
  readonly everyMinutes: number;
  readonly holdDays: number;
  /** Whether held desktops are put into ADMIN_MAINTENANCE once they are seen stopped. */
  readonly lock: boolean;
  readonly limits: FleetLimits;
  readonly runningMode: RunningMode;
  /** Whether a running mode that people changed goes back, and another size is said. */
  readonly enforceRunningMode: boolean;
  /** What desktops are made from. */
  readonly bundleId: string;
  /** Their size. */
  readonly computeType?: string;
  /** Other bundles of the site, by their name in the deployment file: of packages and of the former list. */
  readonly bundles?: Readonly<Record<string, FleetBundle>>;
  /** The first whose group a member is in says what their desktop is. */
  readonly packages?: readonly FleetPackage[];
  /** The former list of the site: its desktops are taken over. */
  readonly from?: readonly FormerUser[];
}

/** A bundle with what CreateWorkspaces wants to know of it. */
export interface FleetBundle {
  readonly bundleId: string;
  readonly computeType: string;
  readonly rootVolumeGib: number;
  readonly userVolumeGib: number;
}

/** What somebody's desktop is, where it is another than that of the site. */
export interface DesktopKind {
  /** Name of a bundle of the site. */
  readonly bundle?: string;
  readonly runningMode?: RunningMode;
  readonly autoStopMinutes?: number;
}

/** Members of the fleet's group who are in this group, too, have a desktop of this kind. */
export interface FleetPackage extends DesktopKind {
  /** Id in the identity store. */
  readonly groupId: string;
}

/** Somebody of the former list, whose desktop Terraform made and does not know any more. */
export interface FormerUser extends DesktopKind {
  readonly upn: string;
  /** Was on hold. */
  readonly held?: boolean;
  /** Until when, in milliseconds since 1970. */
  readonly holdUntil?: number;
}

/** What goes ahead without a person's approval. */
export interface FleetLimits {
  /** Desktops made in the last 24 hours. */
  readonly create: number;
  /** Desktops held in the last 24 hours. */
  readonly hold: number;
  /** Desktops removed in the last 24 hours. */
  readonly remove: number;
  /** Percent of the highest membership of 7 days that may leave in these 7 days. */
  readonly sharePercent: number;
}

/** Somebody in the identity store. The id is the person; the name may change, and may come back as somebody else's. */
export interface Person {
  readonly userId: string;
  readonly upn: string;
  /** Disabled counts as left. */
  readonly enabled: boolean;
  /** Which of the policy's packages is theirs. */
  readonly package?: number;
  /** The site that comes first and in whose group they are as well: their desktop is there. */
  readonly elsewhere?: string;
}

/** The members of the fleet's group, or why they are not known. */
export type Membership = { readonly members: readonly Person[] } | { readonly unreadable: string };

/** A desktop of the directory, as WorkSpaces tells it. */
export interface FleetDesktop {
  readonly id: string;
  readonly userName: string;
  readonly state: string;
  readonly runningMode: RunningMode | 'MANUAL' | undefined;
  readonly bundleId?: string;
  readonly computeType?: string;
}

/**
 * Where a person's desktop stands. `creating`: asked for, its id not known yet. `removing`: asked to go. `removed`: gone;
 * the row stays so that limits can be counted.
 */
export type Phase = 'wanted' | 'creating' | 'present' | 'held' | 'removing' | 'removed';

/** The first witness: what the engine remembers of one person. Only who was a member once has a row. */
export interface FleetRow {
  readonly userId: string;
  /** The name that the desktop was asked for under: it stays when the person is renamed. */
  readonly upn: string;
  /** Counts up with each write; each write names the version that it changes. */
  readonly version: number;
  readonly phase: Phase;
  /** When the phase began. */
  readonly at: number;
  readonly origin?: 'made' | 'adopted';
  readonly desktopId?: string;
  /** How often it was asked for. */
  readonly attempt?: number;
  readonly createdAt?: number;
  readonly heldAt?: number;
  readonly holdUntil?: number;
  readonly removedAt?: number;
  /** What a person last said of it, who that is to AWS, and when. */
  readonly said?: { readonly what: string; readonly by: string; readonly at: number };
  /** A person said: never remove, or a former list held this person without a day. */
  readonly keep?: boolean;
  /** A person said: who has this name now is somebody else, the hold goes on. */
  readonly otherPerson?: boolean;
  /** Set to ADMIN_MAINTENANCE by the engine. */
  readonly locked?: boolean;
  /** Running mode before the hold changed it. */
  readonly modeBefore?: RunningMode;
  /** When the desktop was first not found. */
  readonly missingSince?: number;
  /** Why the desktop was not removed when its hold was over, and when that was. */
  readonly refused?: { readonly why: string; readonly at: number };
  readonly failure?: { readonly code: string; readonly at: number; readonly times: number; readonly until: number };
  /** What the former list said of this person's desktop, or who had it migrated to another bundle. */
  readonly own?: DesktopKind;
  /** It is being migrated since then, to a desktop with this id, where the answer came: both ids are this person's. */
  readonly moving?: { readonly at: number; readonly to?: string };
}

/** What is to be done for one person, on the row's version that it was decided on (0: no row). */
export interface FleetAction {
  readonly kind: FleetActionKind;
  readonly userId: string;
  readonly upn: string;
  readonly version: number;
  readonly desktopId?: string;
  /** Of `hold`, and of `adopt` for who is held already: until when. */
  readonly until?: number;
  /** Of `create`: what to make. Of `adopt`: what the former list said of it. */
  readonly desktop?: DesktopKind;
  /** Of `adopt`: the former list names this person, no tag needs to. */
  readonly named?: boolean;
  /** Of `adopt`: the former list held this person without a day, so that the desktop is never removed. */
  readonly keep?: boolean;
  /** Of `mode`, with AUTO_STOP. */
  readonly autoStopMinutes?: number;
  /** Of `mode`. */
  readonly runningMode?: RunningMode;
}

/**
 * `learn`, `miss`, `found`, `settle`, `moved` and `stayed` only write the row: an id that is now known, a desktop that is not
 * found, is found again, is gone, has another id after a migration, or was not migrated.
 */
export type FleetActionKind =
  | ('create' | 'adopt' | 'hold' | 'release' | 'remove' | 'mode' | 'stop' | 'lock')
  | ('learn' | 'miss' | 'found' | 'settle' | 'moved' | 'stayed');

/** Actions above the limits, for a person to approve. */
export interface ApprovalRequest {
  /** The first characters of the digest. */
  readonly id: string;
  /** SHA-256 over what is to be done and for whom. */
  readonly digest: string;
  readonly actions: readonly { readonly kind: FleetActionKind; readonly userId: string; readonly upn: string }[];
  readonly at: number;
  readonly until: number;
  readonly approvedBy?: string;
}

/** Something to know that is not done by machine. */
export interface FleetFinding {
  readonly what: string;
  readonly upn?: string;
  readonly desktopId?: string;
  readonly why: string;
}

/** What holds for the whole fleet. */
export interface FleetControl {
  readonly paused?: boolean;
  /** A person had every desktop of the fleet removed, or all handed back to a list. */
  readonly ending?: 'empty' | 'list';
  /** When the person said so. */
  readonly endingAt?: number;
  /** When the table was seen to be a restored one. */
  readonly restoredAt?: number;
  /** Highest membership by day (days since 1970) of the last 7. */
  readonly highs?: Readonly<Record<string, number>>;
  /** When everything was last compared. */
  readonly fullAt?: number;
  /** What rested at the last full comparison, and why: people are told once. */
  readonly stopped?: readonly string[];
  /** AWS's id of the table that was seen last. */
  readonly tableId?: string;
  /** Sum of the versions of all rows when they were last compared as a whole: it only grows, unless rows went back. */
  readonly written?: number;
  /** Requests that people were told a second time of, a day after the first. */
  readonly reminded?: readonly string[];
}

/** Everything that a decision is made from. */
export interface Situation {
  readonly now: number;
  readonly policy: FleetPolicy;
  readonly group: Membership;
  readonly desktops: readonly FleetDesktop[];
  readonly rows: readonly FleetRow[];
  readonly control: FleetControl;
  readonly requests: readonly ApprovalRequest[];
  /** Ids of those of the former list who are on hold and still in the identity store, by `userNameKey`. */
  readonly formerIds?: Readonly<Record<string, string>>;
  /** SHA-256 of a text, in hexadecimal digits. */
  readonly digest: (text: string) => string;
}

/** What a pass does, asks for and says. */
export interface Decision {
  readonly actions: readonly FleetAction[];
  /** A new one; nothing where one with the same digest is open. */
  readonly request?: ApprovalRequest;
  readonly findings: readonly FleetFinding[];
  /** Why something is not done at all in this pass. */
  readonly stopped: { readonly creations?: string; readonly departures?: string; readonly removals?: string };
}
