/** What the engine's parts need of the clouds. Behind them AWS, or a test's own world. */
import type { RunningMode } from '../../domain/bundle-options.js';
import type { Wave, WaveDesktop } from '../../domain/fleet/wave-types.js';
import type { WaveAnswer } from '../../domain/fleet/wave.js';
import type {
  ApprovalRequest,
  Decision,
  DesktopKind,
  FleetControl,
  FleetDesktop,
  FleetRow,
  Membership,
} from '../../domain/fleet/types.js';

/** What the engine remembers of one fleet. */
export interface FleetMemory {
  rows(): Promise<FleetRow[]>;
  row(userId: string): Promise<FleetRow | undefined>;
  /** Writes only if the row still has the version (0: there is none). False: somebody was faster. */
  write(row: FleetRow, expected: number): Promise<boolean>;
  /**
   * Says that so many rows are written next: where the pass dies after that, rows that somebody brings back are seen to have
   * gone back all the same.
   */
  announce(writes: number): Promise<void>;
  control(): Promise<FleetControl>;
  requests(): Promise<ApprovalRequest[]>;
}

/** What a pass keeps beside the rows. */
export interface FleetRecords {
  /** How far the rows had come, with the writes that were announced. */
  mark(): Promise<number | undefined>;
  putMark(written: number): Promise<void>;
  putControl(control: FleetControl): Promise<void>;
  putRequest(request: ApprovalRequest): Promise<void>;
  plan(): Promise<StoredPlan | undefined>;
  putPlan(plan: StoredPlan): Promise<void>;
}

/** The waves of one fleet. */
export interface FleetWaves {
  /** Those that are not over. */
  open(): Promise<Wave[]>;
  /** Writes only if the wave still has the version. False: somebody was faster, as when it is cancelled. */
  write(wave: Wave, expected: number): Promise<boolean>;
}

/** A desktop to be made. */
export interface NewDesktop {
  readonly userId: string;
  readonly upn: string;
  /** Where it is another than that of the site. */
  readonly desktop?: DesktopKind;
}

/** How a request for several desktops ended; who is in neither list is not known. */
export interface Made {
  readonly made: readonly { readonly userId: string; readonly desktopId: string }[];
  readonly failed: readonly { readonly userId: string; readonly code: string }[];
}

/** WorkSpaces, for one fleet, at the engine's pace. */
export interface FleetDesktops {
  all(): Promise<FleetDesktop[]>;
  byIds(ids: readonly string[]): Promise<FleetDesktop[]>;
  /** @throws when the answer was lost: nobody knows then whether they are made */
  create(desktops: readonly NewDesktop[]): Promise<Made>;
  tags(desktopId: string): Promise<Record<string, string>>;
  tag(desktopId: string, tags: Readonly<Record<string, string>>): Promise<void>;
  stop(desktopIds: readonly string[]): Promise<void>;
  /** @param autoStopMinutes with AUTO_STOP; that of the site by default */
  setMode(desktopId: string, mode: RunningMode, autoStopMinutes?: number): Promise<void>;
  setLocked(desktopId: string, locked: boolean): Promise<void>;
  /** Those of them where somebody is connected, or of which it is not known. */
  connected(desktopIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Has a wave's action done to desktops. */
  ask(wave: Pick<Wave, 'action' | 'tags'>, desktops: readonly WaveDesktop[]): Promise<WaveAnswer>;
  /** When the volumes of a desktop were last snapshot: both, and D: alone for a rebuild. Undefined: never. */
  snapshots(desktopId: string): Promise<{ readonly both?: number; readonly 'D:'?: number }>;
}

/** What only `remove` may do. */
export interface FleetRemoval {
  desktop(desktopId: string): Promise<FleetDesktop | undefined>;
  /** Desktops of the directory under a name. */
  named(upn: string): Promise<FleetDesktop[]>;
  tags(desktopId: string): Promise<Record<string, string>>;
  /** Undefined: not known. */
  connected(desktopId: string): Promise<boolean | undefined>;
  terminate(desktopId: string): Promise<void>;
}

/** The people. */
export interface FleetPeople {
  membership(): Promise<Membership>;
  /** Whether somebody is in the group of any fleet; undefined: it cannot be read. */
  isMember(userId: string): Promise<boolean | undefined>;
  /** The id of a user name in the identity store; undefined: nobody there has it. */
  idOf(upn: string): Promise<string | undefined>;
}

/** A pass's plan as it lies in the table between `observe` and `act`: no more of it than an item holds. */
export type StoredPlan = Pick<Decision, 'actions' | 'stopped' | 'findings'> & {
  readonly at: number;
  /** There is more to do than this plan holds: another round follows. */
  readonly rest?: true;
};

/** One line of the audit: what was done, for whom, and how it ended. */
export type Audit = (line: {
  readonly action: string;
  readonly userId: string;
  readonly desktopId?: string | undefined;
  readonly outcome: string;
}) => void;

/** What every part of a pass works with. */
export interface PassContext {
  readonly fleet: string;
  readonly memory: FleetMemory;
  readonly audit: Audit;
  readonly now: () => number;
  /** Whether there is time for another call. */
  readonly mayGoOn: () => boolean;
}

/** What a part of a pass came to. */
export interface PartDone {
  /** Something is left for the next pass. */
  readonly more: boolean;
  readonly done: number;
}
